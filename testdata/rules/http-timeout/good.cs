//! refs: Microsoft.Xrm.Sdk System.Net.Http System.ServiceModel
// U06: the timeouts of WCF, a cancellation after some time, a setting that is no constant.
using System;
using System.Net;
using System.Net.Http;
using System.ServiceModel;
using System.ServiceModel.Channels;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Waiting
{
    public class WcfPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var transport = new HttpsTransportBindingElement { KeepAliveEnabled = false };
            var binding = new CustomBinding(transport) { SendTimeout = TimeSpan.FromSeconds(10) };
            binding.Name = new BasicHttpBinding().Name; //= http-timeout, http-keepalive
        }
    }

    public class CancelPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var source = new CancellationTokenSource())
            using (var client = new HttpClient()) //= http-timeout, http-keepalive
            {
                source.CancelAfter(5000);
                client.DefaultRequestHeaders.Connection.Add("close");
                client.GetAsync("http://example.com", source.Token).Wait(); //~ sync-over-async
            }
        }
    }

    public class SettingsPlugin : IPlugin
    {
        private readonly bool _keep;
        private readonly int _wait;

        public SettingsPlugin(string unsecure)
        {
            _keep = unsecure.Length > 5;
            _wait = unsecure.Length;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var request = (HttpWebRequest)WebRequest.Create("https://contoso.example/"); //= http-timeout, http-keepalive
            request.KeepAlive = _keep;
            request.Timeout = _wait;
        }
    }
}
