//! build: release mcs-release net40
//! refs: Microsoft.Crm.Sdk Microsoft.Crm.Platform.Callout.Base System.Workflow.ComponentModel
//! api: 4.0
// U11: a callout of CRM 3, a plug-in and a workflow activity of CRM 4.
using System;
using System.Workflow.ComponentModel;
using Microsoft.Crm.Callout;
using Microsoft.Crm.Sdk;
using Microsoft.Crm.Workflow;

namespace Acme.Old
{
    public class OldCallout : CrmCalloutBase
    {
        public override void PostCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, string postImageEntityXml) //~ legacy-platform severity=info confidence=high target=T:Acme.Old.OldCallout
        {
            GC.KeepAlive(userContext);
        }
    }

    public class OldPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context) //~ legacy-platform severity=info
        {
            GC.KeepAlive(context);
        }
    }

    [CrmWorkflowActivity("Old")]
    public class OldActivity : Activity
    {
        protected override ActivityExecutionStatus Execute(ActivityExecutionContext executionContext) //~ legacy-platform severity=medium
        {
            return ActivityExecutionStatus.Closed;
        }
    }
}
