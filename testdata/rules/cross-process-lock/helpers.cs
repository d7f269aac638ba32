//! build: all
//! refs: Microsoft.Xrm.Sdk
// B03: a helper that makes a lock: by the name that its callers pass, once however often it is waited for, and as a delegate.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Helpers
{
    public class NoName : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Make(null).WaitOne(); //= cross-process-lock
        }

        private static Mutex Make(string name)
        {
            return new Mutex(false, name); //= cross-process-lock
        }
    }

    public class WithName : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Make("Global\\acme").WaitOne(); //~ cross-process-lock
        }

        private static Mutex Make(string name)
        {
            return new Mutex(false, name);
        }
    }

    public class Twice : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Mutex gate = Make();
            gate.WaitOne(); //~ cross-process-lock
            gate.WaitOne(); //= cross-process-lock
        }

        private static Mutex Make()
        {
            return new Mutex(false, "Global\\acme");
        }
    }

    public class AsADelegate : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Func<string, Mutex> open = Mutex.OpenExisting; //~ cross-process-lock
            open("Global\\acme").ReleaseMutex();
        }
    }
}
