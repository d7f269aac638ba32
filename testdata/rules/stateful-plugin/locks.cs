//! build: all
// S08: other locks than `lock`: shared ones keep calls apart, those of the call change nothing, and a read lock keeps nobody out.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Locks
{
    public class WriteLockPlugin : IPlugin
    {
        private readonly ReaderWriterLockSlim _gate = new ReaderWriterLockSlim();
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _gate.EnterWriteLock();
            try
            {
                _count++; //~ stateful-plugin severity=medium
            }
            finally
            {
                _gate.ExitWriteLock();
            }
            _gate.EnterReadLock();
            try
            {
                _count++; //~ stateful-plugin severity=high
            }
            finally
            {
                _gate.ExitReadLock();
            }
        }
    }

    public class SemaphorePlugin : IPlugin
    {
        private static readonly SemaphoreSlim Gate = new SemaphoreSlim(1, 1);
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            Gate.Wait();
            try
            {
                _count++; //~ stateful-plugin severity=medium
            }
            finally
            {
                Gate.Release();
            }
            var own = new SemaphoreSlim(1, 1);
            own.Wait();
            try
            {
                _count++; //~ stateful-plugin severity=high
            }
            finally
            {
                own.Release();
            }
        }
    }

    public class MutexPlugin : IPlugin
    {
        private readonly Mutex _gate = new Mutex();
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _gate.WaitOne(); //~ cross-process-lock
            try
            {
                _count++; //~ stateful-plugin severity=medium
            }
            finally
            {
                _gate.ReleaseMutex();
            }
            int mine = 0;
            mine++; //= stateful-plugin
            GC.KeepAlive(mine);
        }
    }
}
