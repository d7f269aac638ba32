// An iterator that is moved on goes on behind its `yield`: its query is sent once.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Iterators
{
    public class OncePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            foreach (Entity account in Accounts(service))
                service.Update(account);
        }

        private static IEnumerable<Entity> Accounts(IOrganizationService service)
        {
            foreach (Entity account in service.RetrieveMultiple(new QueryExpression("account")).Entities) //= stale-query-after-lock
                yield return account;
        }
    }

    public class LaterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Update(new Entity("account"));
            foreach (Entity account in Accounts(service))
                service.Update(account);
        }

        private static IEnumerable<Entity> Accounts(IOrganizationService service)
        {
            foreach (Entity account in service.RetrieveMultiple(new QueryExpression("account")).Entities) //= stale-query-after-lock
                yield return account;
        }
    }

    public class AgainPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity first = service.RetrieveMultiple(new QueryExpression("account")).Entities[0];
            service.Update(first);
            foreach (Entity account in Accounts(service))
                service.Retrieve("account", account.Id, new ColumnSet("name"));
        }

        private static IEnumerable<Entity> Accounts(IOrganizationService service)
        {
            foreach (Entity account in service.RetrieveMultiple(new QueryExpression("account")).Entities) //~ stale-query-after-lock
                yield return account;
        }
    }
}
