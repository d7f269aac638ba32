//! build: all net40
// B07: the lock is taken first; the number is not incremented; it is another attribute, another entity, the record of the call itself.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.AutoNumbers
{
    // The recommended form: write first, read again, then increment.
    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            var counter = new Entity("contoso_counter");
            counter.Id = context.OrganizationId;
            counter["contoso_lock"] = context.OperationId.ToString();
            service.Update(counter);
            Entity current = service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
            counter["contoso_next"] = current.GetAttributeValue<int>("contoso_next") + 1;
            service.Update(counter); //= autonumber-race
        }
    }

    public class OtherPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity account = service.Retrieve("account", context.PrimaryEntityId, new ColumnSet("name", "level"));
            account["level"] = account.GetAttributeValue<int>("employees") + 1;
            account["name"] = account.GetAttributeValue<string>("name").Trim();
            service.Update(account); //= autonumber-race
        }
    }

    public class LinePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Entity order = service.Retrieve("order", context.PrimaryEntityId, new ColumnSet("count"));
            var line = new Entity("line");
            line["count"] = order.GetAttributeValue<int>("count") + 1;
            service.Update(line); //= autonumber-race
            var target = (Entity)context.InputParameters["Target"];
            target["count"] = target.GetAttributeValue<int>("count") + 1;
            service.Update(target); //= autonumber-race
        }
    }
}
