//! build: all
//! refs: Microsoft.Xrm.Sdk System.Net.Http
// U06: a timeout that never ends is none; what a Lazy makes is not made in a static constructor.
using System;
using System.Net.Http;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Endless
{
    public class Infinite : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new HttpClient(); //~ http-timeout severity=medium
            client.DefaultRequestHeaders.ConnectionClose = true;
            client.Timeout = Timeout.InfiniteTimeSpan;
            GC.KeepAlive(client);
        }
    }

    public class MinusOne : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new HttpClient(); //~ http-timeout severity=medium
            client.DefaultRequestHeaders.ConnectionClose = true;
            client.Timeout = TimeSpan.FromMilliseconds(-1);
            GC.KeepAlive(client);
        }
    }

    public class Short : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new HttpClient(); //= http-timeout
            client.DefaultRequestHeaders.ConnectionClose = true;
            client.Timeout = TimeSpan.FromMilliseconds(1500);
            GC.KeepAlive(client);
        }
    }

    public class Late : IPlugin
    {
        private static readonly Lazy<HttpClient> Client = new Lazy<HttpClient>(() => new HttpClient()); //~ http-timeout severity=medium

        public void Execute(IServiceProvider serviceProvider)
        {
            Client.Value.DefaultRequestHeaders.ConnectionClose = true; //~ static-state
        }
    }
}
