//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// U04: deprecated messages: by class, by name; a fetch inside one.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;

namespace Acme.Kits
{
    public class KitPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var request = new ExecuteFetchRequest(); //~ deprecated-message severity=low confidence=high target=M:Microsoft.Crm.Sdk.Messages.ExecuteFetchRequest.#ctor
            request.FetchXml = "<fetch><entity name='account'><all-attributes/></entity></fetch>"; //~ all-columns
            service.Execute(request);
            service.Execute(new AddProductToKitRequest()); //~ deprecated-message
            service.Execute(new CompoundCreateRequest()); //~ deprecated-message
            service.Execute(new RetrieveMembersTeamRequest()); //~ deprecated-message
            service.Execute(new OrganizationRequest("AssociateEntities")); //~ deprecated-message
            service.Execute(new OrganizationRequest { RequestName = "UpdateUserSettingsSystemUser" }); //~ deprecated-message
        }
    }
}
