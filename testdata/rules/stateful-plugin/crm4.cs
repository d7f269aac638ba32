//! build: all net20
//! refs: Microsoft.Crm.Sdk System.Workflow.ComponentModel
// The CRM 4 generation: plug-ins and workflow activities against Microsoft.Crm.Sdk.
using System;
using Microsoft.Crm.Sdk;
using Microsoft.Crm.Workflow;
using System.Workflow.ComponentModel;

namespace Contoso.Crm4
{
    public class AccountPlugin : IPlugin
    {
        private ICrmService _service;
        private int _calls;
        private readonly string _config;

        public AccountPlugin(string unsecure, string secure)
        {
            _config = unsecure; //= stateful-plugin
        }

        public void Execute(IPluginExecutionContext context)
        {
            _service = context.CreateCrmService(true); //~ stateful-plugin severity=high target=F:Contoso.Crm4.AccountPlugin._service
            _calls++; //~ stateful-plugin severity=high target=F:Contoso.Crm4.AccountPlugin._calls
            var account = new DynamicEntity("account");
            account["description"] = _config + _calls;
            _service.Update(account);
        }
    }

    public class QuietAccountPlugin : IPlugin
    {
        public void Execute(IPluginExecutionContext context)
        {
            using (ICrmService service = context.CreateCrmService(true))
            {
                var account = new DynamicEntity("account");
                account["description"] = context.MessageName;
                service.Update(account);
            }
        }
    }

    // S23: each workflow instance has its own copy of the activity.
    [CrmWorkflowActivity("Count", "Contoso")]
    public class CountActivity : Activity
    {
        private int _count;
        private Guid _user;

        protected override ActivityExecutionStatus Execute(ActivityExecutionContext executionContext)
        {
            var contextService = executionContext.GetService<IContextService>();
            _user = contextService.Context.UserId; //= stateful-plugin
            _count++; //= stateful-plugin
            return ActivityExecutionStatus.Closed;
        }
    }
}
