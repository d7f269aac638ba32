//! refs: Microsoft.Xrm.Sdk Vendor.Retries
//! problem: missingAssembly Vendor.Retries
// X06: a delegate that a method of a library gets which cannot be found: most such methods run it. A property only keeps it.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Vendor.Retries;

namespace Acme.Retried
{
    public class RetriedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            Thread.Sleep(100); //~ thread-sleep severity=medium
            Retry.Run(() => service.Update(new Entity("a")));
            Thread.Sleep(110); //~ thread-sleep severity=high
        }
    }

    public class KeptPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var later = new Later();
            later.Work = () => service.Update(new Entity("a"));
            Thread.Sleep(120); //~ thread-sleep severity=medium
        }
    }
}
