//! build: all net40
// B08: the query is repeated after the update that takes the lock.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Counters
{
    public class CounterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var query = new QueryExpression("acme_counter");
            Entity counter = service.RetrieveMultiple(query).Entities[0];
            var mark = new Entity("acme_counter");
            mark.Id = counter.Id;
            service.Update(mark);
            counter = service.RetrieveMultiple(query).Entities[0]; //~ stale-query-after-lock severity=info confidence=low
            serviceProvider.GetService(counter.GetType());
            Helped(service);
            Found(service);
            var slip = new Entity("acme_slip");
            service.Execute(new UpdateRequest { Target = slip });
            Found(service);
        }

        // By one helper before and after the lock, which a request takes.
        private static EntityCollection Found(IOrganizationService service)
        {
            return service.RetrieveMultiple(new QueryExpression("acme_slip")); //~ stale-query-after-lock severity=info
        }

        private static void Helped(IOrganizationService service)
        {
            EntityCollection found = service.RetrieveMultiple(new QueryExpression("acme_slot"));
            service.Update(found.Entities[0]);
            service.RetrieveMultiple(new QueryExpression("acme_slot")); //~ stale-query-after-lock severity=info
        }
    }
}
