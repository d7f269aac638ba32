//! build: all net40
// B05: data was changed, and then an exception leaves the plug-in.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Contacts
{
    // The seed problem: the contact stays when the step is asynchronous.
    public class ContactPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(context.UserId);
            if (context.Depth > 9)
            {
                throw new InvalidPluginExecutionException("depth"); //= async-no-rollback
            }
            var contact = new Entity("contact");
            contact["lastname"] = "Jones";
            service.Create(contact);
            throw new InvalidPluginExecutionException("the account has no name"); //~ async-no-rollback severity=info confidence=high
        }
    }

    // The change and the exception are in methods of their own; a request changes data too.
    public class MergePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Save(service);
            Check(service.Retrieve("account", Guid.Empty, new ColumnSet("name")));
        }

        private static void Save(IOrganizationService service)
        {
            service.Execute(new UpdateRequest { Target = new Entity("account") });
        }

        private static void Check(Entity account)
        {
            if (!account.Contains("name"))
            {
                throw new InvalidPluginExecutionException("no name"); //~ async-no-rollback severity=info
            }
            if (!account.Contains("number"))
            {
                throw new InvalidPluginExecutionException("no number"); //= async-no-rollback
            }
        }
    }

    // The second change can fail after the first; then the handler lets it out.
    public class TwoPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            try
            {
                service.Create(new Entity("contact"));
                service.Create(new Entity("account"));
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("not saved", e); //~ async-no-rollback severity=info
            }
        }
    }

    // Each round changes one; a later one throws.
    public class EachPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            foreach (Entity line in service.RetrieveMultiple(new QueryExpression("invoicedetail")).Entities)
            {
                if (!line.Contains("quantity"))
                {
                    throw new InvalidPluginExecutionException("no quantity"); //~ async-no-rollback severity=info
                }
                service.Delete("invoicedetail", line.Id);
            }
        }
    }
}
