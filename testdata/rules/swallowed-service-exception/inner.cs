//! build: all
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// A handler between the call and the one that swallows, in the same method or in one that is called: it throws again or wraps.
using System;
using System.ServiceModel;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Inner
{
    public class LookupFailed : Exception
    {
        public LookupFailed(string message, Exception inner)
            : base(message, inner)
        {
        }
    }

    public class RethrowingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                try
                {
                    service.Delete("account", Guid.Empty);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    tracing.Trace(e.Message);
                    throw;
                }
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=high
            {
                tracing.Trace(e.Message);
            }
        }
    }

    public class WrappingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                try
                {
                    service.Delete("account", Guid.Empty);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    throw new InvalidPluginExecutionException("inner", e);
                }
            }
            catch (Exception e) //~ swallowed-service-exception confidence=high
            {
                tracing.Trace(e.Message);
            }
        }
    }

    public class SometimesPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                try
                {
                    service.Delete("account", Guid.Empty);
                }
                catch (Exception e) { if (e.Message.Length > 100) { throw; } } //~ swallowed-service-exception confidence=medium
            }
            catch (Exception e) //~ swallowed-service-exception confidence=medium
            {
                tracing.Trace(e.Message);
            }
        }
    }

    public class LayeredPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                Load(service);
            }
            catch (Exception e) //~ swallowed-service-exception confidence=medium
            {
                tracing.Trace(e.Message);
            }
            try
            {
                Load(service);
            }
            catch (LookupFailed e) //~ swallowed-service-exception confidence=medium
            {
                tracing.Trace(e.Message);
            }
            try
            {
                Load(service);
            }
            catch (InvalidOperationException e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            try
            {
                Load(service);
            }
            catch (FaultException e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            try
            {
                Save(service);
            }
            catch (InvalidPluginExecutionException e) //~ swallowed-service-exception confidence=medium
            {
                tracing.Trace(e.Message);
            }
            try
            {
                Save(service);
            }
            catch (InvalidPluginExecutionException e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException("outer", e); //~ async-no-rollback
            }
        }

        private static Entity Load(IOrganizationService service)
        {
            try
            {
                return service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                throw new LookupFailed("load", e); //~ exception-type
            }
        }

        private static void Save(IOrganizationService service)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            catch (FaultException e) //= swallowed-service-exception
            {
                throw Wrapped(e);
            }
        }

        private static Exception Wrapped(Exception e)
        {
            return new InvalidPluginExecutionException("save", e);
        }
    }

    public class TimeoutPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                try
                {
                    service.Delete("account", Guid.Empty);
                }
                catch (Exception e) when (e.Message.Length > 10) //= swallowed-service-exception
                {
                    throw new InvalidPluginExecutionException("inner", e);
                }
            }
            catch (FaultException e) //~ swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
        }
    }

    // A handler with a handler of its own, and one in a `finally`.
    public class CarefulPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                Run(service, tracing);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException(e.Message, e);
            }
            try
            {
                tracing.Trace("done");
            }
            finally
            {
                try
                {
                    service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                }
                catch (Exception e) //~ swallowed-service-exception
                {
                    tracing.Trace(e.Message);
                }
            }
        }

        private static void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                try
                {
                    tracing.Trace(e.Message);
                }
                catch
                {
                }
                throw;
            }
        }
    }
}
