//! refs: Microsoft.Xrm.Sdk System.Net.Http
// U05, U06: clients whose connections nothing sets: one finding a class, at the first client; a helper; a class of one's own; an opposite setting.
using System;
using System.Net;
using System.Net.Http;
using Microsoft.Xrm.Sdk;

namespace Acme.Web
{
    public class ClientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new HttpClient(); //~ http-keepalive severity=medium confidence=medium, http-timeout severity=medium confidence=medium
            client.DefaultRequestHeaders.Add("Accept", "text/plain");
            client.DefaultRequestHeaders.ConnectionClose = false;
            new HttpClient().Dispose();
        }
    }

    public class RequestPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Call("https://acme.example/");
        }

        private static void Call(string address)
        {
            var request = (HttpWebRequest)WebRequest.Create(address); //~ http-keepalive target=M:System.Net.WebRequest.Create(System.String)
            request.KeepAlive = true;
            request.Timeout = 5000; //= http-timeout
            request.GetResponse().Close();
        }
    }

    public class OwnClientPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new PlainClient()) //~ http-keepalive, http-timeout
            {
                client.DownloadString("https://acme.example/");
            }
        }
    }

    public class PlainClient : WebClient
    {
        public string Name { get; set; }
    }
}
