// Threads and tasks do nothing before somebody starts them.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.NeverStarted
{
    public class ThreadPlugin : IPlugin
    {
        private readonly List<Thread> _all = new List<Thread>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var service = factory.CreateOrganizationService(null);

            var never = new Thread(() => service.Delete("account", Guid.Empty)); //= context-in-parallel
            never.IsBackground = true;
            never.Name = "never"; //= parallel-execution
            var task = new Task(() => service.Delete("account", Guid.Empty)); //= context-in-parallel
            var number = new Task<int>(() => service.Retrieve("account", Guid.Empty, null).Attributes.Count); //= parallel-execution
            if (never.IsAlive || task.IsCompleted || number.IsFaulted)
                return;

            var started = new Thread(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel severity=high
            started.Start();

            var passed = new Thread(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel
            Start(passed);

            var starter = new Starter(new Thread(() => service.Delete("account", Guid.Empty))); //~ parallel-execution, context-in-parallel
            starter.Run();

            var captured = new Task(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel
            Action go = () => captured.RunSynchronously(); //~ parallel-execution
            go();

            // Whoever finds it there may start it.
            _all.Add(new Thread(() => service.Delete("account", Guid.Empty))); //~ parallel-execution, context-in-parallel, shared-object-mutation severity=high

            foreach (var one in new[] { new Thread(() => service.Delete("account", Guid.Empty)) }) //~ parallel-execution, context-in-parallel
                one.Start();
        }

        private static void Start(Thread thread)
        {
            thread.Start(); //~ parallel-execution
        }
    }

    public class Starter
    {
        private readonly Thread _thread;

        public Starter(Thread thread)
        {
            _thread = thread;
        }

        public void Run()
        {
            _thread.Start(); //~ parallel-execution
        }
    }

    // The locals of an async method are fields.
    public class AsyncPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Run(serviceProvider).GetAwaiter().GetResult(); //~ sync-over-async
        }

        private static async Task Run(IServiceProvider provider)
        { //~ async-method
            var never = new Task(() => provider.GetService(typeof(ITracingService))); //= context-in-parallel
            await Task.FromResult(1);
            if (never.IsCompleted)
                return;
            var started = new Task(() => provider.GetService(typeof(ITracingService))); //~ parallel-execution, context-in-parallel
            await Task.FromResult(1);
            started.Start();
        }
    }
}
