//! build: all net40
//! refs: Microsoft.Xrm.Sdk
// B06: what is only traced is swallowed, whatever carries it to the trace; a delegate that is only made in the protected code.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Traced
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

    public class InAnArray : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception confidence=high
            {
                tracing.Trace("failed: {0}", e);
            }
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception confidence=high
            {
                tracing.Trace(string.Format("{0} {1} {2} {3}", 1, 2, 3, e));
            }
        }
    }

    public class InALambda : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var lines = new List<string> { "a" };
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception confidence=high
            {
                lines.ForEach(line => tracing.Trace(line + e.Message));
            }
        }
    }

    // The lambda throws it again.
    public class ThrownByALambda : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            Action fail = () => { };
            try
            {
                service.Retrieve("account", Guid.Empty, null);
            }
            catch (Exception e) //= swallowed-service-exception
            {
                fail = () => { throw new InvalidPluginExecutionException("failed", e); };
            }
            fail();
        }
    }

    public class ByReference : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception e) //~ swallowed-service-exception confidence=high
            {
                Log(ref e, tracing);
            }
        }

        private static void Log(ref Exception e, ITracingService tracing)
        {
            tracing.Trace(e.Message);
        }
    }

    // Only the text comes back, and nobody here throws it.
    public class TextReturned : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            tracing.Trace(Try(service, tracing));
        }

        private static string Try(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                service.Update(new Entity("account"));
                return null;
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=medium
            {
                tracing.Trace(e.Source);
                return e.Message;
            }
        }
    }

    // The delegate runs where nothing is caught.
    public class OnlyMade : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var later = new List<Action>();
            try
            {
                later.Add(() => service.Update(new Entity("account")));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
            later[0]();
        }
    }

    public class Elsewhere : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            try
            {
                ThreadPool.QueueUserWorkItem(state => service.Update(new Entity("account"))); //~ parallel-execution, context-in-parallel
            }
            catch (Exception e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
            }
        }
    }

    // Here the protected code runs the delegate.
    public class RunAtOnce : ServicePlugin
    {
        protected override void Run(IOrganizationService service, ITracingService tracing)
        {
            var names = new List<string> { "account" };
            try
            {
                names.ForEach(name => service.Update(new Entity(name)));
            }
            catch (Exception e) //~ swallowed-service-exception severity=medium confidence=medium
            {
                tracing.Trace(e.Message);
            }
        }
    }
}
