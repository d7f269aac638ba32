// X01: what the rule never reports. Names that only look alike, completed tasks, what compilers emit, work that nothing reaches.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Globalization;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Imports
{
    // The recommended form: one thing after the other, in the call's own transaction.
    public class ImportPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var names = new List<string> { "a", "b", "c" };
            foreach (string name in names.Where(n => n.Length > 0))
            {
                var contact = new Entity("contact");
                contact["lastname"] = name;
                service.Create(contact);
            }
        }
    }

    // The early-bound entity class of the `task` table.
    public class Task : Entity
    {
        public Task() : base("task")
        {
        }

        public string Subject { get; set; }

        public void Start()
        {
        }

        public static void Run(Action action)
        {
            action();
        }
    }

    public class Parallel
    {
        public static void ForEach<T>(IEnumerable<T> items, Action<T> action)
        {
            foreach (T item in items)
            {
                action(item);
            }
        }
    }

    public class FollowUpPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var task = new Task();
            task.Subject = "call back";
            task.Start(); //= parallel-execution
            Task.Run(() => task.Subject = "called"); //= parallel-execution
            Parallel.ForEach(new[] { 1, 2 }, n => task.Id = Guid.Empty); //= parallel-execution
            System.Threading.Tasks.Task<int> done = System.Threading.Tasks.Task.FromResult(1); //= parallel-execution
            System.Threading.Tasks.Task completed = System.Threading.Tasks.Task.CompletedTask; //= parallel-execution
            if (done.IsCompleted && completed.Status == TaskStatus.RanToCompletion)
            {
                serviceProvider.GetService(typeof(TaskStatus));
            }
        }
    }

    public class CulturePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            int id = Thread.CurrentThread.ManagedThreadId + Environment.CurrentManagedThreadId; //= parallel-execution
            CultureInfo culture = Thread.CurrentThread.CurrentCulture; //= parallel-execution
            Thread.MemoryBarrier();
            CancellationToken token = CancellationToken.None;
            ThreadStart start = Work;
            start();
            var queue = new ConcurrentQueue<int>();
            queue.Enqueue(id);
            var lazy = new Lazy<string>(() => culture.Name, LazyThreadSafetyMode.ExecutionAndPublication);
            using (var local = new ThreadLocal<int>(() => 1))
            {
                queue.Enqueue(local.Value);
            }
            using (var handle = new ManualResetEvent(true))
            {
                handle.Close();
            }
            foreach (int number in Numbers(2))
            {
                queue.Enqueue(number + lazy.Value.Length);
            }
            if (token.IsCancellationRequested)
            {
                throw new InvalidPluginExecutionException("cancelled");
            }
        }

        private static IEnumerable<int> Numbers(int count)
        {
            for (int i = 0; i < count; i++)
            {
                yield return i;
            }
        }

        private static void Work()
        {
        }
    }

    // Nothing reaches this class.
    public static class Abandoned
    {
        public static void Run()
        {
            new Thread(() => Thread.Sleep(5000)).Start();
            System.Threading.Tasks.Task.Run(() => Run());
        }
    }
}
