//! refs: Microsoft.Xrm.Sdk System.Activities
// U07: nothing asks for tracing: one finding a class, also where the method is a base class's; tracing that nothing reaches.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Acme.Silent
{
    public class SilentPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //~ no-tracing severity=info confidence=high target=T:Acme.Silent.SilentPlugin
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            GC.KeepAlive(context);
        }

        public void Trace(ITracingService tracing)
        {
            tracing.Trace("nothing calls this");
        }
    }

    public abstract class Base : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Run(serviceProvider);
        }

        protected abstract void Run(IServiceProvider serviceProvider);
    }

    public class DerivedPlugin : Base
    {
        protected override void Run(IServiceProvider serviceProvider) //~ no-tracing target=T:Acme.Silent.DerivedPlugin
        {
            GC.KeepAlive(serviceProvider);
        }
    }

    public class SilentActivity : CodeActivity
    {
        protected override void Execute(CodeActivityContext context) //~ no-tracing
        {
            GC.KeepAlive(context.GetExtension<IOrganizationServiceFactory>());
        }
    }
}
