//! build: all
// B05: what is thrown because the change failed, what the trace throws, and what stands before a query is gone through.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Told
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    public class FlagPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            bool done = false;
            try
            {
                Services.Of(serviceProvider).Delete("account", Guid.Empty);
                done = true;
            }
            catch (Exception) //= swallowed-service-exception
            {
            }
            if (!done)
            {
                throw new InvalidPluginExecutionException("not deleted"); //= async-no-rollback
            }
        }
    }

    public class TryingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            if (!TryDelete(Services.Of(serviceProvider)))
            {
                throw new InvalidPluginExecutionException("not deleted"); //= async-no-rollback
            }
        }

        private static bool TryDelete(IOrganizationService service)
        {
            try
            {
                service.Delete("account", Guid.Empty);
                return true;
            }
            catch (Exception) //= swallowed-service-exception
            {
                return false;
            }
        }
    }

    // The first change is done when the second one fails.
    public class TwicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            bool done = false;
            try
            {
                service.Delete("account", Guid.Empty);
                service.Delete("contact", Guid.Empty);
                done = true;
            }
            catch (Exception) //= swallowed-service-exception
            {
            }
            if (!done)
            {
                throw new InvalidPluginExecutionException("not deleted"); //~ async-no-rollback severity=info
            }
        }
    }

    public class TryingTwicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            if (!TryDelete(service, "account") || !TryDelete(service, "contact"))
            {
                throw new InvalidPluginExecutionException("not deleted"); //~ async-no-rollback severity=info
            }
        }

        private static bool TryDelete(IOrganizationService service, string entity)
        {
            try
            {
                service.Delete(entity, Guid.Empty);
                return true;
            }
            catch (Exception) //= swallowed-service-exception
            {
                return false;
            }
        }
    }

    // The flag says that it was done.
    public class DonePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            bool done = false;
            try
            {
                Services.Of(serviceProvider).Delete("account", Guid.Empty);
                done = true;
            }
            catch (Exception) //~ swallowed-service-exception
            {
            }
            if (done)
            {
                throw new InvalidPluginExecutionException("deleted"); //~ async-no-rollback severity=info
            }
        }
    }

    // The trace of the base class that Microsoft's tools generate.
    public abstract class PluginBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var tracing = new LocalTrace((ITracingService)serviceProvider.GetService(typeof(ITracingService)));
            try
            {
                Run(Services.Of(serviceProvider));
            }
            finally
            {
                tracing.Trace("leaving {0}", GetType());
            }
        }

        protected abstract void Run(IOrganizationService service);
    }

    public class LocalTrace
    {
        private readonly ITracingService _tracing;

        public LocalTrace(ITracingService tracing)
        {
            _tracing = tracing;
        }

        public void Trace(string message, params object[] arguments)
        {
            try
            {
                _tracing.Trace(string.Format(message, arguments));
            }
            catch (FormatException e)
            {
                throw new InvalidPluginExecutionException("Failed to write trace message due to error " + e.Message, e); //= async-no-rollback
            }
        }
    }

    public class SavingPlugin : PluginBase
    {
        protected override void Run(IOrganizationService service)
        {
            service.Update(new Entity("account"));
        }
    }

    // More than the trace is protected.
    public class CountingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            service.Update(new Entity("account"));
            try
            {
                tracing.Trace(Count(service).ToString());
            }
            catch (FormatException e)
            {
                throw new InvalidPluginExecutionException("count", e); //~ async-no-rollback severity=info
            }
        }

        private static int Count(IOrganizationService service)
        {
            return int.Parse(service.Retrieve("account", Guid.Empty, null).LogicalName);
        }
    }

    // What is read is no line of the trace.
    public class ReadingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            service.Update(new Entity("account"));
            try
            {
                tracing.Trace("reading");
                GC.KeepAlive(Guid.Parse(serviceProvider.ToString()));
            }
            catch (FormatException e)
            {
                throw new InvalidPluginExecutionException("no id", e); //~ async-no-rollback severity=info
            }
        }
    }

    public class QueryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            if (serviceProvider.GetHashCode() > 3)
            {
                throw new InvalidPluginExecutionException("not now"); //= async-no-rollback
            }
            GC.KeepAlive(made.ToList());
        }
    }

    public class DoneQueryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            List<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name))).ToList();
            if (made.Count > 3)
            {
                throw new InvalidPluginExecutionException("too many"); //~ async-no-rollback severity=info
            }
        }
    }
}
