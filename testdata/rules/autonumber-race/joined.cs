//! build: all
// B07: FetchXML that is joined of several texts: the entity stands in one of them.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Joined
{
    public class InterpolatedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            string filter = serviceProvider.ToString();
            Entity read = service.RetrieveMultiple(new FetchExpression($"<fetch><entity name='acme_year'/>{filter}</fetch>"))[0];
            int number = read.GetAttributeValue<int>("acme_seed");
            var written = new Entity("acme_year");
            written["acme_seed"] = number + 1;
            service.Update(written); //~ autonumber-race severity=info
        }
    }

    public class FormattedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            string fetch = string.Format("<fetch><entity name='acme_year'><attribute name='{0}'/></entity></fetch>", serviceProvider);
            Entity read = service.RetrieveMultiple(new FetchExpression(fetch))[0];
            int number = read.GetAttributeValue<int>("acme_seed");
            var written = new Entity("acme_year");
            written["acme_seed"] = number + 1;
            service.Update(written); //~ autonumber-race severity=info
        }
    }

    // Another entity is written.
    public class OtherPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            string filter = serviceProvider.ToString();
            Entity read = service.RetrieveMultiple(new FetchExpression("<fetch><entity name='acme_year'/>" + filter + "</fetch>"))[0];
            int number = read.GetAttributeValue<int>("acme_seed");
            var written = new Entity("acme_ticket");
            written["acme_seed"] = number + 1;
            service.Update(written); //= autonumber-race
        }
    }

    // A place for a value is no name.
    public class NamelessPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            string fetch = string.Format("<fetch><entity name='{0}'/></fetch>", serviceProvider);
            Entity read = service.RetrieveMultiple(new FetchExpression(fetch))[0];
            int number = read.GetAttributeValue<int>("acme_seed");
            var written = new Entity("{0}");
            written["acme_seed"] = number + 1;
            service.Update(written); //= autonumber-race
        }
    }
}
