//! build: all
// B05: what a delegate changes is changed where it is invoked, not where it is made.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Registered
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    public class Event
    {
        public string Message;
        public Action<IOrganizationService> Action;
    }

    // The events are put together first, and then the guard throws.
    public class EventsPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            List<Event> events = Events();
            if (serviceProvider == null)
            {
                throw new InvalidPluginExecutionException("nothing to work with"); //= async-no-rollback
            }
            foreach (Event found in events)
            {
                found.Action(Services.Of(serviceProvider));
            }
        }

        private List<Event> Events()
        {
            return new List<Event> { new Event { Message = "Create", Action = OnCreate } };
        }

        private void OnCreate(IOrganizationService service)
        {
            service.Create(new Entity("task"));
        }
    }

    public class TablePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var handlers = new Dictionary<string, Action<IOrganizationService>> { { "Create", OnCreate } };
            Action<IOrganizationService> handler;
            if (!handlers.TryGetValue(serviceProvider.ToString(), out handler))
            {
                throw new InvalidPluginExecutionException("not supported"); //= async-no-rollback
            }
            handler(Services.Of(serviceProvider));
        }

        private void OnCreate(IOrganizationService service)
        {
            service.Create(new Entity("task"));
        }
    }

    public class LambdaPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<IOrganizationService> create = service => service.Create(new Entity("task"));
            if (serviceProvider.GetService(typeof(ITracingService)) == null)
            {
                throw new InvalidPluginExecutionException("no trace"); //= async-no-rollback
            }
            create(Services.Of(serviceProvider));
        }
    }

    // The same with a check that comes too late.
    public class LatePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<IOrganizationService> create = service => service.Create(new Entity("task"));
            create(Services.Of(serviceProvider));
            if (serviceProvider.GetService(typeof(ITracingService)) == null)
            {
                throw new InvalidPluginExecutionException("no trace"); //~ async-no-rollback
            }
        }
    }

    public class LateTablePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var handlers = new Dictionary<string, Action<IOrganizationService>> { { "Create", OnCreate } };
            foreach (Action<IOrganizationService> handler in handlers.Values)
            {
                handler(Services.Of(serviceProvider));
            }
            throw new InvalidPluginExecutionException("too late"); //~ async-no-rollback
        }

        private void OnCreate(IOrganizationService service)
        {
            service.Create(new Entity("task"));
        }
    }

    // What is called goes through the query that it gets.
    public class GivenQueryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            Check(new[] { "a", "b" }.Select(name =>
            {
                service.Update(new Entity(name));
                return name;
            }));
        }

        private static void Check(IEnumerable<string> changed)
        {
            foreach (string name in changed)
            {
                if (name == "b")
                {
                    throw new InvalidPluginExecutionException("too late"); //~ async-no-rollback
                }
            }
        }
    }

    public class TestedQueryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = null;
            if (serviceProvider.GetHashCode() > 3)
            {
                made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            }
            if (serviceProvider.GetHashCode() > 4)
            {
                throw new InvalidPluginExecutionException("not supported"); //= async-no-rollback
            }
            if (made != null)
            {
                foreach (Guid id in made)
                {
                    GC.KeepAlive(id);
                }
            }
            if (serviceProvider.GetHashCode() > 5)
            {
                throw new InvalidPluginExecutionException("too late"); //~ async-no-rollback
            }
        }
    }
}
