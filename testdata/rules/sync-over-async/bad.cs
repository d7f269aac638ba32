// X04, X04/helper/lambda/async/generic: the thread of the call waits for a task.
//! refs: Microsoft.Xrm.Sdk System.Net.Http
using System;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Rates
{
    public abstract class RatesBase
    {
        protected static string Ask(HttpClient client)
        {
            return client.GetStringAsync("http://localhost/").Result; //~ sync-over-async severity=info confidence=high
        }
    }

    public class RatesPlugin : RatesBase, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new HttpClient()) //~ http-keepalive, http-timeout
            {
                string rates = client.GetStringAsync("http://localhost/").Result; //~ sync-over-async target=M:System.Threading.Tasks.Task`1.get_Result
                Task<string> pending = client.GetStringAsync("http://localhost/");
                pending.Wait(); //~ sync-over-async target=M:System.Threading.Tasks.Task.Wait
                pending.Wait(1000); //~ sync-over-async
                string again = client.GetStringAsync("http://localhost/").GetAwaiter().GetResult(); //~ sync-over-async
                string configured = client.GetStringAsync("http://localhost/").ConfigureAwait(false).GetAwaiter().GetResult(); //~ sync-over-async
                client.GetAsync("http://localhost/").GetAwaiter().GetResult().Dispose(); //~ sync-over-async
                Task plain = pending;
                plain.GetAwaiter().GetResult(); //~ sync-over-async
                Func<string> ask = () => client.GetStringAsync("http://localhost/").Result; //~ sync-over-async
                GC.KeepAlive(rates + again + configured + ask() + Ask(client) + Get(pending));
            }
        }

        private static T Get<T>(Task<T> task)
        {
            return task.Result; //~ sync-over-async
        }
    }

    // An async method that waits all the same: beside the compiler's own calls of GetResult.
    public class MixedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~ sync-over-async
        }

        private static async Task RunAsync() //~ async-method
        {
            using (var client = new HttpClient()) //~ http-keepalive, http-timeout
            {
                string first = await client.GetStringAsync("http://localhost/");
                string second = client.GetStringAsync("http://localhost/").GetAwaiter().GetResult(); //~ sync-over-async
                string third = await client.GetStringAsync("http://localhost/").ConfigureAwait(false);
                GC.KeepAlive(first + second + third);
            }
        }
    }
}
