// X06: no sleep in reach; a class of our own with the same name.
using System;
using System.Diagnostics;
using Microsoft.Xrm.Sdk;

namespace Contoso.Approvals
{
    public static class Thread
    {
        public static void Sleep(int milliseconds)
        {
            GC.KeepAlive(milliseconds);
        }
    }

    public class ApprovalPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Update(new Entity("approval"));
            Thread.Sleep(5000);
            var watch = Stopwatch.StartNew();
            if (watch.ElapsedMilliseconds > 2000)
            {
                throw new InvalidPluginExecutionException(OperationStatus.Retry, "try again later"); //~ async-no-rollback severity=info
            }
        }
    }

    // Nothing reaches this class.
    public static class ConsoleTool
    {
        public static void Run()
        {
            System.Threading.Thread.Sleep(10000);
        }
    }
}
