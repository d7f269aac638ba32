//! build: all
// S14/helper, S14/lambda: what makes the value gets something of the call: it counts what of that is in the value.
using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Builders
{
    public static class Lazily
    {
        public static T Once<T>(ref T field, Func<T> make)
            where T : class
        {
            if (field == null)
            {
                field = make();
            }
            return field;
        }
    }

    public sealed class Names
    {
        public Names()
        {
            Items = new List<string>();
        }

        public List<string> Items { get; private set; }
    }

    public sealed class LocalContext
    {
        private readonly ITracingService _tracing;

        public LocalContext(IServiceProvider serviceProvider)
        {
            _tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Service = factory.CreateOrganizationService(null);
            Context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
        }

        public IOrganizationService Service { get; private set; }

        public IPluginExecutionContext Context { get; private set; }

        public void Trace(string text)
        {
            _tracing.Trace(text);
        }
    }

    public class SameForAll : IPlugin
    {
        private Dictionary<string, int> _map;
        private Dictionary<string, int> _filled;
        private string _text;
        private List<string> _names;
        private Regex _pattern;
        private List<string> _traced;
        private List<string> _once;
        private List<string> _onceTraced;
        private List<string> _local;

        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalContext(serviceProvider);
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            if (_map == null)
            {
                _map = Map(tracing); //~ lazy-member-cache severity=low confidence=medium //= stateful-plugin
            }
            if (_filled == null)
            {
                _filled = Filled(local); //~ lazy-member-cache //= stateful-plugin
            }
            if (_text == null)
            {
                _text = Text(tracing); //~ lazy-member-cache //= stateful-plugin
            }
            if (_names == null)
            {
                _names = Checked(local.Service); //~ lazy-member-cache //= stateful-plugin
            }
            _pattern = _pattern ?? Pattern(tracing); //~ lazy-member-cache //= stateful-plugin
            if (_traced == null)
            {
                _traced = Traced(local); //~ lazy-member-cache //= stateful-plugin
            }
            Lazily.Once(ref _once, () => new List<string> { "a" }); //~ lazy-member-cache target=F:Acme.Builders.SameForAll._once //= stateful-plugin
            Lazily.Once(ref _onceTraced, Twelve); //~ lazy-member-cache //= stateful-plugin
            if (_local == null)
            {
                var made = new List<string>();
                Fill(made, "a");
                _local = made; //~ lazy-member-cache //= stateful-plugin
            }
        }

        private static Dictionary<string, int> Map(ITracingService tracing)
        {
            tracing.Trace("building");
            return new Dictionary<string, int> { { "a", 1 } };
        }

        private static Dictionary<string, int> Filled(LocalContext local)
        {
            local.Trace("building");
            var map = new Dictionary<string, int>();
            foreach (var name in new[] { "a", "b" })
            {
                map[name] = name.Length * 2;
            }
            return map;
        }

        private static string Text(ITracingService tracing)
        {
            tracing.Trace("x");
            return "constant";
        }

        private static List<string> Checked(IOrganizationService service)
        {
            if (service == null)
            {
                throw new InvalidPluginExecutionException("service");
            }
            return new List<string> { "a" };
        }

        private static Regex Pattern(ITracingService tracing)
        {
            if (tracing != null)
            {
                tracing.Trace("pattern");
            }
            return new Regex("^a");
        }

        private static List<string> Traced(LocalContext local)
        {
            var made = new List<string>();
            made.Add("a");
            local.Trace("made in " + local.Context.MessageName);
            return made;
        }

        private static List<string> Twelve()
        {
            return new List<string>(12);
        }

        private static void Fill(List<string> names, string name)
        {
            names.Add(name);
        }
    }

    public class OfTheCall : IPlugin
    {
        private List<string> _read;
        private List<string> _added;
        private List<string> _addedDeeper;
        private Names _inside;
        private string _chosen;
        private object _isAdmin;
        private object _depth;
        private List<string> _byLambda;
        private List<string> _once;
        private List<string> _out;
        private Dictionary<string, List<string>> _lists;
        private List<string> _kept;
        private IOrganizationService _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalContext(serviceProvider);
            local.Trace("x");
            var service = local.Service;
            if (_read == null)
            {
                _read = Read(service); //~ stateful-plugin severity=high //= lazy-member-cache
            }
            if (_added == null)
            {
                _added = Added(local); //~ stateful-plugin //= lazy-member-cache
            }
            if (_addedDeeper == null)
            {
                var names = new List<string>();
                AddDeeper(service, names);
                _addedDeeper = names; //~ stateful-plugin //= lazy-member-cache
            }
            if (_inside == null)
            {
                _inside = Inside(local.Context); //~ stateful-plugin //= lazy-member-cache
            }
            if (_chosen == null)
            {
                _chosen = Chosen(local.Context); //~ stateful-plugin //= lazy-member-cache
            }
            if (_isAdmin == null)
            {
                _isAdmin = IsAdmin(service); //~ stateful-plugin //= lazy-member-cache
            }
            if (_depth == null)
            {
                _depth = local.Context.Depth * 2; //~ stateful-plugin //= lazy-member-cache
            }
            if (_byLambda == null)
            {
                _byLambda = ByLambda(service); //~ stateful-plugin //= lazy-member-cache
            }
            Lazily.Once(ref _once, () => Read(service)); //~ stateful-plugin //= lazy-member-cache
            if (_out == null)
            {
                List<string> names;
                Give(service, out names);
                _out = names; //~ stateful-plugin //= lazy-member-cache
            }
            if (_lists == null)
            {
                _lists = Lists(service); //~ stateful-plugin //= lazy-member-cache
            }
            if (_kept == null)
            {
                _kept = Kept(new LocalContext(serviceProvider)); //~ stateful-plugin //= lazy-member-cache
            }
            if (_service == null)
            {
                _service = Same(service); //~ stateful-plugin //= lazy-member-cache
            }
        }

        private static IOrganizationService Same(IOrganizationService service)
        {
            return service;
        }

        private static List<string> Read(IOrganizationService service)
        {
            var names = new List<string>();
            foreach (var row in service.RetrieveMultiple(new QueryExpression("account")).Entities)
            {
                names.Add(row.LogicalName);
            }
            return names;
        }

        private static List<string> Added(LocalContext local)
        {
            var names = new List<string>();
            names.Add(local.Context.MessageName);
            return names;
        }

        private static void AddDeeper(IOrganizationService service, List<string> names)
        {
            names.AddRange(Read(service));
        }

        private static Names Inside(IPluginExecutionContext context)
        {
            var names = new Names();
            names.Items.Add(context.MessageName);
            return names;
        }

        private static string Chosen(IPluginExecutionContext context)
        {
            return context.Depth > 1 ? "deep" : "flat";
        }

        private static bool IsAdmin(IOrganizationService service)
        {
            if (service.Retrieve("systemuser", Guid.Empty, new ColumnSet("title")).Contains("title"))
            {
                return true;
            }
            return false;
        }

        private static List<string> ByLambda(IOrganizationService service)
        {
            var names = new List<string>();
            var rows = new List<Entity>(service.RetrieveMultiple(new QueryExpression("account")).Entities);
            rows.ForEach(row => names.Add(row.LogicalName));
            return names;
        }

        private static void Give(IOrganizationService service, out List<string> names)
        {
            names = Read(service);
        }

        private static Dictionary<string, List<string>> Lists(IOrganizationService service)
        {
            var lists = new Dictionary<string, List<string>>();
            lists["a"] = new List<string>();
            lists["a"].Add(service.Retrieve("account", Guid.Empty, new ColumnSet("name")).LogicalName);
            return lists;
        }

        private static List<string> Kept(LocalContext local)
        {
            var names = new List<string>();
            Action<string> add = names.Add;
            add(local.Context.MessageName);
            return names;
        }
    }

    // What it gets from a field another call may have put there.
    public class Through : IPlugin
    {
        private List<string> _raw;
        private List<string> _read;
        private static List<string> s_raw;
        private List<string> _static;
        private readonly List<string> _fixed = new List<string>();
        private List<string> _same;

        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalContext(serviceProvider);
            local.Trace("x");
            if (_read == null)
            {
                _read = Cached(local.Service); //~ stateful-plugin //= lazy-member-cache
            }
            if (_static == null)
            {
                _static = CachedForAll(local.Service); //~ stateful-plugin //= lazy-member-cache
            }
            if (_same == null)
            {
                _same = Fixed(local.Service); //~ lazy-member-cache //= stateful-plugin
            }
        }

        private List<string> Cached(IOrganizationService service)
        {
            if (_raw == null)
            {
                _raw = Rows(service); //~ stateful-plugin
            }
            return _raw;
        }

        private static List<string> CachedForAll(IOrganizationService service)
        {
            if (s_raw == null)
            {
                s_raw = Rows(service); //~ static-state
            }
            return s_raw;
        }

        private List<string> Fixed(IOrganizationService service)
        {
            return service == null ? null : _fixed;
        }

        private static List<string> Rows(IOrganizationService service)
        {
            var rows = service.RetrieveMultiple(new QueryExpression("account"));
            return new List<string> { rows.EntityName };
        }
    }
}
