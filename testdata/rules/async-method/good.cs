// X03: methods that return a task without being async; async methods that nothing reaches.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Quotes
{
    public class QuotePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Task<int> done = CountAsync(1);
            GC.KeepAlive(done);
            foreach (int number in Numbers())
            {
                GC.KeepAlive(number);
            }
        }

        private static Task<int> CountAsync(int number) //= async-method
        {
            return Task.FromResult(number);
        }

        // A state machine too, but of an iterator.
        private static IEnumerable<int> Numbers() //= async-method
        {
            yield return 1;
            yield return 2;
        }

        public static async Task UnusedAsync() //= async-method
        {
            await Task.FromResult(1);
        }
    }
}
