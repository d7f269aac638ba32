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

namespace Contoso.Backport
{
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
