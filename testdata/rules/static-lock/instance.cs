// B02: a lock on the shared instance or on an object it holds serialises the calls of one server: Low.
using System;
using System.Runtime.CompilerServices;
using Microsoft.Xrm.Sdk;

namespace Acme.Slots
{
    public class SlotPlugin : IPlugin
    {
        private readonly object _gate = new object();

        public void Execute(IServiceProvider serviceProvider)
        {
            lock (_gate) //~ static-lock severity=low
            {
                serviceProvider.GetService(typeof(IPluginExecutionContext));
            }
            lock (this) //~ static-lock severity=low
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            Guarded(serviceProvider);
        }

        [MethodImpl(MethodImplOptions.Synchronized)]
        private void Guarded(IServiceProvider serviceProvider) { serviceProvider.GetService(typeof(string)); } //~ static-lock severity=low
    }
}
