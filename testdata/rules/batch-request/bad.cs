//! build: all net40
// B01: batch messages inside a plug-in: one construction, one finding.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Acme.Billing
{
    // The seed problem.
    public class BillingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var batch = new ExecuteMultipleRequest(); //~ batch-request severity=medium confidence=high
            batch.Requests = new OrganizationRequestCollection();
            batch.Settings = new ExecuteMultipleSettings();
            for (int i = 0; i < 10; i++)
            {
                batch.Requests.Add(new CreateRequest { Target = new Entity("invoice") });
            }
            service.Execute(batch);
            Transaction(service);
        }

        private static void Transaction(IOrganizationService service)
        {
            var transaction = new ExecuteTransactionRequest(); //~ batch-request severity=medium
            transaction.Requests = new OrganizationRequestCollection();
            transaction.Requests.Add(new UpdateRequest { Target = new Entity("invoice") });
            service.Execute(transaction);
            var created = new CreateMultipleRequest(); //~ batch-request
            created.Targets = new EntityCollection();
            service.Execute(created);
            service.Execute(new UpdateMultipleRequest()); //~ batch-request
            service.Execute(new UpsertMultipleRequest()); //~ batch-request
        }
    }

    // Late-bound: the message's name is a constant.
    public class LateBilling : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var request = new OrganizationRequest("ExecuteMultiple"); //~ batch-request
            request["Requests"] = new OrganizationRequestCollection();
            service.Execute(request);
            var named = new OrganizationRequest();
            named.RequestName = "UpdateMultiple"; //~ batch-request
            service.Execute(named);
            service.Execute(new OrganizationRequest("DeleteMultiple")); //~ batch-request severity=low
        }
    }
}
