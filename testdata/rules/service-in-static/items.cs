//! refs: Microsoft.Xrm.Sdk System.Core System.Runtime.Caching
// What comes out of a collection that the service or the pipeline gave belongs to the call as the collection does, and has the type of its items.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Caching;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Items
{
    public class RowsPlugin : IPlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_any = new ConcurrentDictionary<string, object>();
        private static readonly ConcurrentDictionary<string, List<Entity>> s_lists = new ConcurrentDictionary<string, List<Entity>>();
        private static object s_first;
        private static object s_name;
        private object _box;
        private readonly ConcurrentDictionary<string, object> _own = new ConcurrentDictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            EntityCollection found = service.RetrieveMultiple(new QueryExpression("account"));
            var rows = found.Entities;
            s_any["a"] = rows[0]; //~ service-in-static severity=high
            s_any["b"] = rows.First(); //~ service-in-static severity=high
            s_any["c"] = rows.Where(row => row.Contains("name")).OrderBy(row => row.LogicalName).FirstOrDefault(); //~ service-in-static severity=high
            s_any["d"] = rows.ToList()[0]; //~ service-in-static severity=high
            foreach (Entity row in rows)
            {
                s_any["e"] = row; //~ service-in-static severity=high
                s_any["f"] = row.LogicalName; //= service-in-static
                s_any["g"] = row.GetAttributeValue<int>("count"); //= service-in-static
            }
            var mine = new List<Entity> { rows[0] };
            s_any["h"] = mine[0]; //~ service-in-static severity=high
            s_lists["a"] = rows.ToList(); //~ service-in-static severity=high
            s_any["i"] = rows.Select(row => row.LogicalName).First(); //= service-in-static
            s_any["j"] = rows.Select(row => row.Id).ToList(); //= service-in-static
            s_any["k"] = rows.Count; //= service-in-static
            s_first = rows[0]; //~ service-in-static severity=high
            s_name = rows[0].LogicalName; //~ static-state
            Interlocked.Exchange(ref _box, rows[0]); //~ stateful-plugin severity=high
            Interlocked.Exchange(ref _box, rows[0].LogicalName); //~ stateful-plugin severity=low
            _own["a"] = rows.First(); //~ shared-object-mutation severity=high
            _own["b"] = rows.First().LogicalName; //= shared-object-mutation
        }
    }

    public class CachePlugin : IPlugin
    {
        private static readonly ObjectCache s_cache = MemoryCache.Default;

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            MemoryCache.Default.Set("a", service, DateTimeOffset.MaxValue); //~ service-in-static severity=high
            MemoryCache.Default["b"] = service.Retrieve("account", Guid.Empty, null); //~ service-in-static severity=high
            MemoryCache.Default.Set("c", "text", DateTimeOffset.MaxValue); //= service-in-static
            MemoryCache.Default["d"] = service.Retrieve("account", Guid.Empty, null).Id; //= service-in-static
            Keep(MemoryCache.Default, service);
            s_cache.Set("f", service, DateTimeOffset.MaxValue); //~ service-in-static severity=high
            var mine = new MemoryCache("mine");
            mine.Set("g", service, DateTimeOffset.MaxValue); //= service-in-static
        }

        private static void Keep(ObjectCache cache, IOrganizationService service)
        {
            cache.Set("e", service, DateTimeOffset.MaxValue); //~ service-in-static severity=high
        }
    }

    // A type parameter stands for what it is bound to.
    public abstract class RecordPlugin<T> : IPlugin
        where T : Entity
    {
        private static T s_last;
        private static readonly List<T> s_all = new List<T>();
        private readonly ConcurrentBag<T> _bag = new ConcurrentBag<T>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            T record = ((Entity)context.InputParameters["Target"]).ToEntity<T>();
            s_last = record; //~ service-in-static severity=high
            s_all.Add(record); //~ service-in-static severity=high
            _bag.Add(record); //~ shared-object-mutation severity=high
            var mine = new List<T>();
            mine.Add(record); //= service-in-static
        }
    }

    public class ContactPlugin : RecordPlugin<Entity>
    {
    }

    public abstract class ValuePlugin<T> : IPlugin
        where T : IComparable
    {
        private static T s_value;

        protected T Value { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            s_value = Value; //~ static-state
        }
    }

    public class NumberPlugin : ValuePlugin<int>
    {
    }
}
