//! build: all
// X05/helper: a helper that the call and the work both use; timers that are switched on.
using System;
using System.ComponentModel;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Carried
{
    public static class Services
    {
        public static IOrganizationService Get(IOrganizationServiceFactory factory)
        {
            return factory.CreateOrganizationService(null);
        }
    }

    // The work gets one of its own, and is given another.
    public class SharedHelper : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = Services.Get(factory);
            Task.Run(() => //~ parallel-execution, context-in-parallel
            {
                IOrganizationService own = Services.Get(factory);
                own.Delete("account", Guid.Empty);
                service.Delete("account", Guid.Empty);
            });
        }
    }

    // What it makes for itself is its own, though the call made one the same way.
    public class OwnService : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Services.Get(factory).Delete("account", Guid.Empty);
            Task.Run(() => //~ parallel-execution //= context-in-parallel
            {
                IOrganizationService own = Services.Get(factory);
                own.Delete("account", Guid.Empty);
            });
        }
    }

    public class SwitchedTimer : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var timer = new System.Timers.Timer(500); //~ parallel-execution, context-in-parallel
            timer.Elapsed += (sender, e) => service.Delete("account", Guid.Empty);
            timer.Enabled = true;
        }
    }

    public class PassedTimer : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var timer = new System.Timers.Timer(500); //~ parallel-execution //= context-in-parallel
            Resume(timer);
            Pause(timer);
        }

        private static void Resume(System.Timers.Timer timer)
        {
            timer.Enabled = true; //~ parallel-execution
        }

        private static void Pause(System.Timers.Timer timer)
        {
            timer.Enabled = false; //= parallel-execution
        }
    }

    // A class of the author's own overrides what the worker does.
    public class Cleaner : BackgroundWorker
    {
        public IOrganizationService Service;

        protected override void OnDoWork(DoWorkEventArgs e)
        {
            Service.Delete("account", Guid.Empty);
        }
    }

    public class Counter : BackgroundWorker
    {
        public int Count;

        protected override void OnDoWork(DoWorkEventArgs e)
        {
            Count++;
        }
    }

    public class WorkerPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var cleaner = new Cleaner { Service = service };
            cleaner.RunWorkerAsync(); //~ parallel-execution, context-in-parallel
            var counter = new Counter();
            counter.RunWorkerAsync(); //~ parallel-execution //= context-in-parallel
        }
    }

    // The attributes of a captured target are the target; those of a record that was read are not.
    public class TargetPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var target = (Entity)context.InputParameters["Target"];
            var attributes = target.Attributes;
            Task.Run(() => attributes["name"] = "x"); //~ parallel-execution, context-in-parallel
            Entity read = Services.Get(factory).Retrieve("account", Guid.Empty, null);
            Task.Run(() => read["name"] = "x"); //~ parallel-execution //= context-in-parallel
        }
    }

    // X05/generic
    public class Runner<T> where T : class
    {
        public void Start(T item, Action<T> action)
        {
            Task.Run(() => action(item)); //~ parallel-execution, context-in-parallel
            Task.Run(() => GC.KeepAlive(typeof(T))); //~ parallel-execution //= context-in-parallel
        }
    }

    public class GenericPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            new Runner<IOrganizationService>().Start(service, it => it.Delete("account", Guid.Empty));
        }
    }
}
