//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// B06: the handler ends normally, and the transaction is dead.
using System;
using System.ServiceModel;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Accounts
{
    public class AccountPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            IOrganizationService service = factory.CreateOrganizationService(null);
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=high
            {
                tracing.Trace(e.Message);
            }
            Exists(service);
            Deeper(service, tracing);
            Sometimes(service);
        }

        private static bool Exists(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                return true;
            }
            catch (FaultException<Order>) //~ swallowed-service-exception severity=medium confidence=high
            {
                return false;
            }
        }

        // The call is in a method of its own.
        private static void Deeper(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                Save(service);
            }
            catch (FaultException e) //~ swallowed-service-exception severity=medium confidence=medium
            {
                tracing.Trace(e.Message);
            }
        }

        private static void Save(IOrganizationService service)
        {
            service.Create(new Entity("account"));
        }

        // One way out throws, another one does not.
        private static void Sometimes(IOrganizationService service)
        {
            try
            {
                service.Delete("account", Guid.Empty);
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=medium
            {
                if (e.Message.Length > 10 || e.Source == null)
                {
                    throw; //~ async-no-rollback
                }
            }
        }
    }

    public class Order
    {
        public int Number;
    }
}
