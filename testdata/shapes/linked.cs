//! build: release roslyn41-debug
//! linked: yes
// Symbols that hold the source, and a SourceLink map for the folder that it was compiled in.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Linked
{
    public class LinkedPlugin : IPlugin
    {
        private string _last;

        public void Execute(IServiceProvider serviceProvider)
        {
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var context = (IPluginExecutionContext)serviceProvider.GetService(
                typeof(IPluginExecutionContext));
            _last = context.MessageName + @"[2J ##vso[task.setvariable variable=x]y ‮"; //~ stateful-plugin
            Keep(tracing);
        }

        // The compiler gives each part of the loop a point of its own.
        private static void Keep(ITracingService tracing)
        {
            for (int i = 0; i < 3; i++)
            {
                tracing.Trace("{0}", i);
            }
        }
    }
}
