//! refs: Microsoft.Xrm.Sdk
//! problem: unreachedForbidden  thread-sleep
//! problem: unreachedForbidden  parallel-execution
//! problem: unreachedForbidden  batch-request
//! problem: unreachedForbidden  static-lock
//! problem: unreachedForbidden  async-method
//! problem: unreachedForbidden  unobserved-async
//! problem: unreachedForbidden  sync-over-async
// Pasted and merged code that no plug-in reaches: quiet, but counted.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace NLog.Targets
{
    public class AsyncTarget
    {
        private static readonly object s_gate = new object();

        private static int s_flushes;

        private readonly object _mine = new object();

        private int _flushes;

        public void Flush()
        {
            // State is nobody's defect without an instance that the platform shares.
            s_flushes++;
            _flushes++;
            lock (s_gate)
            {
                Task.Run(() => Thread.Sleep(_flushes));
            }
            lock (_mine)
            {
                _flushes--;
            }
        }
    }
}

namespace Contoso.Tools
{
    public static class Migration
    {
        private static readonly Timer s_timer = new Timer(state => { }, null, 1000, 1000);

        public static IEnumerable<int> Steps(IOrganizationService service)
        {
            service.Create(new Entity("account"));
            // A write before it: without a root nobody knows what is locked.
            Thread.Sleep(50);
            yield return s_timer == null ? 1 : 0;
            service.Execute(new ExecuteMultipleRequest());
            yield return 2;
        }

        public static void Wait()
        {
            Thread.Sleep(60000);
        }

        public static async Task<int> Later()
        {
            await Task.Yield();
            return 1;
        }

        public static void Drop()
        {
#pragma warning disable 4014
            Later();
#pragma warning restore 4014
        }

        public static int Block()
        {
            return Later().Result;
        }
    }
}

namespace Contoso.Accounts
{
    public class QuietPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
