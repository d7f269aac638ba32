//! refs: Microsoft.Xrm.Sdk System.Activities Microsoft.Crm.Sdk
// U11: plug-ins and activities of today; a class that only uses what CRM 4 had.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Contoso.New
{
    public class NewPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= legacy-platform
        {
            GC.KeepAlive(typeof(Microsoft.Crm.Sdk.IPlugin)); //= legacy-platform
        }
    }

    public class NewActivity : CodeActivity
    {
        protected override void Execute(CodeActivityContext context) //= legacy-platform
        {
            GC.KeepAlive(context);
        }
    }
}
