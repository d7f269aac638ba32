//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.Core
// B07: the record is found by a query, the number is text on the way, other work comes first, helpers do the parts.
using System;
using System.Linq;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.NumberForms
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

    // Found by a query.
    public class IndexPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.RetrieveMultiple(new QueryExpression("acme_counter")).Entities[0];
            int next = counter.GetAttributeValue<int>("acme_next") + 1;
            counter["acme_next"] = next;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class FirstPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.RetrieveMultiple(new QueryExpression("acme_counter")).Entities.First();
            counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class EachPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            foreach (Entity counter in service.RetrieveMultiple(new QueryExpression("acme_counter")).Entities)
            {
                counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
                service.Update(counter); //~ autonumber-race severity=info confidence=low
            }
        }
    }

    public class ListPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var query = new QueryExpression { EntityName = "acme_counter" };
            foreach (Entity counter in service.RetrieveMultiple(query).Entities.ToList())
            {
                counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
                service.Update(counter); //~ autonumber-race severity=info confidence=low
            }
        }
    }

    // Another record for the entity that was asked for.
    public class OtherRecordPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.RetrieveMultiple(new QueryExpression("acme_counter")).Entities[0];
            var changed = new Entity("acme_counter");
            changed.Id = counter.Id;
            int next = (int)counter["acme_next"];
            changed["acme_next"] = ++next;
            service.Update(changed); //~ autonumber-race severity=info confidence=low
        }
    }

    public class FetchPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var fetch = new FetchExpression("<fetch top='1'><entity name='acme_counter'/></fetch>");
            Entity counter = service.RetrieveMultiple(fetch).Entities[0];
            var changed = new Entity("acme_counter");
            changed.Id = counter.Id;
            changed["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Update(changed); //~ autonumber-race severity=info confidence=low
        }
    }

    // The number is written as text too.
    public class PaddedPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next = (int)counter["acme_next"] + 1;
            var account = new Entity("account");
            account["number"] = next.ToString("D5");
            service.Update(account); //= autonumber-race
            counter["acme_next"] = next;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class PrefixPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next = (int)counter["acme_next"] + 1;
            var target = (Entity)context.InputParameters["Target"];
            target["number"] = "A-" + next;
            counter["acme_next"] = next;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    // The counter itself is text.
    public class FormatPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next = int.Parse((string)counter["acme_next"]) + 1;
            counter["acme_next"] = string.Format("{0:D5}", next);
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class ConvertPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next = Convert.ToInt32(counter["acme_next"]);
            next++;
            counter["acme_next"] = "A-" + next.ToString("D5");
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class TriedPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int next;
            if (int.TryParse((string)counter["acme_next"], out next))
            {
                counter["acme_next"] = (next + 1).ToString();
                service.Update(counter); //~ autonumber-race severity=info confidence=low
            }
        }
    }

    public class NullablePlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            int? known = counter.GetAttributeValue<int?>("acme_next");
            counter["acme_next"] = (known ?? 0) + 1;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    // What is written before takes no lock of the counter.
    public class LogPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            service.Create(new Entity("acme_log"));
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class AccountPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var account = new Entity("account");
            account["name"] = "x";
            service.Update(account);
            service.Execute(new UpdateRequest { Target = new Entity("contact") });
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    // The lock comes after the read, which is not repeated.
    public class ReadFirstPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            var mark = new Entity("acme_counter");
            mark["acme_lock"] = context.OperationId.ToString();
            service.Update(mark);
            counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }

    public class RequestPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = service.Retrieve("acme_counter", context.OrganizationId, new ColumnSet("acme_next"));
            counter["acme_next"] = counter.GetAttributeValue<int>("acme_next") + 1;
            service.Execute(new UpdateRequest { Target = counter }); //~ autonumber-race severity=info confidence=low
        }
    }

    public class HelpedPlugin : Base
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            Entity counter = Found(service);
            int next = Increment(counter);
            Save(service, counter, next);
        }

        private static Entity Found(IOrganizationService service)
        {
            return service.RetrieveMultiple(new QueryExpression("acme_counter")).Entities.First();
        }

        private static int Increment(Entity counter)
        {
            return Next(counter.GetAttributeValue<int>("acme_next"));
        }

        private static int Next(int number)
        {
            return number + 1;
        }

        private static void Save(IOrganizationService service, Entity counter, int next)
        {
            counter["acme_next"] = next.ToString();
            service.Update(counter); //~ autonumber-race severity=info confidence=low
        }
    }
}
