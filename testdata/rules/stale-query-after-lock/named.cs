//! build: all
//! refs: Microsoft.Xrm.Sdk
// B08: the entity of a query, set behind the constructor, in FetchXML, or passed to a helper.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Named
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(factory.CreateOrganizationService(null));
        }

        protected abstract void Run(IOrganizationService service);
    }

    public class Initialised : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            var query = new QueryExpression { EntityName = "acme_counter" };
            Entity counter = service.RetrieveMultiple(query).Entities[0];
            service.Update(new Entity("acme_counter") { Id = counter.Id });
            counter = service.RetrieveMultiple(query).Entities[0]; //~ stale-query-after-lock
        }
    }

    public class Fetched : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Entity counter = service.RetrieveMultiple(new FetchExpression("<fetch><entity name='acme_counter'/></fetch>")).Entities[0];
            service.Update(new Entity("acme_counter") { Id = counter.Id });
            counter = service.RetrieveMultiple(new FetchExpression("<fetch top='1'><entity name='acme_counter'/></fetch>")).Entities[0]; //~ stale-query-after-lock
        }
    }

    public class FetchedOther : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Entity counter = service.RetrieveMultiple(new FetchExpression("<fetch><entity name='acme_counter'/></fetch>")).Entities[0];
            service.Update(new Entity("acme_counter") { Id = counter.Id });
            counter = service.RetrieveMultiple(new FetchExpression("<fetch><entity name='acme_other'/></fetch>")).Entities[0]; //= stale-query-after-lock
        }
    }

    public class Helped : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            Entity counter = Get(service, "acme_counter");
            service.Update(new Entity("acme_counter") { Id = counter.Id });
            counter = Get(service, "acme_counter");
        }

        private static Entity Get(IOrganizationService service, string name)
        {
            return service.RetrieveMultiple(new QueryExpression(name)).Entities[0]; //~ stale-query-after-lock
        }
    }
}
