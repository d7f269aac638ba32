// What a concurrent collection keeps is what a factory returns, not the factory with what it captured; what `Lazy<T>.Value` gives is so, too.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Factories
{
    public class RatesPlugin : IPlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_any = new ConcurrentDictionary<string, object>();
        private static readonly ConcurrentDictionary<string, int> s_rates = new ConcurrentDictionary<string, int>();
        private static readonly ConcurrentDictionary<string, Func<string>> s_later = new ConcurrentDictionary<string, Func<string>>();
        private static readonly List<object> s_names = new List<object>();
        private static readonly Dictionary<string, string> s_last = new Dictionary<string, string>();
        private static object s_first;
        private static string s_one;
        private static Lazy<string> s_lazy;
        private readonly ConcurrentDictionary<string, object> _texts = new ConcurrentDictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            s_any.GetOrAdd("a", key => Name(service)); //= service-in-static
            s_any.GetOrAdd("b", key => service.Retrieve("account", Guid.Empty, new ColumnSet("name"))); //~ service-in-static severity=high
            s_any.AddOrUpdate("c", key => Name(service), (key, old) => Name(service)); //= service-in-static
            s_any.AddOrUpdate("d", key => Name(service), (key, old) => service); //~ service-in-static severity=high
            s_any.AddOrUpdate("e", service, (key, old) => Name(service)); //~ service-in-static severity=high
            s_any.AddOrUpdate("f", "none", (key, old) => Name(service)); //= service-in-static
            s_any.GetOrAdd("g", (object)service); //~ service-in-static severity=high
            _texts.GetOrAdd("a", key => Name(service)); //= shared-object-mutation
            _texts.GetOrAdd("b", key => service); //~ shared-object-mutation severity=high
            var reader = new Reader(service);
            s_any.GetOrAdd("h", reader.Read); //= service-in-static
            s_any.GetOrAdd("i", reader.Self); //~ service-in-static severity=high
            Func<string, int> count = key => Count(service);
            int rate = s_rates.GetOrAdd("a", count); //= service-in-static
            s_rates.TryAdd("b", rate + Count(service)); //= service-in-static
            s_later.GetOrAdd("a", key => () => Name(service)); //~ service-in-static severity=high
            s_later.TryAdd("b", () => Name(service)); //~ service-in-static severity=high

            var name = new Lazy<string>(() => Name(service));
            s_names.Add(name.Value); //~ static-state
            s_last["a"] = name.Value; //~ static-state
            s_any["j"] = name.Value; //= service-in-static
            var record = new Lazy<Entity>(() => service.Retrieve("account", Guid.Empty, new ColumnSet("name")));
            s_names.Add(record.Value); //~ service-in-static severity=high
            s_lazy = new Lazy<string>(() => Name(service)); //~ service-in-static severity=high
            LazyInitializer.EnsureInitialized(ref s_one, () => Name(service)); //~ static-state
            LazyInitializer.EnsureInitialized(ref s_first, () => (object)Name(service)); //~ static-state
            LazyInitializer.EnsureInitialized(ref s_first, () => (object)service); //~ service-in-static severity=high
        }

        private static string Name(IOrganizationService service)
        {
            return service.Retrieve("account", Guid.Empty, new ColumnSet("name")).GetAttributeValue<string>("name");
        }

        private static int Count(IOrganizationService service)
        {
            return service.RetrieveMultiple(new QueryExpression("account")).Entities.Count;
        }

        private sealed class Reader
        {
            private readonly IOrganizationService _service;

            public Reader(IOrganizationService service)
            {
                _service = service;
            }

            public object Read(string key)
            {
                return Name(_service);
            }

            public object Self(string key)
            {
                return this;
            }
        }
    }

    // What a factory makes that the constructor gave to a `Lazy` is shared once somebody asked for it.
    public class LazyPlugin : IPlugin
    {
        private readonly Lazy<List<string>> _names = new Lazy<List<string>>(() => new List<string>());
        private int _made;
        private readonly Lazy<object> _gate;

        public LazyPlugin()
        {
            _gate = new Lazy<object>(Make);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.Value.Add("a"); //~ shared-object-mutation
            var mine = new Lazy<List<string>>(() => new List<string>());
            mine.Value.Add("a"); //= shared-object-mutation
            serviceProvider.GetService(_gate.Value.GetType());
        }

        private object Make()
        {
            _made++; //~ stateful-plugin
            return new object();
        }
    }
}
