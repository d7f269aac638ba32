//! build: all
//! refs: Microsoft.Xrm.Sdk System.Net.Http
// U06: a cancellation counts only if it ends and a call of the web gets its token; `close` counts only for the header Connection.
using System;
using System.Collections.Specialized;
using System.Net;
using System.Net.Http;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Tokens
{
    public class Endless : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var client = new HttpClient(); //~ http-timeout
            client.DefaultRequestHeaders.ConnectionClose = true;
            var source = new CancellationTokenSource(Timeout.Infinite);
            client.GetAsync("http://example.com", source.Token).Result.ToString(); //~ sync-over-async
        }
    }

    public class Unrelated : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var client = new HttpClient(); //~ http-timeout
            client.DefaultRequestHeaders.ConnectionClose = true;
            var source = new CancellationTokenSource(5000);
            client.GetAsync("http://example.com").Result.ToString(); //~ sync-over-async
            source.Dispose();
        }
    }

    public class Bounded : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var client = new HttpClient(); //= http-timeout
            client.DefaultRequestHeaders.Connection.Add("close");
            var source = new CancellationTokenSource(5000);
            client.GetAsync("http://example.com", source.Token).Result.ToString(); //~ sync-over-async
        }
    }

    public class OtherHeader : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var client = new HttpClient(); //~ http-keepalive
            client.Timeout = TimeSpan.FromSeconds(5);
            client.DefaultRequestHeaders.Add("X-Action", "close");
            var state = new NameValueCollection();
            state.Add("state", "close");
            client.GetAsync("http://example.com").Result.ToString(); //~ sync-over-async
        }
    }

    public class ByName : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var client = new HttpClient(); //= http-keepalive
            client.Timeout = TimeSpan.FromSeconds(5);
            client.DefaultRequestHeaders.Add("Connection", "close");
            client.GetAsync("http://example.com").Result.ToString(); //~ sync-over-async
        }
    }

    public class AsADelegate : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Func<string, WebRequest> make = WebRequest.Create; //~ http-keepalive, http-timeout
            make("http://example.com").GetResponse();
        }
    }
}
