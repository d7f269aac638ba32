//! build: all net40
//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// B01: single messages; names that only look alike; a batch that nothing reaches.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Billing
{
    public class BillingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            for (int i = 0; i < 10; i++)
            {
                service.Create(new Entity("invoice"));
            }
            service.Execute(new CreateRequest { Target = new Entity("invoice") });
            service.Execute(new WhoAmIRequest());
            service.Execute(new OrganizationRequest("contoso_CloseMonth"));
            service.Execute(new OrganizationRequest("RetrieveMultiple"));
            var named = new OrganizationRequest();
            named.RequestName = "ExecuteWorkflow";
            named["Note"] = "ExecuteMultiple";
            service.Execute(named);
            EntityCollection found = service.RetrieveMultiple(new QueryExpression("invoice"));
            var local = new ExecuteMultipleRequestLog();
            local.Count = found.Entities.Count;
            Report(new OrganizationResponse() as ExecuteMultipleResponse);
        }

        private static void Report(ExecuteMultipleResponse response)
        {
            if (response != null && response.IsFaulted)
            {
                throw new InvalidPluginExecutionException("faulted"); //~ async-no-rollback severity=info
            }
        }
    }

    public class ExecuteMultipleRequestLog
    {
        public int Count;
    }

    // Nothing reaches this class: a console tool keeps it in the same assembly.
    public static class Importer
    {
        public static void Run(IOrganizationService service)
        {
            service.Execute(new ExecuteMultipleRequest()); //= batch-request
        }
    }
}
