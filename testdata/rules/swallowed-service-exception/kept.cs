//! build: all
//! refs: Microsoft.Xrm.Sdk
// B06: what one handler keeps and throws later is not what another one swallows; a filter that always says no.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Kept
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

    public class TwoHandlers : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=high
            {
                tracing.Trace(e.Message);
            }
            Exception kept = null;
            try
            {
                service.Update(new Entity("contact"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                kept = e;
            }
            if (kept != null)
            {
                throw new InvalidPluginExecutionException("not saved", kept); //~ async-no-rollback
            }
        }
    }

    // Either of both is thrown in the end.
    public class BothKept : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            Exception kept = null;
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                kept = e;
            }
            try
            {
                service.Update(new Entity("contact"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                kept = e;
            }
            if (kept != null)
            {
                throw new InvalidPluginExecutionException("not saved", kept); //~ async-no-rollback
            }
        }
    }

    // The filter only writes down what passes.
    public class Filtering : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) when (Log(tracing, e)) //= swallowed-service-exception
            {
            }
            try
            {
                service.Update(new Entity("contact"));
            }
            catch (Exception e) when (IsKnown(tracing, e)) //~ swallowed-service-exception severity=medium confidence=medium
            {
            }
        }

        private static bool Log(ITracingService tracing, Exception e)
        {
            tracing.Trace(e.Message);
            return false;
        }

        private static bool IsKnown(ITracingService tracing, Exception e)
        {
            tracing.Trace(e.Message);
            return e.Message.Length > 3;
        }
    }
}
