//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// U03: updates, other messages, the user's own messages of like names.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Contoso.Closing
{
    public class ClosingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var task = new Entity("task", context.PrimaryEntityId);
            task["statecode"] = new OptionSetValue(1);
            task["ownerid"] = new EntityReference("systemuser", context.UserId);
            service.Update(task); //= specialized-update
            service.Execute(new UpdateRequest { Target = task }); //= specialized-update
            service.Execute(new QualifyLeadRequest()); //= specialized-update, deprecated-message
            service.Execute(new OrganizationRequest("contoso_Assign")); //= specialized-update
            service.Execute(new SetStateRequest2()); //= specialized-update
            if (context.MessageName == "SetState" || context.MessageName == "Assign") //= specialized-update
            {
                throw new InvalidPluginExecutionException("Assign"); //~ async-no-rollback //= specialized-update
            }
        }
    }

    // A message of one's own.
    public class SetStateRequest2 : OrganizationRequest
    {
        public SetStateRequest2()
        {
            RequestName = "contoso_SetState"; //= specialized-update
        }
    }
}
