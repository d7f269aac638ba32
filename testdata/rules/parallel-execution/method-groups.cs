//! build: all
// X01, X05, R06: a method group that starts work, kept in a field: the work starts where the delegate is invoked.
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Groups
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    // The task that nobody waits for is part of it.
    public class TaskPlugin : IPlugin
    {
        private static readonly Func<Action, Task> Run = Task.Run; //~ parallel-execution severity=high

        public void Execute(IServiceProvider serviceProvider)
        {
            string name = typeof(TaskPlugin).Name;
            Run(() => GC.KeepAlive(name)); //= unobserved-async
        }
    }

    public class PoolPlugin : IPlugin
    {
        private static readonly Func<WaitCallback, bool> Queue = ThreadPool.QueueUserWorkItem; //~ parallel-execution severity=high, context-in-parallel severity=high

        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            Queue(state => service.Delete("account", Guid.Empty));
        }
    }

    // What the work makes for itself is no matter.
    public class OwnPlugin : IPlugin
    {
        private static readonly Func<WaitCallback, bool> Queue = ThreadPool.QueueUserWorkItem; //~ parallel-execution severity=high

        public void Execute(IServiceProvider serviceProvider)
        {
            Queue(state => GC.KeepAlive(new Entity("account").Attributes)); //= context-in-parallel
        }
    }

    public class NeverPlugin : IPlugin
    {
        private static readonly Func<WaitCallback, bool> Queue = ThreadPool.QueueUserWorkItem; //~ parallel-execution severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Delete("account", Guid.Empty); //= context-in-parallel
        }
    }
}
