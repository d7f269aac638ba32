// U02: published metadata, no constant, other parameters, one's own class.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Contoso.Metadata
{
    public class MetadataPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Execute(new RetrieveEntityRequest { LogicalName = "account", RetrieveAsIfPublished = false }); //= unpublished-metadata
            service.Execute(new RetrieveEntityRequest { RetrieveAsIfPublished = context.IsOfflinePlayback }); //= unpublished-metadata
            var late = new OrganizationRequest("RetrieveEntity");
            late["RetrieveAsIfPublished"] = false; //= unpublished-metadata
            late["EntityFilters"] = true; //= unpublished-metadata
            service.Execute(late);
            new Settings().RetrieveAsIfPublished = true; //= unpublished-metadata
        }
    }

    public class Settings
    {
        public bool RetrieveAsIfPublished { get; set; }
    }
}
