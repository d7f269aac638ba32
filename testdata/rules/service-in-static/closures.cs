//! build: all
// Lambdas of one scope share one object for all that they capture: a delegate that is kept keeps what its own code gets at, and no more.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Closures
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Run((IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)), serviceProvider.ToString());
        }

        protected abstract void Run(IOrganizationService service, string name);
    }

    // Only the other lambda uses the service.
    public class NamePlugin : ServicePlugin
    {
        private static readonly ConcurrentDictionary<string, Lazy<string>> s_names = new ConcurrentDictionary<string, Lazy<string>>();
        private static Func<string> s_held;
        private static Lazy<string> s_lazy;
        private static Func<Func<string>> s_nested;

        protected override void Run(IOrganizationService service, string name)
        {
            s_held = () => name; //~ static-state severity=low //= service-in-static
            s_lazy = new Lazy<string>(() => name); //~ static-state severity=low //= service-in-static
            s_nested = () => () => name; //~ static-state severity=low //= service-in-static
            s_names.GetOrAdd("a", key => new Lazy<string>(() => name.ToUpper())); //= service-in-static
            new List<string> { "x" }.ForEach(found => service.Delete(found, Guid.Empty));
        }
    }

    // Each of these gets at it.
    public class ServiceKept : ServicePlugin
    {
        private static Func<Guid> s_held;
        private static Lazy<Guid> s_lazy;
        private static Func<Func<Guid>> s_nested;
        private static Func<Task> s_task;
        private static Func<IEnumerable<string>> s_query;

        protected override void Run(IOrganizationService service, string name)
        {
            s_held = () => service.Create(new Entity(name)); //~ service-in-static severity=high confidence=high
            s_lazy = new Lazy<Guid>(() => service.Create(new Entity(name))); //~ service-in-static severity=high
            s_nested = () => () => service.Create(new Entity(name)); //~ service-in-static severity=high
            s_task = async () => { await Task.Yield(); service.Delete(name, Guid.Empty); }; //~ service-in-static severity=high, async-method
            s_query = () => new[] { "x" }.Where(found => service.Create(new Entity(found)) != Guid.Empty); //~ service-in-static severity=high
        }
    }

    // A variable of an inner scope and one of the scope around it.
    public class ScopesPlugin : ServicePlugin
    {
        private static Func<string> s_text;
        private static Func<Guid> s_made;

        protected override void Run(IOrganizationService service, string name)
        {
            foreach (string part in name.Split(' '))
            {
                s_text = () => name + part; //~ static-state severity=low //= service-in-static
                s_made = () => service.Create(new Entity(part)); //~ service-in-static severity=high
            }
        }
    }

    public class Settings
    {
        public Func<int> Number { get; set; }
    }

    // The instance: the message says nothing of somebody's service, and an object that it holds is changed at medium.
    public class InstancePlugin : ServicePlugin
    {
        private readonly Settings settings = new Settings();
        private int number = 3;
        private Func<string> text;

        protected override void Run(IOrganizationService service, string name)
        {
            settings.Number = () => number; //~ shared-object-mutation severity=medium
            text = () => name; //~ stateful-plugin
            Func<bool> asks = () => number == name.Length + service.GetHashCode();
            if (asks())
            {
                service.Delete(name, Guid.Empty);
            }
        }
    }

    public class InstanceServicePlugin : ServicePlugin
    {
        private readonly Settings settings = new Settings();

        protected override void Run(IOrganizationService service, string name)
        {
            settings.Number = () => service.GetHashCode(); //~ shared-object-mutation severity=high
        }
    }
}
