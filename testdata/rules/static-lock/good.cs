//! build: all net40
// B02: no lock; a lock on an object of the call; atomic operations on locals; a lock that nothing reaches.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Numbers
{
    public class Job
    {
        public readonly object Gate = new object();
        public int Number;
    }

    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new object();
            lock (mine) //= static-lock
            {
                serviceProvider.GetService(typeof(IPluginExecutionContext));
            }
            var job = new Job();
            lock (job.Gate) //= static-lock
            {
                job.Number++;
            }
            int number = 0;
            Interlocked.Increment(ref number); //= stateful-plugin
            serviceProvider.GetService(number.GetType());
        }
    }

    // The recommended form: the database serialises. Writing the counter's row first holds it until the transaction ends, on every server.
    public class AutoNumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var counter = new Entity("contoso_counter", context.OrganizationId);
            counter["contoso_lock"] = context.OperationId.ToString();
            service.Update(counter);
            Entity current = service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
            int next = current.GetAttributeValue<int>("contoso_next") + 1;
            counter["contoso_next"] = next;
            service.Update(counter);
        }
    }

    // Nothing reaches this class.
    public static class Importer
    {
        private static readonly object Gate = new object();

        public static void Run()
        {
            lock (Gate) //= static-lock
            {
                GC.KeepAlive(Gate);
            }
        }
    }
}
