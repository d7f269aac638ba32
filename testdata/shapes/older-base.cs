//! build: all net20
//! library
//! refs: Microsoft.Crm.Sdk System.Workflow.ComponentModel Microsoft.Crm.Platform.Callout.Base
// Bases of the older generations in an assembly of their own.
using System;
using System.Collections.Generic;
using System.Workflow.ComponentModel;
using Microsoft.Crm.Callout;
using Microsoft.Crm.Sdk;

namespace Acme.Older.Base
{
    // P02/base-dll
    public abstract class Crm4Base : IPlugin
    {
        private int _calls;
        protected ICrmService Service;

        public void Execute(IPluginExecutionContext context)
        {
            _calls++; //~ stateful-plugin target=F:Acme.Older.Base.Crm4Base._calls
            int mine = _calls;
            mine++; //= stateful-plugin
            Run(context);
        }

        protected abstract void Run(IPluginExecutionContext context);
    }

    // P03/base-dll, S24/base-dll
    public abstract class CalloutBase : CrmCalloutBase
    {
        protected string Last;
        private readonly List<string> _seen = new List<string>();

        public override void PostCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, string postImageEntityXml)
        {
            Last = postImageEntityXml; //~ stateful-plugin severity=medium target=F:Acme.Older.Base.CalloutBase.Last
            var seen = new List<string>(_seen);
            seen.Add(Last); //= shared-object-mutation
            _seen.Add(Last); //~ shared-object-mutation severity=medium
        }
    }

    // P05/base-dll, S23/base-dll
    public abstract class Crm4ActivityBase : Activity
    {
        private int _runs;
        private static int s_runs;

        protected override ActivityExecutionStatus Execute(ActivityExecutionContext executionContext)
        {
            _runs++; //= stateful-plugin
            s_runs++; //~ static-state
            Run();
            return ActivityExecutionStatus.Closed;
        }

        protected abstract void Run();
    }
}
