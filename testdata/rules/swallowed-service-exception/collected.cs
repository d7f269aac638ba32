//! build: all
//! refs: Microsoft.Xrm.Sdk
// B06: what handlers collect and a throw behind them tells; handlers that end everything.
using System;
using System.Collections.Generic;
using System.Runtime.ExceptionServices;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Acme.Collected
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            Run(factory.CreateOrganizationService(null), tracing);
        }

        protected abstract void Run(IOrganizationService service, ITracingService tracing);
    }

    public class ListOfExceptions : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var errors = new List<Exception>();
            foreach (string name in new[] { "account", "contact" })
            {
                try
                {
                    service.Retrieve(name, Guid.Empty, null);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    errors.Add(e);
                }
            }
            if (errors.Count > 0)
            {
                throw new InvalidPluginExecutionException("failed", new AggregateException(errors));
            }
        }
    }

    public class ListOfTexts : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var errors = new List<string>();
            foreach (string name in new[] { "account", "contact" })
            {
                try
                {
                    service.Retrieve(name, Guid.Empty, null);
                }
                catch (Exception e) //= swallowed-service-exception
                {
                    errors.Add(e.Message);
                }
            }
            if (errors.Count > 0)
            {
                throw new InvalidPluginExecutionException(string.Join("; ", errors));
            }
        }
    }

    // The same list, and nobody throws.
    public class OnlyTraced : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var errors = new StringBuilder();
            foreach (string name in new[] { "account", "contact" })
            {
                try
                {
                    service.Retrieve(name, Guid.Empty, null);
                }
                catch (Exception e) //~ swallowed-service-exception severity=medium confidence=high
                {
                    errors.AppendLine(e.Message);
                }
            }
            tracing.Trace(errors.ToString());
        }
    }

    public class TextInAVariable : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            string message = null;
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                message = e.Message;
            }
            if (message != null)
            {
                throw new InvalidPluginExecutionException(message);
            }
        }
    }

    // The throw comes before, and it is of something else.
    public class ThrowBefore : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            string message = service.ToString();
            if (message == "none")
            {
                throw new InvalidPluginExecutionException(message);
            }
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=high
            {
                tracing.Trace(e.Source);
                message = e.Message;
            }
            tracing.Trace(message);
        }
    }

    public class Ended : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                ExceptionDispatchInfo.Capture(e).Throw();
            }
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                Environment.FailFast(e.Message); //~ sandbox-api
            }
        }
    }
}
