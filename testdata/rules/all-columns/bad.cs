//! build: all net40
//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// U01: all columns: written out, through a variable, a helper's argument, fields, a property; fetches: whole, joined, built.
using System;
using System.Text;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Reading
{
    public class ReadingPlugin : IPlugin
    {
        private const bool Everything = true;
        private static readonly bool s_all = true;
        private readonly bool _all;

        public ReadingPlugin()
        {
            _all = true;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(true)); //~ all-columns severity=medium confidence=high target=M:Microsoft.Xrm.Sdk.Query.ColumnSet.#ctor(System.Boolean)
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(Everything)); //~ all-columns
            bool all = true;
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(all)); //~ all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(_all)); //~ all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(s_all)); //~ all-columns
            var query = new QueryExpression("account") { ColumnSet = new ColumnSet() };
            query.ColumnSet.AllColumns = true; //~ all-columns target=M:Microsoft.Xrm.Sdk.Query.ColumnSet.set_AllColumns(System.Boolean)
            service.RetrieveMultiple(query);
            Read(service, true);
            ReadSome(service, true);
            ReadSome(service, false);
            Fetch(service, "account");
        }

        private static void Read(IOrganizationService service, bool all)
        {
            service.Retrieve("contact", Guid.NewGuid(), new ColumnSet(all)); //~ all-columns confidence=high
        }

        private static void ReadSome(IOrganizationService service, bool all)
        {
            service.Retrieve("contact", Guid.NewGuid(), new ColumnSet(all)); //~ all-columns confidence=medium
        }

        private const string Query = "<fetch><entity name='account'><all-attributes/></entity></fetch>";

        private static void Fetch(IOrganizationService service, string entity)
        {
            service.RetrieveMultiple(new FetchExpression(Query)); //~ all-columns
            service.RetrieveMultiple(new FetchExpression("<fetch><entity name='" + entity + "'><all-attributes /></entity></fetch>")); //~ all-columns
            var named = new FetchExpression();
            named.Query = string.Format("<fetch top='{1}'><entity name='{0}'><all-attributes/></entity></fetch>", entity, 5); //~ all-columns
            service.RetrieveMultiple(named);
            var builder = new StringBuilder("<fetch>");
            builder.Append("<entity name='account'>").Append("<all-attributes/>");
            builder.Append("</entity></fetch>");
            service.RetrieveMultiple(new FetchExpression(builder.ToString())); //~ all-columns
            service.Execute(new FetchXmlToQueryExpressionRequest { FetchXml = Query }); //~ all-columns
        }
    }
}
