// X02, X02/helper/lambda/async/generic: async void, wherever it stands: nobody can wait for it.
//! refs: Microsoft.Xrm.Sdk System.Net.Http
using System;
using System.Net.Http;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Notices
{
    public class AsyncExecutePlugin : IPlugin
    {
        public async void Execute(IServiceProvider serviceProvider) //~ unobserved-async severity=high target=M:Acme.Notices.AsyncExecutePlugin.Execute(System.IServiceProvider)
        {
            using (var client = new HttpClient()) //~ http-keepalive, http-timeout
            {
                await client.GetStringAsync("http://localhost/");
            }
        }
    }

    public abstract class NoticeBase
    {
        protected async void Announce(string text) //~ unobserved-async
        {
            await Done(text);
        }

        private static Task Done(string text)
        {
            return Task.FromResult(text);
        }
    }

    public class InheritedAsyncPlugin : NoticeBase, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Announce("a");
            Each<string>("b");
            Action announce = async () => //~ unobserved-async
            {
                await Task.FromResult(1);
            };
            announce();
            using (var client = new HttpClient()) //~ http-keepalive, http-timeout
            {
                client.GetAsync("http://localhost/"); //~ unobserved-async target=M:System.Net.Http.HttpClient.GetAsync(System.String)
                client.GetAsync("http://localhost/").ConfigureAwait(false); //~ unobserved-async
            }
        }

        private static async void Each<T>(T item) //~ unobserved-async
        {
            await Task.FromResult(item);
        }

        // Nothing calls it.
        public async void Never() //= unobserved-async
        {
            await Task.FromResult(1);
        }
    }
}
