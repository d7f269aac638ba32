//! build: all net40
//! refs: Microsoft.Xrm.Sdk plugin-base
// R02: classes whose base lies in the assembly beside this one.
using System;
using Fabrikam.Plugins;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Leads
{
    public class LeadPlugin : PluginBase
    {
        private int _leads;

        protected override void ExecutePlugin(LocalPluginContext local)
        {
            StepName = "lead"; //~ stateful-plugin
            _leads++; //~ stateful-plugin target=F:Fabrikam.Leads.LeadPlugin._leads
            local.Step = 2;
            Pause();
        }
    }

    // Overrides what its base would do wrong; what Execute of the base does remains.
    public class QuietLeadPlugin : PluginBase
    {
        protected override void Before(LocalPluginContext local)
        {
            local.Step = 0;
        }

        protected override void ExecutePlugin(LocalPluginContext local)
        {
            local.Step++;
        }
    }

    public class Account : Entity
    {
    }

    public class AccountState
    {
        public int Visits;
    }

    // S03
    public class AccountPlugin : EntityPluginBase<Account, AccountState>
    {
        protected override void Handle(LocalPluginContext local, AccountState state)
        {
            state.Visits++;
            State = state; //~ stateful-plugin
        }
    }
}
