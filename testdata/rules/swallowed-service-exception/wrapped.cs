//! build: all
// B06: handlers that hold a `try` of their own, helpers that always throw, and callers that wrap what comes out.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Unwound
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    // "Set the job to failed, never mind errors, then throw": the base class wraps.
    public abstract class JobBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            try
            {
                Run(Services.Of(serviceProvider), tracing);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException(e.Message, e);
            }
        }

        protected abstract void Run(IOrganizationService service, ITracingService tracing);
    }

    public class RethrowingJob : JobBase
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception) //= swallowed-service-exception
            {
                try
                {
                    tracing.Trace("failed");
                }
                catch //= swallowed-service-exception
                {
                }
                throw;
            }
        }
    }

    public class LoggingJob : JobBase
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                try
                {
                    service.Retrieve("log", Guid.Empty, null);
                }
                catch //= swallowed-service-exception
                {
                }
                throw new InvalidOperationException("job", e);
            }
        }
    }

    // The caller of this one swallows.
    public class CarelessPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            try
            {
                Run(Services.Of(serviceProvider));
            }
            catch (Exception) //~ swallowed-service-exception severity=medium confidence=medium
            {
            }
        }

        private static void Run(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                try
                {
                    service.Retrieve("log", Guid.Empty, null);
                }
                catch //~ swallowed-service-exception severity=medium
                {
                }
                throw new InvalidOperationException("job", e);
            }
        }
    }

    // What the inner handler calls always throws, and the outer one swallows that.
    public class FailingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            try
            {
                try
                {
                    Services.Of(serviceProvider).Retrieve("account", Guid.Empty, null);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    Fail(e);
                }
            }
            catch (Exception) //~ swallowed-service-exception severity=medium confidence=high
            {
            }
        }

        private static void Fail(Exception e)
        {
            throw new InvalidPluginExecutionException("not read", e);
        }
    }

    // The outer handler gets what else is thrown, and not that.
    public class ChoosyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            try
            {
                try
                {
                    Services.Of(serviceProvider).Retrieve("account", Guid.Empty, null);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    Fail(e);
                }
            }
            catch (FormatException) //= swallowed-service-exception
            {
            }
        }

        private static void Fail(Exception e)
        {
            throw new InvalidPluginExecutionException("not read", e);
        }
    }

    // No answer in time: the transaction is as dead.
    public class ImpatientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            try
            {
                Services.Of(serviceProvider).Retrieve("account", Guid.Empty, null);
            }
            catch (TimeoutException) //~ swallowed-service-exception severity=medium confidence=medium
            {
            }
        }
    }

    public class TellingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            try
            {
                Services.Of(serviceProvider).Retrieve("account", Guid.Empty, null);
            }
            catch (TimeoutException e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException("no answer", e);
            }
            catch (ArgumentException e) //= swallowed-service-exception
            {
                GC.KeepAlive(e);
            }
        }
    }
}
