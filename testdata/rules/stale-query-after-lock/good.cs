//! build: all net40
// B08: another entity; Retrieve; a request; pages of one query; a query that comes first.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Counters
{
    public class CounterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var query = new QueryExpression("contoso_counter");
            Entity counter = service.RetrieveMultiple(query).Entities[0]; //= stale-query-after-lock
            var mark = new Entity("contoso_counter");
            mark.Id = counter.Id;
            service.Update(mark);
            service.Retrieve("contoso_counter", counter.Id, new ColumnSet("contoso_next")); //= stale-query-after-lock
            service.Execute(new RetrieveMultipleRequest { Query = query }); //= stale-query-after-lock
            service.RetrieveMultiple(new QueryExpression("contoso_invoice")); //= stale-query-after-lock
            Pages(service);
            for (int number = 0; number < 3; number++)
            {
                Slips(service);
                service.Execute(new UpdateRequest { Target = mark });
            }
        }

        // One helper that only a loop calls again.
        private static EntityCollection Slips(IOrganizationService service)
        {
            return service.RetrieveMultiple(new QueryExpression("contoso_slip")); //= stale-query-after-lock
        }

        private static void Pages(IOrganizationService service)
        {
            var query = new QueryExpression("contoso_line");
            EntityCollection page;
            do
            {
                page = service.RetrieveMultiple(query); //= stale-query-after-lock
                foreach (Entity line in page.Entities)
                {
                    service.Update(line);
                }
            }
            while (page.MoreRecords);
        }
    }
}
