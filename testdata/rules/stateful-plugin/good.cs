//! build: all net40
// The recommended forms: what belongs to one call lives in locals or in an object made for the call.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Orders
{
    // S16: everything that belongs to one call.
    public class LocalPluginContext
    {
        public LocalPluginContext(IServiceProvider serviceProvider)
        {
            Context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext)); //= stateful-plugin
            Tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService)); //= stateful-plugin
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Service = factory.CreateOrganizationService(Context.UserId); //= stateful-plugin
        }

        public IPluginExecutionContext Context { get; private set; }

        public ITracingService Tracing { get; private set; }

        public IOrganizationService Service { get; private set; }

        public int Handled;
    }

    // S15, S16: fields are set by the constructor only; the context is made per call.
    public abstract class PluginBase : IPlugin
    {
        private readonly string _unsecure;
        protected readonly string ChildClassName;
        private int _limit = 100;

        protected PluginBase(string unsecure, string childClassName)
        {
            _unsecure = unsecure; //= stateful-plugin
            ChildClassName = childClassName; //= stateful-plugin
            ReadLimit();
        }

        private void ReadLimit()
        {
            _limit = _unsecure == null ? 50 : _unsecure.Length; //= stateful-plugin
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalPluginContext(serviceProvider);
            local.Handled = _limit; //= stateful-plugin
            ExecutePlugin(local);
        }

        protected abstract void ExecutePlugin(LocalPluginContext local);
    }

    public class OrderNumbering : PluginBase
    {
        public OrderNumbering(string unsecure, string secure)
            : base(unsecure, "OrderNumbering")
        {
        }

        protected override void ExecutePlugin(LocalPluginContext local)
        {
            local.Tracing.Trace(ChildClassName);
            local.Handled++; //= stateful-plugin
            var order = local.Service.Retrieve("salesorder", local.Context.PrimaryEntityId, new ColumnSet("ordernumber"));
            order["ordernumber"] = "O-" + local.Handled; //= shared-object-mutation
            local.Service.Update(order);
        }
    }

    // S01: the counter is a local.
    public class OrderCounter : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            int count = 0;
            foreach (var parameter in context.InputParameters)
            {
                count++; //= stateful-plugin
            }
            context.SharedVariables["count"] = count;
        }
    }
}
