// B01: `new T()` where T is known to be a batch message; an array of requests is no construction of one.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Acme.Billing.Generic
{
    public class GenericBilling : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Execute(Batch<ExecuteMultipleRequest>());
            service.Execute(Single<CreateRequest>());
            var none = new ExecuteMultipleRequest[0];
            service.Execute(new OrganizationRequest(none.Length == 0 ? "WhoAmI" : "Create"));
        }

        private static T Batch<T>() where T : OrganizationRequest, new()
        {
            return new T(); //~ batch-request
        }

        private static T Single<T>() where T : OrganizationRequest, new()
        {
            return new T();
        }
    }
}
