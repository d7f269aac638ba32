//! build: net20
//! refs: Microsoft.Crm.Sdk
// X01: the framework's class under its full name, defined in the module itself: a back-port that was merged in.
using System;
using System.Threading.Tasks;
using Microsoft.Crm.Sdk;

namespace System.Threading.Tasks
{
    public delegate void TaskBody();

    public class Task
    {
        private readonly TaskBody _body;

        public Task(TaskBody body)
        {
            _body = body;
        }

        public static Task Run(TaskBody body)
        {
            var task = new Task(body);
            task._body();
            return task;
        }
    }
}

// Lambdas of such a copy are its own business, whatever its name is.
namespace System.Linq
{
    public delegate int ItemStep(int item);

    public static class ParallelEnumerable
    {
        public static int AsParallel(int[] items)
        {
            return ItemSteps.First(items, delegate(int item) { return item + 1; }); //= parallel-execution
        }
    }

    public static class ItemSteps
    {
        public static int First(int[] items, ItemStep step)
        {
            return items.Length == 0 ? 0 : step(items[0]);
        }
    }
}

namespace Contoso.Backport
{
    public class QueryPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            System.Linq.ParallelEnumerable.AsParallel(new[] { 1 }); //~ parallel-execution severity=high
        }
    }

    public class MergePlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            Task merge = Task.Run(Merge); //~ parallel-execution
            GC.KeepAlive(merge);
        }

        private static void Merge()
        {
        }
    }
}
