//! build: all net40
// U12: a callback for the whole process, set in a call, added to, set by a helper.
using System;
using System.Net;
using System.Net.Security;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Xrm.Sdk;

namespace Acme.Trusting
{
    public class TrustingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            ServicePointManager.ServerCertificateValidationCallback = (sender, certificate, chain, errors) => true; //~ certificate-callback severity=medium confidence=high
            ServicePointManager.ServerCertificateValidationCallback += Check; //~ certificate-callback
            Accept(Check);
        }

        private static void Accept(RemoteCertificateValidationCallback callback)
        {
            ServicePointManager.ServerCertificateValidationCallback = callback; //~ certificate-callback
#pragma warning disable 618
            ServicePointManager.CertificatePolicy = new Anything(); //~ certificate-callback target=M:System.Net.ServicePointManager.set_CertificatePolicy(System.Net.ICertificatePolicy)
        }

        private static bool Check(object sender, X509Certificate certificate, X509Chain chain, SslPolicyErrors errors)
        {
            return errors == SslPolicyErrors.None;
        }
    }

    public class Anything : ICertificatePolicy
    {
        public bool CheckValidationResult(ServicePoint point, X509Certificate certificate, WebRequest request, int problem)
        {
            return true;
        }
    }
}
