// `ConfigureAwait` whose result is dropped waits for nothing; that does not matter where the task itself is waited for or kept.
using System;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Configured
{
    public class DelayPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Task first = Work();
            first.ConfigureAwait(false); //= unobserved-async
            first.Wait(); //~ sync-over-async
            Task second = Work();
            second.ConfigureAwait(false); //= unobserved-async
            Wait(second);
            Work().ConfigureAwait(false); //~ unobserved-async
        }

        private static Task Work()
        {
            return new TaskCompletionSource<int>().Task;
        }

        private static void Wait(Task task)
        {
            task.Wait(); //~ sync-over-async
        }
    }
}
