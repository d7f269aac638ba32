//! refs: Microsoft.Xrm.Sdk System.Net.Http System.ServiceModel
// U06: no timeout, where keep-alive is turned off; WCF; a client that two classes share.
using System;
using System.Net;
using System.Net.Http;
using System.ServiceModel;
using System.ServiceModel.Channels;
using Microsoft.Xrm.Sdk;

namespace Acme.Waiting
{
    public class FirstPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Web.Call();
        }
    }

    public class SecondPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Web.Call();
        }
    }

    public static class Web
    {
        public static void Call()
        {
            using (var client = new HttpClient()) //~ http-timeout severity=medium confidence=medium target=M:System.Net.Http.HttpClient.#ctor
            {
                client.DefaultRequestHeaders.ConnectionClose = true; //= http-keepalive
            }
        }
    }

    public class WcfPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var binding = new BasicHttpBinding(); //~ http-timeout, http-keepalive
            binding.MaxReceivedMessageSize = 1000;
        }
    }

    public class TransportPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var transport = new HttpTransportBindingElement(); //~ http-timeout
            transport.KeepAliveEnabled = false; //= http-keepalive
            new CustomBinding(transport).Name = "x";
        }
    }
}
