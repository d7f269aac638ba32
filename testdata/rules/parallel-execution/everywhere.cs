// X01/helper, X01/lambda, X01/async, X01/generic: work is started wherever the call gets to.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Exports
{
    public class ExportPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            new Exporter().Start();
            Action export = () => ThreadPool.QueueUserWorkItem(Exporter.Tick); //~ parallel-execution
            export();
            Action idle = () => Exporter.Tick(null); //= parallel-execution
            idle();
            SaveAsync().GetAwaiter().GetResult(); //~ sync-over-async
            new Batch<string>().Run(new[] { "a" });
            foreach (Task task in Tasks())
            {
                GC.KeepAlive(task);
            }
        }

        private static async Task SaveAsync() //~ async-method
        {
            await Task.Run(() => Exporter.Tick(null)); //~ parallel-execution
            await Task.FromResult(1); //= parallel-execution
        }

        private static IEnumerable<Task> Tasks()
        {
            yield return Task.FromResult(1); //= parallel-execution
            yield return Task.Factory.StartNew(() => Exporter.Tick(null)); //~ parallel-execution
        }
    }

    public class Exporter
    {
        public void Start()
        {
            new Thread(Run).Start(); //~ parallel-execution
        }

        // Nothing calls it.
        public void Stop()
        {
            new Thread(Run).Start(); //= parallel-execution
        }

        private static void Run()
        {
        }

        public static void Tick(object state)
        {
        }
    }

    public class Batch<T>
    {
        public void Run(IEnumerable<T> items)
        {
            Parallel.ForEach(items, Handle); //~ parallel-execution
            foreach (T item in items)
            {
                Handle(item); //= parallel-execution
            }
        }

        private static void Handle(T item)
        {
        }
    }
}
