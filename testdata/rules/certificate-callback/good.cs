// U12: the callback of one request, the process's set back to none, other settings of the process, one's own class.
using System;
using System.Net;
using Microsoft.Xrm.Sdk;

namespace Contoso.Trusting
{
    public class CarefulPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            ServicePointManager.ServerCertificateValidationCallback = null; //= certificate-callback
            ServicePointManager.SecurityProtocol = SecurityProtocolType.Tls12; //= certificate-callback
            if (ServicePointManager.ServerCertificateValidationCallback != null) //= certificate-callback
            {
                throw new InvalidPluginExecutionException("somebody else decides about certificates");
            }
            var pinned = new Pinned();
            pinned.ServerCertificateValidationCallback = true; //= certificate-callback
        }
    }

    public class Pinned
    {
        public bool ServerCertificateValidationCallback { get; set; }
    }
}
