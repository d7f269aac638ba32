//! refs: Microsoft.Xrm.Sdk Microsoft.PowerPlatform.Dataverse.Client
// X06/helper, X06/direct: what is a change of data: requests by name, made elsewhere, and on another way than the shortest.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.PowerPlatform.Dataverse.Client;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

namespace Acme.Writes
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(factory.CreateOrganizationService(null));
        }

        protected abstract void Run(IOrganizationService service);
    }

    // A custom action by its name.
    public class LateBound : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            service.Execute(new OrganizationRequest("new_DoIt"));
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    public class LateBoundRead : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            service.Execute(new OrganizationRequest("RetrieveVersion"));
            service.Execute(new OrganizationRequest { RequestName = "WhoAmI" });
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }
    }

    // The name is set afterwards, and passed by a caller.
    public class NamedLater : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Send(service, "new_Approve");
            Thread.Sleep(100); //~ thread-sleep severity=high
        }

        private static void Send(IOrganizationService service, string name)
        {
            var request = new OrganizationRequest();
            request.RequestName = name;
            service.Execute(request);
        }
    }

    public class NamedLaterRead : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Send(service, "Retrieve");
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }

        private static void Send(IOrganizationService service, string name)
        {
            var request = new OrganizationRequest();
            request.RequestName = name;
            service.Execute(request);
        }
    }

    // Nobody can say what the name is.
    public class UnknownName : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            service.Execute(new OrganizationRequest(Environment.MachineName));
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }
    }

    // Made in a helper, passed as a parameter, chosen at a join, kept in a list.
    public class MadeElsewhere : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Send(service, Make());
            Thread.Sleep(100); //~ thread-sleep severity=high
        }

        private static OrganizationRequest Make()
        {
            return new UpdateRequest { Target = new Entity("account") };
        }

        private static void Send(IOrganizationService service, OrganizationRequest request)
        {
            service.Execute(request);
        }
    }

    public class ReadElsewhere : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Send(service, Make());
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }

        private static OrganizationRequest Make()
        {
            return new RetrieveRequest();
        }

        private static void Send(IOrganizationService service, OrganizationRequest request)
        {
            service.Execute(request);
        }
    }

    public class Joined : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            OrganizationRequest request;
            if (Environment.HasShutdownStarted)
            {
                request = new RetrieveRequest();
            }
            else
            {
                request = new DeleteRequest();
            }
            service.Execute(request);
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    public class JoinedReads : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            OrganizationRequest request = Environment.HasShutdownStarted
                ? (OrganizationRequest)new RetrieveRequest()
                : new RetrieveMultipleRequest();
            service.Execute(request);
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }
    }

    public class Listed : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            var requests = new List<OrganizationRequest> { new CreateRequest() };
            foreach (OrganizationRequest request in requests)
            {
                service.Execute(request);
            }
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    // A class of requests that a tool generated.
    public sealed class ApproveRequest : OrganizationRequest
    {
        public ApproveRequest()
        {
            RequestName = "new_Approve";
        }
    }

    public sealed class RetrieveTotalsRequest : OrganizationRequest
    {
        public RetrieveTotalsRequest()
            : base("RetrieveTotals")
        {
        }
    }

    public class Generated : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            service.Execute(new RetrieveTotalsRequest());
            Thread.Sleep(100); //~ thread-sleep severity=medium
            service.Execute(new ApproveRequest());
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    public class Asynchronous : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationServiceAsync2)serviceProvider.GetService(typeof(IOrganizationServiceAsync2));
            service.ExecuteAsync(new RetrieveRequest()).Wait(); //~ sync-over-async
            Thread.Sleep(100); //~ thread-sleep severity=medium
            service.ExecuteAsync(new UpdateRequest(), CancellationToken.None).Wait(); //~ sync-over-async
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    public class AsynchronousCreate : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationServiceAsync2)serviceProvider.GetService(typeof(IOrganizationServiceAsync2));
            service.CreateAndReturnAsync(new Entity("account"), CancellationToken.None).Wait(); //~ sync-over-async
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    // The shortest path has no write, another one has.
    public class OtherWay : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            if (Environment.HasShutdownStarted)
            {
                Pause();
            }
            else
            {
                Save(service);
            }
        }

        private static void Save(IOrganizationService service)
        {
            service.Update(new Entity("account"));
            Later();
        }

        private static void Later()
        {
            Pause();
        }

        private static void Pause()
        {
            Thread.Sleep(100); //~ thread-sleep severity=high
        }
    }

    // The write is on a way that does not lead to the sleep.
    public class OtherBranch : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            if (Environment.HasShutdownStarted)
            {
                Thread.Sleep(100); //~ thread-sleep severity=medium
                return;
            }
            service.Update(new Entity("account"));
        }
    }
}

// A class of the user's own with the name of one of the SDK's interfaces.
namespace Acme.Writes.Queue
{
    public interface IOrganizationServiceAsync
    {
        void UpdateAsync(string message);
    }

    public class Sender : IOrganizationServiceAsync
    {
        public void UpdateAsync(string message)
        {
            GC.KeepAlive(message);
        }
    }

    public class QueuePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationServiceAsync queue = new Sender();
            queue.UpdateAsync("x");
            Thread.Sleep(100); //~ thread-sleep severity=medium
        }
    }
}
