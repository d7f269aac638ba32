//! build: all net40
// B05: everything is checked before data is changed; nothing leaves; nothing but the change itself can have failed.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Contacts
{
    public class ContactPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity account = service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            if (!account.Contains("name"))
            {
                throw new InvalidPluginExecutionException("no name"); //= async-no-rollback
            }
            service.Create(new Entity("contact"));
        }
    }

    public class SavingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            IOrganizationService service = factory.CreateOrganizationService(null);
            try
            {
                service.Update(new Entity("contact"));
                tracing.Trace("saved");
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("not saved", e); //= async-no-rollback
            }
        }
    }

    // What is thrown after the change is stopped on the way up.
    public class TolerantPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Create(new Entity("contact"));
            try
            {
                Check(tracing);
            }
            catch (InvalidOperationException e)
            {
                tracing.Trace(e.Message);
            }
        }

        private static void Check(ITracingService tracing)
        {
            if (tracing.GetHashCode() == 0)
            {
                throw new InvalidOperationException("none"); //= async-no-rollback
            }
        }
    }

    // It only reads.
    public class ReadingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.RetrieveMultiple(new QueryExpression("contact"));
            throw new InvalidPluginExecutionException("never"); //= async-no-rollback
        }
    }
}
