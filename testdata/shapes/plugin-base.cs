//! build: all net40
//! library
// R02: a base class in an assembly of its own. It holds no root; what it does wrong is reported with the classes that derive from it.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Plugins
{
    public class LocalPluginContext
    {
        public IServiceProvider ServiceProvider { get; private set; }
        public IOrganizationService Service;
        public int Step;

        public LocalPluginContext(IServiceProvider serviceProvider)
        {
            ServiceProvider = serviceProvider;
        }
    }

    public abstract class PluginBase : IPlugin
    {
        private int _executions;
        protected ITracingService Tracing;
        protected string StepName { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService)); //~ stateful-plugin severity=high target=F:Fabrikam.Plugins.PluginBase.Tracing
            var local = new LocalPluginContext(serviceProvider);
            local.Step = 1;
            Before(local);
            ExecutePlugin(local);
        }

        protected virtual void Before(LocalPluginContext local)
        {
            _executions++; //~ stateful-plugin target=F:Fabrikam.Plugins.PluginBase._executions
        }

        protected abstract void ExecutePlugin(LocalPluginContext local);

        protected static void Pause()
        {
            Thread.Sleep(100); //~ thread-sleep
        }

        // No derived class calls this one.
        protected void Reset()
        {
            _executions = 0;
            Thread.Sleep(100);
        }
    }

    // A middle class that nothing derives from.
    public abstract class OtherBase : PluginBase
    {
        private int _other;

        protected override void Before(LocalPluginContext local)
        {
            _other = 1;
        }
    }

    // S03: generic, in another assembly: derived classes write its field through an instantiation.
    public abstract class EntityPluginBase<TEntity, TState> : PluginBase where TEntity : Entity where TState : new()
    {
        protected TEntity Record;
        protected TState State = new TState();

        protected override void ExecutePlugin(LocalPluginContext local)
        {
            Record = (TEntity)local.ServiceProvider.GetService(typeof(TEntity)); //~ stateful-plugin severity=high
            var state = new TState();
            Handle(local, state);
        }

        protected abstract void Handle(LocalPluginContext local, TState state);
    }
}
