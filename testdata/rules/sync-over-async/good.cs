// X04: other things called Wait and Result; sleeps and started work, which are other rules' findings.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Rates
{
    public class Answer
    {
        public int Result { get; set; }

        public void Wait()
        {
            Result = 1;
        }
    }

    public class RatesPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var answer = new Answer();
            answer.Wait(); //= sync-over-async
            GC.KeepAlive(answer.Result); //= sync-over-async
            using (var handle = new ManualResetEventSlim(true))
            {
                handle.Wait(); //= sync-over-async
            }
            Task.Delay(10).Wait(); //~ thread-sleep
            Task.Delay(20).GetAwaiter().GetResult(); //~ thread-sleep
            Task.Delay(30).ConfigureAwait(false).GetAwaiter().GetResult(); //~ thread-sleep
            Task.Factory.StartNew(() => Task.FromResult(4)).Unwrap().GetAwaiter().GetResult(); //~ parallel-execution
            Task<int> work = Task.Run(() => 1); //~ parallel-execution
            GC.KeepAlive(work.Result); //= sync-over-async
            var pair = new KeyValuePair<int, Answer>(1, answer);
            GC.KeepAlive(pair.Value.Result); //= sync-over-async
        }

        // Nothing calls it.
        public static int Ask(Task<int> task)
        {
            return task.Result; //= sync-over-async
        }
    }
}
