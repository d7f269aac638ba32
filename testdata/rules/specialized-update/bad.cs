//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// U03: messages of their own for what an update does: by class, by name, in a helper, as T.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;

namespace Acme.Closing
{
    public class ClosingPlugin : IPlugin
    {
        private const string Message = "SetStateDynamicEntity";

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var close = new SetStateRequest { State = new OptionSetValue(1) }; //~ specialized-update severity=medium confidence=high target=M:Microsoft.Crm.Sdk.Messages.SetStateRequest.#ctor
            service.Execute(close);
            service.Execute(new AssignRequest()); //~ specialized-update
            service.Execute(new SetParentSystemUserRequest()); //~ specialized-update
            service.Execute(new OrganizationRequest(Message)); //~ specialized-update target=M:Microsoft.Xrm.Sdk.OrganizationRequest.#ctor(System.String)
            Send(service, "Assign");
            service.Execute(Make<SetBusinessSystemUserRequest>());
        }

        private static void Send(IOrganizationService service, string name)
        {
            var request = new OrganizationRequest();
            request.RequestName = name; //~ specialized-update
            service.Execute(request);
        }

        private static T Make<T>() where T : OrganizationRequest, new()
        {
            return new T(); //~ specialized-update
        }
    }
}
