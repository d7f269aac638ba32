//! build: all
//! refs: Microsoft.Xrm.Sdk
// B07: an update that does not come first on every way locks nothing; other members that read the attribute.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Ways
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(factory.CreateOrganizationService(null), Guid.Empty);
        }

        protected abstract void Run(IOrganizationService service, Guid id);
    }

    // The write-back of the pass before.
    public class EachInALoop : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            foreach (Guid each in new List<Guid> { id })
            {
                Next(service, each);
            }
        }

        private static void Next(IOrganizationService service, Guid id)
        {
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            counter["acme_next"] = (int)counter["acme_next"] + 1;
            service.Update(counter); //~ autonumber-race
        }
    }

    public class LockedInALoop : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            foreach (Guid each in new List<Guid> { id })
            {
                service.Update(new Entity("acme_counter") { Id = each });
                Entity counter = service.Retrieve("acme_counter", each, new ColumnSet("acme_next"));
                counter["acme_next"] = (int)counter["acme_next"] + 1;
                service.Update(counter); //= autonumber-race
            }
        }
    }

    public class SometimesLocked : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            if (id == Guid.Empty)
            {
                service.Update(new Entity("acme_counter") { Id = id });
            }
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            counter["acme_next"] = (int)counter["acme_next"] + 1;
            service.Update(counter); //~ autonumber-race
        }
    }

    // Both ways lock, one of them in a helper.
    public class AlwaysLocked : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            if (id == Guid.Empty)
            {
                service.Update(new Entity("acme_counter") { Id = id });
            }
            else
            {
                Lock(service, id);
            }
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            counter["acme_next"] = (int)counter["acme_next"] + 1;
            service.Update(counter); //= autonumber-race
        }

        private static void Lock(IOrganizationService service, Guid id)
        {
            service.Update(new Entity("acme_counter") { Id = id });
        }
    }

    public class Tried : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            object next;
            counter.Attributes.TryGetValue("acme_next", out next);
            counter["acme_next"] = (int)next + 1;
            service.Update(counter); //~ autonumber-race
        }
    }

    public class Amount : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            counter["acme_next"] = new Money(counter.GetAttributeValue<Money>("acme_next").Value + 1m);
            service.Update(counter); //~ autonumber-race
        }
    }

    // Another attribute is written.
    public class OtherAttribute : ServicePlugin
    {
        protected override void Run(IOrganizationService service, Guid id)
        {
            Entity counter = service.Retrieve("acme_counter", id, new ColumnSet("acme_next"));
            object next;
            counter.Attributes.TryGetValue("acme_next", out next);
            counter["acme_after"] = (int)next + 1;
            service.Update(counter); //= autonumber-race
        }
    }
}
