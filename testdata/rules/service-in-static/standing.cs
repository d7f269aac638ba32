//! build: all
// A task, a thread, a timer, a lazy value and a delegate hold what they will run with: a static field that keeps one keeps the service.
// S12: what is kept is of the call, or not.
using System;
using System.Collections.Concurrent;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Standing
{
    public class KeepingPlugin : IPlugin
    {
        private static Task s_task;
        private static Task<Guid> s_made;
        private static Task s_next;
        private static Task s_cold;
        private static Task s_started;
        private static Thread s_thread;
        private static Timer s_timer;
        private static Lazy<string> s_lazy;
        private static Action s_later;
        private static Func<object, Guid> s_group;
        private static readonly ConcurrentDictionary<string, Task> s_all = new ConcurrentDictionary<string, Task>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var service = factory.CreateOrganizationService(null);
            s_task = Task.Run(() => service.Delete("account", Guid.Empty)); //~ service-in-static severity=high target=F:Acme.Standing.KeepingPlugin.s_task, parallel-execution, context-in-parallel
            s_made = Task.Run(() => service.Create(new Entity("account"))); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_next = Task.CompletedTask.ContinueWith(done => service.Delete("account", Guid.Empty)); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_cold = new Task(() => service.Delete("account", Guid.Empty)); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_started = Task.Factory.StartNew(Delete, service); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_thread = new Thread(() => service.Delete("account", Guid.Empty)); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_timer = new Timer(Delete, service, 100, 100); //~ service-in-static severity=high, parallel-execution, context-in-parallel
            s_lazy = new Lazy<string>(() => service.Retrieve("account", Guid.Empty, new ColumnSet("name")).LogicalName); //~ service-in-static severity=high
            s_later = () => service.Delete("account", Guid.Empty); //~ service-in-static severity=high
            s_group = new Holder(service).Create; //~ service-in-static severity=high
            s_all["a"] = Task.Run(() => service.Delete("account", Guid.Empty)); //~ service-in-static severity=high, parallel-execution, context-in-parallel
        }

        private static void Delete(object service)
        {
            ((IOrganizationService)service).Delete("account", Guid.Empty);
        }

        private sealed class Holder
        {
            private readonly IOrganizationService _service;

            public Holder(IOrganizationService service)
            {
                _service = service;
            }

            public Guid Create(object name)
            {
                return _service.Create(new Entity((string)name));
            }
        }
    }

    // They work with nothing of the call, or with what is nobody's.
    public class PlainPlugin : IPlugin
    {
        private static Task s_task;
        private static Task<int> s_made;
        private static Task s_next;
        private static Task s_started;
        private static Thread s_thread;
        private static Timer s_timer;
        private static Lazy<string> s_lazy;
        private static Action s_later;
        private static readonly ConcurrentDictionary<string, Task> s_all = new ConcurrentDictionary<string, Task>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var id = context.PrimaryEntityId;
            var name = context.PrimaryEntityName;
            s_task = Task.Run(() => Write(7)); //~ static-state severity=low, parallel-execution //= service-in-static
            s_made = Task.Run(() => id.GetHashCode()); //~ static-state severity=low, parallel-execution //= service-in-static
            s_next = s_task.ContinueWith(done => Write(9)); //~ static-state severity=low, parallel-execution //= service-in-static
            s_started = Task.Factory.StartNew(Print, name); //~ static-state severity=low, parallel-execution //= service-in-static
            s_thread = new Thread(() => Write(name.Length)); //~ static-state severity=low, parallel-execution //= service-in-static
            s_timer = new Timer(Print, name, 100, 100); //~ static-state severity=low, parallel-execution //= service-in-static
            s_lazy = new Lazy<string>(() => name.Trim()); //~ static-state severity=low //= service-in-static
            s_later = () => Write(name.Length); //~ static-state severity=low //= service-in-static
            s_all[name] = Task.Run(() => Write(id.GetHashCode())); //~ parallel-execution //= service-in-static
        }

        private static void Print(object name)
        {
            Write(((string)name).Length);
        }

        private static void Write(int number)
        {
            GC.KeepAlive(number);
        }
    }

    // A task that only this call knows keeps nothing: what it works with is told where it is started.
    public class WaitingPlugin : IPlugin
    {
        private static bool s_done;

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var first = Task.Run(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel
            var second = Task.Run(() => service.Delete("contact", Guid.Empty)); //~ parallel-execution, context-in-parallel
            var third = first.ContinueWith(done => Note()); //~ parallel-execution //= context-in-parallel
            Task.WaitAll(first, second, third); //~ parallel-execution //= context-in-parallel
            s_done = third.IsCompleted; //~ static-state //= service-in-static
        }

        private static void Note()
        {
        }
    }
}
