//! build: all
// B03: a mutex without a name that calls share, and one that each call makes.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Nameless
{
    public class StaticMutex : IPlugin
    {
        private static readonly Mutex Gate = new Mutex();

        public void Execute(IServiceProvider serviceProvider)
        {
            Gate.WaitOne(); //~ cross-process-lock severity=medium
            Gate.ReleaseMutex();
        }
    }

    public class HeldMutex : IPlugin
    {
        private readonly Mutex _gate = new Mutex(false);

        public void Execute(IServiceProvider serviceProvider)
        {
            _gate.WaitOne(); //~ cross-process-lock severity=medium
            _gate.ReleaseMutex();
        }
    }

    public class OwnMutex : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var gate = new Mutex()) //= cross-process-lock
            {
                gate.WaitOne(); //= cross-process-lock
                gate.ReleaseMutex();
            }
        }
    }
}
