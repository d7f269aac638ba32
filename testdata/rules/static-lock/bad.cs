//! build: all net40
// B02: a static lock holds one server only, and holds it while a transaction is open.
using System;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Numbers
{
    // The seed problem.
    public class NumberPlugin : IPlugin
    {
        private static readonly object Gate = new object();

        public void Execute(IServiceProvider serviceProvider)
        {
            lock (Gate) //~ static-lock severity=medium confidence=high
            {
                serviceProvider.GetService(typeof(IPluginExecutionContext));
            }
            lock (typeof(NumberPlugin)) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            Next(serviceProvider);
            Guarded(serviceProvider);
        }

        private static void Next(IServiceProvider serviceProvider)
        {
            object gate = Gate;
            bool taken = false;
            try
            {
                Monitor.TryEnter(gate, 100, ref taken); //~ static-lock
                serviceProvider.GetService(typeof(IPlugin));
            }
            finally
            {
                if (taken)
                {
                    Monitor.Exit(gate);
                }
            }
            Monitor.Enter(Shared.Gate); //~ static-lock
            Monitor.Exit(Shared.Gate);
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private static void Guarded(IServiceProvider serviceProvider) { serviceProvider.GetService(typeof(string)); } //~ static-lock severity=medium
    }

    public static class Shared
    {
        public static readonly object Gate = new object();
    }
}
