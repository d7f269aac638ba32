//! build: all
// X06: what a delegate does is done where it is invoked, not where it is made.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Delayed
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    // The write is later: no row is locked yet.
    public class LaterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<IOrganizationService> write = Write;
            Thread.Sleep(100); //~ thread-sleep severity=medium
            write(Services.Of(serviceProvider));
            Thread.Sleep(110); //~ thread-sleep severity=high
        }

        private void Write(IOrganizationService service)
        {
            service.Update(new Entity("task"));
        }
    }

    // A table of handlers, as in many toolkits.
    public class TablePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var handlers = new Dictionary<string, Action>();
            handlers["Create"] = () => service.Create(new Entity("a"));
            handlers["Update"] = () => service.Update(new Entity("a"));
            Thread.Sleep(120); //~ thread-sleep severity=medium
            handlers["Create"]();
            Thread.Sleep(130); //~ thread-sleep severity=high
        }
    }

    public class QueuePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var queue = new Queue<Action>();
            Put(queue, () => service.Update(new Entity("b")));
            Thread.Sleep(140); //~ thread-sleep severity=medium
            foreach (Action action in queue)
            {
                action();
                Thread.Sleep(150); //~ thread-sleep severity=high
            }
        }

        private static void Put(Queue<Action> queue, Action action)
        {
            queue.Enqueue(action);
        }
    }

    // The value is made when somebody asks for it.
    public class LazyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var made = new Lazy<Guid>(() => service.Create(new Entity("c")));
            Thread.Sleep(160); //~ thread-sleep severity=medium
            Guid id = made.Value;
            Thread.Sleep(170); //~ thread-sleep severity=high
            GC.KeepAlive(id);
        }
    }

    // The framework runs it at once; so does a helper.
    public class AtOncePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var names = new List<string> { "a" };
            Thread.Sleep(180); //~ thread-sleep severity=medium
            names.ForEach(name => service.Update(new Entity(name)));
            Thread.Sleep(190); //~ thread-sleep severity=high
        }
    }

    public class HelpedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            Action write = () => service.Update(new Entity("d"));
            Thread.Sleep(200); //~ thread-sleep severity=medium
            Run(write);
            Thread.Sleep(210); //~ thread-sleep severity=high
        }

        private static void Run(Action action)
        {
            action();
        }
    }
}
