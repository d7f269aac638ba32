// X03, X03/helper/lambda/generic: async methods that run because the platform called. Builders and awaiters are not reported again.
using System;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Quotes
{
    public abstract class QuoteBase
    {
        protected async Task<int> CountAsync(int number) //~ async-method target=M:Acme.Quotes.QuoteBase.CountAsync(System.Int32)
        {
            await Task.FromResult(number);
            return number;
        }

        protected abstract Task PriceAsync();
    }

    public class QuotePlugin : QuoteBase, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync("quote").GetAwaiter().GetResult(); //~ sync-over-async
            int count = CountAsync(2).Result; //~ sync-over-async
            PriceAsync().Wait(); //~ sync-over-async
            Func<Task> finish = async () => //~ async-method
            {
                await Task.FromResult(count);
            };
            finish().Wait(); //~ sync-over-async
            EachAsync(count).Wait(); //~ sync-over-async
        }

        private static async Task RunAsync(string entity) //~ async-method severity=medium confidence=high
        {
            int length = await InnerAsync(entity).ConfigureAwait(false);
            GC.KeepAlive(length);
        }

        private static async Task<int> InnerAsync(string entity) //~ async-method
        {
            await Task.FromResult(1);
            return entity.Length;
        }

        protected override async Task PriceAsync() //~ async-method
        {
            await Task.FromResult(1);
        }

        private static async Task EachAsync<T>(T item) //~ async-method
        {
            await Task.FromResult(item);
        }
    }
}
