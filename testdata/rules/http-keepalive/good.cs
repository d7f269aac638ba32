//! refs: Microsoft.Xrm.Sdk System.Net.Http
// U05, U06: keep-alive turned off in every form, and timeouts: on the client, the request, by a header, in a helper, in a class of one's own.
using System;
using System.Net;
using System.Net.Http;
using Microsoft.Xrm.Sdk;

namespace Contoso.Web
{
    public class ClientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new HttpClient()) //= http-keepalive, http-timeout
            {
                client.Timeout = TimeSpan.FromSeconds(15);
                client.DefaultRequestHeaders.ConnectionClose = true;
            }
        }
    }

    public class HeaderPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new HttpClient(); //= http-keepalive, http-timeout
            client.DefaultRequestHeaders.Add("Connection", "close");
            Bound(client);
        }

        private static void Bound(HttpClient client)
        {
            client.Timeout = TimeSpan.FromSeconds(5);
        }
    }

    public class RequestPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var request = (HttpWebRequest)WebRequest.Create("https://contoso.example/"); //= http-keepalive, http-timeout
            request.KeepAlive = false;
            request.Timeout = 5000;
        }
    }

    public class OwnClientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new BoundClient()) //= http-keepalive, http-timeout
            {
                client.DownloadString("https://contoso.example/");
            }
        }
    }

    public class BoundClient : WebClient
    {
        protected override WebRequest GetWebRequest(Uri address)
        {
            var request = (HttpWebRequest)base.GetWebRequest(address);
            request.Timeout = 5000;
            request.KeepAlive = false;
            return request;
        }
    }

    public class NoClientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            throw new InvalidPluginExecutionException(new Uri("https://contoso.example/").Host); //= http-keepalive, http-timeout
        }
    }
}
