//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.Core
// B07: the recommended form in other shapes; what cannot be told; numbers that are no counter.
using System;
using System.Linq;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.NumberForms
{
    public abstract class Base : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(factory.CreateOrganizationService(null), context);
        }

        protected abstract void Run(IOrganizationService service, IPluginExecutionContext context);
    }

    // The lock is taken first, by a request.
    public class RequestPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var mark = new Entity("contoso_counter");
            mark["contoso_lock"] = context.OperationId.ToString();
            service.Execute(new UpdateRequest { Target = mark });
            Entity counter = service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
            counter["contoso_next"] = counter.GetAttributeValue<int>("contoso_next") + 1;
            service.Update(counter); //= autonumber-race
        }
    }

    public class QueryPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var mark = new Entity("contoso_counter");
            mark["contoso_lock"] = context.OperationId.ToString();
            service.Update(mark);
            Entity counter = service.RetrieveMultiple(new QueryExpression("contoso_counter")).Entities.First();
            int next = counter.GetAttributeValue<int>("contoso_next") + 1;
            counter["contoso_next"] = next.ToString("D5");
            service.Update(counter); //= autonumber-race
        }
    }

    // Found, locked, read again.
    public class FoundPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity found = service.RetrieveMultiple(new QueryExpression("contoso_counter")).Entities[0];
            found["contoso_lock"] = context.OperationId.ToString();
            service.Update(found);
            Entity counter = service.Retrieve("contoso_counter", found.Id, new ColumnSet("contoso_next"));
            counter["contoso_next"] = counter.GetAttributeValue<int>("contoso_next") + 1;
            service.Update(counter); //= autonumber-race
        }
    }

    // By helpers that both halves use.
    public class HelpedPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            if (Read(service, context) != null)
            {
                Lock(service);
                Next(service, Read(service, context));
            }
        }

        private static void Lock(IOrganizationService service)
        {
            var mark = new Entity("contoso_counter");
            mark["contoso_lock"] = "1";
            Save(service, mark);
        }

        private static Entity Read(IOrganizationService service, IPluginExecutionContext context)
        {
            return service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
        }

        private static void Next(IOrganizationService service, Entity counter)
        {
            counter["contoso_next"] = counter.GetAttributeValue<int>("contoso_next") + 1;
            Save(service, counter);
        }

        private static void Save(IOrganizationService service, Entity record)
        {
            service.Update(record); //= autonumber-race
        }
    }

    // Nobody knows of which entity the record is that is written first.
    public class TargetPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var target = (Entity)context.InputParameters["Target"];
            target["contoso_lock"] = "1";
            service.Update(target);
            Entity counter = service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
            counter["contoso_next"] = counter.GetAttributeValue<int>("contoso_next") + 1;
            service.Update(counter); //= autonumber-race
        }
    }

    // Another entity's numbers are summed.
    public class TotalPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity invoice = service.Retrieve("contoso_invoice", context.PrimaryEntityId, new ColumnSet("contoso_amount"));
            decimal sum = 0;
            foreach (Entity line in service.RetrieveMultiple(new QueryExpression("contoso_line")).Entities)
            {
                sum += line.GetAttributeValue<decimal>("contoso_amount");
            }

            invoice["contoso_amount"] = sum;
            service.Update(invoice); //= autonumber-race
        }
    }

    // Text grows, a number goes to another attribute, a number is only formatted.
    public class TextPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("contoso_counter", context.OrganizationId, new ColumnSet("contoso_next"));
            counter["contoso_next"] = counter.GetAttributeValue<string>("contoso_next") + "1";
            counter["contoso_last"] = counter.GetAttributeValue<int>("contoso_next") + 1;
            counter["contoso_size"] = counter.GetAttributeValue<int>("contoso_size").ToString("D5");
            service.Update(counter); //= autonumber-race
        }
    }
}
