//! build: all net40
// B03: a lock with a name holds one machine only, and holds it while a transaction is open.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Numbers.Named
{
    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var mutex = new Mutex(false, "Global\\AcmeNumbers")) //~ cross-process-lock severity=medium confidence=high
            {
                mutex.WaitOne();
                serviceProvider.GetService(typeof(IPluginExecutionContext));
                mutex.ReleaseMutex();
            }
            Few(serviceProvider, "acme-few");
            Opened(serviceProvider);
        }

        private static void Few(IServiceProvider serviceProvider, string name)
        {
            var few = new Semaphore(1, 2, name); //~ cross-process-lock severity=medium
            few.WaitOne();
            serviceProvider.GetService(typeof(IPluginExecutionContext));
            few.Release();
            bool isNew;
            var done = new EventWaitHandle(false, EventResetMode.AutoReset, name + "-done", out isNew); //~ cross-process-lock severity=medium
            done.WaitOne(100);
        }

        private static void Opened(IServiceProvider serviceProvider)
        {
            Mutex mutex = Mutex.OpenExisting("Global\\AcmeNumbers"); //~ cross-process-lock severity=medium
            mutex.WaitOne();
            serviceProvider.GetService(typeof(IPluginExecutionContext));
            mutex.ReleaseMutex();
        }
    }

    // Made once, waited for in every call: that is where it blocks.
    public class HeldPlugin : IPlugin
    {
        private static readonly Mutex Gate = new Mutex(false, "Global\\AcmeGate");
        private readonly Semaphore _few = new Semaphore(1, 1, "acme-held");

        public void Execute(IServiceProvider serviceProvider)
        {
            Gate.WaitOne(); //~ cross-process-lock severity=medium
            serviceProvider.GetService(typeof(IPluginExecutionContext));
            Gate.ReleaseMutex();
            _few.WaitOne(); //~ cross-process-lock severity=medium
            _few.Release();
        }
    }

    // Nobody waits for it in reach: it stands where it is made, which in a static constructor happens once.
    public class SignalPlugin : IPlugin
    {
        private static readonly EventWaitHandle Done = new EventWaitHandle(false, EventResetMode.ManualReset, "acme-done"); //~ cross-process-lock severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Done.Set();
        }
    }
}
