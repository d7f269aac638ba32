//! build: all net40
//! key: ms35
// The seed problems: a counter, a property bag, the caller's service kept in a field, a base class that keeps its context.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Orders
{
    // S01: the counter every developer writes once.
    public class OrderCounter : IPlugin
    {
        private int _count;
        private string _lastEntity;
        private volatile bool _busy;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            _count++; //~ stateful-plugin severity=high confidence=high target=F:Acme.Orders.OrderCounter._count
            _lastEntity = context.PrimaryEntityName; //~ stateful-plugin target=F:Acme.Orders.OrderCounter._lastEntity
            try
            {
                _busy = true; //~ stateful-plugin target=F:Acme.Orders.OrderCounter._busy
                for (int i = 0; i < context.Depth; i++)
                {
                    _count += i; //~ stateful-plugin
                }
            }
            catch (InvalidOperationException e)
            {
                _lastEntity = e.Message; //~ stateful-plugin
                tracing.Trace(e.ToString());
                throw new InvalidPluginExecutionException("The order could not be counted: " + _count, e);
            }
            finally
            {
                _busy = false; //~ stateful-plugin
            }
        }
    }

    // S01, S02: services kept in properties and fields, so that helper methods find them ("property bag").
    public class OrderNumbering : IPlugin
    {
        private IOrganizationService _service;

        private ITracingService Tracing { get; set; }

        private IPluginExecutionContext Context { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext)); //~ stateful-plugin severity=high
            Tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService)); //~ stateful-plugin severity=high
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            _service = factory.CreateOrganizationService(Context.UserId); //~ stateful-plugin severity=high target=F:Acme.Orders.OrderNumbering._service
            Number();
        }

        private void Number()
        {
            var order = new Entity("salesorder", Context.PrimaryEntityId);
            order["ordernumber"] = "O-" + Context.OperationCreatedOn.Ticks;
            _service.Update(order);
            Tracing.Trace("numbered");
        }
    }

    // S02, R02: the base class keeps what belongs to one call; each registered class inherits the defect.
    public abstract class PluginBase : IPlugin
    {
        protected IOrganizationService Service;

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Service = factory.CreateOrganizationService(null); //~ stateful-plugin severity=high target=F:Acme.Orders.PluginBase.Service
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace(GetType().Name);
            ExecutePlugin(serviceProvider);
        }

        protected abstract void ExecutePlugin(IServiceProvider serviceProvider);
    }

    public class OrderTotals : PluginBase
    {
        private decimal _total;

        protected override void ExecutePlugin(IServiceProvider serviceProvider)
        {
            var order = Service.Retrieve("salesorder", Guid.Empty, new Microsoft.Xrm.Sdk.Query.ColumnSet("totalamount"));
            _total = order.GetAttributeValue<decimal>("totalamount"); //~ stateful-plugin target=F:Acme.Orders.OrderTotals._total
            order["description"] = _total.ToString();
            Service.Update(order);
        }
    }
}
