//! build: all net40
// B07: read, increment, write back: nothing keeps another call from reading the same number.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.AutoNumbers
{
    // The seed problem.
    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next = counter.GetAttributeValue<int>("acme_next") + 1;
            counter["acme_next"] = next;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    // Another record for the same entity; a request; an untyped attribute.
    public class OtherPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            var changed = new Entity("acme_counter");
            changed.Id = counter.Id;
            changed["acme_next"] = (int)counter["acme_next"] + 1;
            service.Execute(new UpdateRequest { Target = changed }); //~ autonumber-race severity=info confidence=low
        }
    }
}
