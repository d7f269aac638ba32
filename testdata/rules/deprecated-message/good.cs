//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// U04: their successors, messages of like names, what is reported as specialized-update only.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Kits
{
    public class KitPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.RetrieveMultiple(new FetchExpression("<fetch><entity name='account'/></fetch>")); //= deprecated-message
            service.Execute(new AssociateRequest()); //= deprecated-message
            service.Execute(new OrganizationRequest("contoso_ExecuteFetch")); //= deprecated-message
            service.Execute(new AssignRequest()); //~ specialized-update //= deprecated-message
            var note = new Entity("annotation");
            note["subject"] = "ExecuteFetch"; //= deprecated-message
            service.Create(note);
        }
    }
}
