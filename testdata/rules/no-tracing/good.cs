//! refs: Microsoft.Xrm.Sdk System.Activities
// U07: tracing that is asked for: directly, in a base class, in a generic helper, in a lambda, as an extension of an activity.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Contoso.Spoken
{
    public class DirectPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= no-tracing
        {
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("called");
        }
    }

    public abstract class Base : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Run(Get<ITracingService>(serviceProvider));
        }

        protected static T Get<T>(IServiceProvider serviceProvider)
        {
            return (T)serviceProvider.GetService(typeof(T));
        }

        protected abstract void Run(object tracing);
    }

    public class DerivedPlugin : Base
    {
        protected override void Run(object tracing) //= no-tracing
        {
            GC.KeepAlive(tracing);
        }
    }

    public class LambdaPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= no-tracing
        {
            Func<object> get = () => serviceProvider.GetService(typeof(ITracingService));
            GC.KeepAlive(get());
        }
    }

    public class SpokenActivity : CodeActivity
    {
        protected override void Execute(CodeActivityContext context) //= no-tracing
        {
            context.GetExtension<ITracingService>().Trace("called");
        }
    }
}
