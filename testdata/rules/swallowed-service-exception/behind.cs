//! build: all
// What comes behind a handler: where every way throws, the call fails as it should.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Behind
{
    public class ThrowingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                service.Update(new Entity("a"));
                return;
            }
            catch (Exception e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            finally
            {
                tracing.Trace("done");
            }
            throw new InvalidPluginExecutionException("The account could not be updated.");
        }
    }

    public class RetryingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    service.Update(new Entity("a"));
                    return;
                }
                catch (Exception e) //~ swallowed-service-exception
                {
                    tracing.Trace(e.Message);
                }
            }
            throw new InvalidPluginExecutionException("The account could not be updated.");
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
                service.Update(new Entity("a"));
                return;
            }
            catch (Exception e) //~ swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            if (DateTime.Now.Hour > 12)
            {
                throw new InvalidPluginExecutionException("Too late.");
            }
        }
    }

    // What is thrown behind is caught: nobody learns of it.
    public class CaughtBehindPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                Update(service, tracing);
            }
            catch (InvalidPluginExecutionException e)
            {
                tracing.Trace(e.Message);
            }
        }

        private static void Update(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("a"));
                return;
            }
            catch (Exception e) //~ swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            throw new InvalidPluginExecutionException("The account could not be updated.");
        }
    }

    public class CaughtHerePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                try
                {
                    service.Update(new Entity("a"));
                    return;
                }
                catch (Exception e) //~ swallowed-service-exception
                {
                    tracing.Trace(e.Message);
                }
                throw new InvalidPluginExecutionException("The account could not be updated.");
            }
            catch (InvalidPluginExecutionException e)
            {
                tracing.Trace(e.Message);
            }
        }
    }

    // In a method of its own, and out of all that call it.
    public class OutsidePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                Update(service, tracing);
            }
            finally
            {
                tracing.Trace("done");
            }
        }

        private static void Update(IOrganizationService service, ITracingService tracing)
        {
            for (int i = 0; i < 3;)
            {
                try
                {
                    service.Update(new Entity("a"));
                    return;
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    tracing.Trace(e.Message);
                    break;
                }
            }
            throw new InvalidPluginExecutionException("The account could not be updated.");
        }
    }
}
