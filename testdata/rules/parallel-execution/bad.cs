// X01: work started elsewhere outlives the call, its transaction and its service.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Imports
{
    // The seed problem.
    public class ImportPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "a", "b", "c" };
            Parallel.ForEach(names, Import); //~ parallel-execution severity=high confidence=high
            Parallel.For(0, 3, ImportNumber); //~ parallel-execution
            Parallel.Invoke(Clean, Close); //~ parallel-execution
        }

        private static void Import(string name)
        {
        }

        private static void ImportNumber(int number)
        {
        }

        private static void Clean()
        {
        }

        private static void Close()
        {
        }
    }

    public class TaskPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Task first = Task.Run(() => Work(1)); //~ parallel-execution
            Task<int> second = Task.Run(() => Work(2)); //~ parallel-execution
            Task third = Task.Factory.StartNew(() => Work(3)); //~ parallel-execution
            Task fourth = new Task(() => Work(4)); //~ parallel-execution
            fourth.Start();
            Task<int> fifth = new Task<int>(() => Work(5)); //~ parallel-execution
            fifth.Start();
            Follow(first, second);
            Finish(new[] { first, second, third, fourth, fifth });
        }

        private static void Follow(Task first, Task<int> second)
        {
            Task next = first.ContinueWith(t => Work(6)); //~ parallel-execution
            Task other = second.ContinueWith(t => Work(t.Id)); //~ parallel-execution
            Keep(next, other);
        }

        private static void Keep(Task next, Task other)
        {
            Task both = Task.WhenAll(next, other); //~ parallel-execution
            Task any = Task.WhenAny(next, other); //~ parallel-execution
            Finish(new[] { both, any });
        }

        private static void Finish(Task[] tasks)
        {
            Task.WaitAll(tasks); //~ parallel-execution
            Task.WaitAny(tasks); //~ parallel-execution
        }

        private static int Work(int number)
        {
            return number + 1;
        }
    }

    public class ThreadPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var thread = new Thread(Work); //~ parallel-execution
            thread.IsBackground = true;
            thread.Start();
            thread.Join();
            Restart(thread);
            ThreadPool.QueueUserWorkItem(WorkItem); //~ parallel-execution
            ThreadPool.UnsafeQueueUserWorkItem(WorkItem, null); //~ parallel-execution
            using (var handle = new ManualResetEvent(false))
            {
                ThreadPool.RegisterWaitForSingleObject(handle, OnSignal, null, 1000, true); //~ parallel-execution
            }
        }

        // Not constructed in this method.
        private static void Restart(Thread thread)
        {
            thread.Start(); //~ parallel-execution
            thread.Join(); //~ parallel-execution
        }

        private static void Work()
        {
        }

        private static void WorkItem(object state)
        {
        }

        private static void OnSignal(object state, bool timedOut)
        {
        }
    }

    public class QueryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "a", "b", "c" };
            ParallelQuery<string> query = names.AsParallel(); //~ parallel-execution
            foreach (string name in query)
            {
                serviceProvider.GetService(name.GetType());
            }
            if (names.Count > 2)
            {
                query = query.Where(n => n.Length > 1);
            }
            names = query.ToList();
            ParallelQuery<int> range = ParallelEnumerable.Range(0, 5); //~ parallel-execution
            foreach (int number in range)
            {
                serviceProvider.GetService(number.GetType());
            }
        }
    }
}
