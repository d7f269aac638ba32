// U02: unpublished metadata: written out, in an initialiser, through a helper's argument, by name.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Acme.Metadata
{
    public class MetadataPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var request = new RetrieveEntityRequest { LogicalName = "account" };
            request.RetrieveAsIfPublished = true; //~ unpublished-metadata severity=medium confidence=high target=M:Microsoft.Xrm.Sdk.Messages.RetrieveEntityRequest.set_RetrieveAsIfPublished(System.Boolean)
            service.Execute(request);
            Ask(service, true);
            var late = new OrganizationRequest("RetrieveEntity");
            late["RetrieveAsIfPublished"] = true; //~ unpublished-metadata
            late.Parameters.Add("RetrieveAsIfPublished", true); //~ unpublished-metadata
            service.Execute(late);
        }

        private static void Ask(IOrganizationService service, bool all)
        {
            service.Execute(new RetrieveEntityRequest { RetrieveAsIfPublished = all }); //~ unpublished-metadata
        }
    }
}
