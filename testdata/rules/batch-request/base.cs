//! build: all
//! refs: Microsoft.Xrm.Sdk
// B01: a class of one's own gives the name of the message to the constructor of its base.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Base
{
    public class SaveAllRequest : OrganizationRequest
    {
        public SaveAllRequest() : base("ExecuteMultiple") //~ batch-request severity=medium
        {
            Parameters["ours"] = true;
        }
    }

    public class ApproveRequest : OrganizationRequest
    {
        public ApproveRequest() : base("acme_Approve") //= batch-request
        {
            Parameters["ours"] = true;
        }
    }

    public class SavePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Execute(new SaveAllRequest());
            service.Execute(new ApproveRequest());
        }
    }
}
