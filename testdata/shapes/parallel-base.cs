//! refs: Microsoft.Xrm.Sdk
//! library
// X01/base-dll, X02/base-dll, X03/base-dll, X04/base-dll, X05/base-dll, X06/base-dll: a team's base class in an assembly of its own.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Pipeline
{
    public abstract class PipelineBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            Task first = Task.Run(() => Count(1)); //~ parallel-execution //= context-in-parallel
            Task second = Task.Run(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel
            GC.KeepAlive(new[] { first, second });
            SaveAsync().Wait(); //~ sync-over-async
            Announce(); //~ unobserved-async
            Task kept = Announce(); //= unobserved-async
            GC.KeepAlive(kept);
            Run(service);
            Thread.Sleep(Pause); //~ thread-sleep severity=high
        }

        protected abstract int Pause { get; }

        protected abstract void Run(IOrganizationService service);

        protected static int Count(int number)
        {
            return number + 1;
        }

        private static async Task SaveAsync() //~ async-method
        {
            await Task.FromResult(1);
        }

        private static Task Announce() //= async-method
        {
            return new TaskCompletionSource<int>().Task;
        }

        // Nothing in the assembly that derives from this class calls it.
        protected static void Wait(Task<int> task)
        {
            Thread.Sleep(5000); //= thread-sleep
            Task.Run(() => Count(2)); //= parallel-execution
            GC.KeepAlive(task.Result); //= sync-over-async
        }
    }
}
