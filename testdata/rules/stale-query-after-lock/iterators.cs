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

    // The iterator takes the lock where it is stepped, between the queries or behind both.
    public class LockingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var query = new QueryExpression("account");
            EntityCollection first = service.RetrieveMultiple(query); //= stale-query-after-lock
            foreach (Entity locked in Locks.Of(service))
                first.Entities.Add(locked);
            service.RetrieveMultiple(query); //~ stale-query-after-lock
        }
    }

    public class LateLockPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var query = new QueryExpression("account");
            IEnumerable<Entity> locks = Locks.Of(service);
            EntityCollection first = service.RetrieveMultiple(query); //= stale-query-after-lock
            service.RetrieveMultiple(query); //= stale-query-after-lock
            foreach (Entity locked in locks)
                first.Entities.Add(locked);
        }
    }

    public static class Locks
    {
        public static IEnumerable<Entity> Of(IOrganizationService service)
        {
            var account = new Entity("account");
            service.Update(account);
            yield return account;
        }
    }
}
