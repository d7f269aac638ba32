//! build: release mcs-release
//! refs: Microsoft.Crm.Sdk
//! api: 2.0
// U01: all columns in CRM 4.
using System;
using Microsoft.Crm.Sdk;
using Microsoft.Crm.Sdk.Query;

namespace Acme.Reading4
{
    public class OldPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            ICrmService service = context.CreateCrmService(true);
            service.Retrieve("account", Guid.NewGuid(), new AllColumns()); //~ all-columns
            service.Retrieve("account", Guid.NewGuid(), new ColumnSet(new string[] { "name" })); //= all-columns
            service.Fetch("<fetch><entity name='account'><all-attributes/></entity></fetch>"); //~ all-columns
            service.Fetch("<fetch><entity name='account'><attribute name='name'/></entity></fetch>"); //= all-columns
        }
    }
}
