//! build: all net40
// U01: named columns, none, what is no constant; texts about fetches; one's own class; what nothing reaches.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Contoso.Reading
{
    public class CarefulPlugin : IPlugin
    {
        private readonly bool _all;

        public CarefulPlugin()
        {
            _all = false;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet("name", "address1_city")); //= all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(new[] { "name" })); //= all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(false)); //= all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(_all)); //= all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(context.Depth > 1)); //= all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet { AllColumns = false }); //= all-columns
            Read(service, false);
            string fetch = "<fetch><entity name='account'><attribute name='name'/></entity></fetch>";
            if (fetch.Contains("<all-attributes")) //= all-columns
            {
                throw new InvalidPluginExecutionException("<all-attributes/> is not allowed"); //= all-columns
            }
            service.RetrieveMultiple(new FetchExpression(fetch.Replace("<all-attributes/>", "<attribute name='name'/>"))); //= all-columns
            new Columns(true).AllColumns = true; //= all-columns
        }

        private static void Read(IOrganizationService service, bool all)
        {
            service.Retrieve("contact", Guid.NewGuid(), new ColumnSet(all)); //= all-columns
        }
    }

    public class Columns
    {
        public Columns(bool all)
        {
            AllColumns = all;
        }

        public bool AllColumns { get; set; }
    }

    public static class Exporter
    {
        public static void Run(IOrganizationService service)
        {
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(true)); //= all-columns
        }
    }
}
