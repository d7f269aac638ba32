//! build: roslyn
//! api: netstandard2.1
// R07, R08: asynchronous streams, ValueTask, async lambdas, await inside try and finally.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Streams
{
    public class PerCall
    {
        public int Number;
    }

    public class StreamPlugin : IPlugin
    {
        private int _page;
        private int _seen;
        private bool _closed;
        private bool _done;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().GetAwaiter().GetResult(); //~ sync-over-async
        }

        private async Task RunAsync() //~ async-method
        {
            var mine = new PerCall();
            try
            {
                await foreach (int page in PagesAsync(3))
                {
                    _seen = page; //~ stateful-plugin target=F:Fabrikam.Streams.StreamPlugin._seen
                    mine.Number = page;
                }
            }
            finally
            {
                await CloseAsync();
            }
            Func<Task> finish = async () => //~ async-method
            {
                await Task.Yield();
                _done = true; //~ stateful-plugin target=F:Fabrikam.Streams.StreamPlugin._done
                mine.Number++;
            };
            await finish();
        }

        private async IAsyncEnumerable<int> PagesAsync(int count)
        {
            for (int i = 0; i < count; i++)
            {
                await Task.Yield();
                _page = i; //~ stateful-plugin target=F:Fabrikam.Streams.StreamPlugin._page
                yield return i;
            }
        }

        private async ValueTask CloseAsync() //~ async-method
        {
            await Task.Yield();
            _closed = true; //~ stateful-plugin target=F:Fabrikam.Streams.StreamPlugin._closed
        }
    }
}
