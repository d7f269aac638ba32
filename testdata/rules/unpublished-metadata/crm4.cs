//! build: release mcs-release
//! refs: Microsoft.Crm.Sdk Microsoft.Crm.SdkTypeProxy
//! api: 2.0
// U02, U03, U04: the same messages in CRM 4.
using System;
using Microsoft.Crm.Sdk;
using Microsoft.Crm.SdkTypeProxy;
using Microsoft.Crm.SdkTypeProxy.Metadata;

namespace Acme.Metadata4
{
    public class OldPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            RetrieveEntityRequest request = new RetrieveEntityRequest();
            request.RetrieveAsIfPublished = true; //~ unpublished-metadata
            request.RetrieveAsIfPublished = false; //= unpublished-metadata
            ICrmService service = context.CreateCrmService(true);
            service.Execute(request);
            service.Execute(new AssignRequest()); //~ specialized-update
            service.Execute(new SetStateAccountRequest()); //~ specialized-update
            service.Execute(new SetStateDynamicEntityRequest()); //~ specialized-update
            service.Execute(new RetrieveUserSettingsSystemUserRequest()); //~ deprecated-message
            service.Execute(new CreateRequest()); //= specialized-update, deprecated-message
        }
    }
}
