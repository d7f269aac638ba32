//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// B06: handlers that throw, wrap, keep or never end; handlers of other exceptions; no call of the service inside.
using System;
using System.ServiceModel;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Accounts
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
            catch (Exception e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
                throw;
            }
            Wrapped(service);
            Fails(service);
            Later(service, tracing);
            LaterWrapped(service);
            Parsed(service);
            Traced(tracing);
            Inner(service, tracing);
        }

        private static void Wrapped(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (FaultException e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException("failed", e); //~ async-no-rollback
            }
        }

        // The method that the handler calls always throws.
        private static void Fails(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                Fail(e);
            }
        }

        private static void Fail(Exception e)
        {
            throw new InvalidPluginExecutionException(e.Message, e);
        }

        // It is thrown behind the handler.
        private static void Later(IOrganizationService service, ITracingService tracing)
        {
            Exception failure = null;
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                failure = e;
            }
            tracing.Trace("done");
            if (failure != null)
            {
                throw failure;
            }
        }

        private static void LaterWrapped(IOrganizationService service)
        {
            Exception failure = null;
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                failure = e;
            }
            if (failure != null)
            {
                throw new InvalidPluginExecutionException("failed", failure);
            }
        }

        // The service throws nothing of that class.
        private static void Parsed(IOrganizationService service)
        {
            try
            {
                Entity account = service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                account["number"] = int.Parse(account.GetAttributeValue<string>("name"));
            }
            catch (FormatException) //= swallowed-service-exception
            {
            }
        }

        // Nothing of the service is called inside.
        private static void Traced(ITracingService tracing)
        {
            try
            {
                tracing.Trace("done");
            }
            catch (Exception) //= swallowed-service-exception
            {
            }
        }

        // What the inner handler throws in its place is of another class.
        private static void Inner(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                Wrapped(service);
            }
            catch (InvalidOperationException e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
        }
    }
}
