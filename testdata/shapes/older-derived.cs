//! build: all net20
//! refs: Microsoft.Crm.Sdk System.Workflow.ComponentModel Microsoft.Crm.Platform.Callout.Base older-base
// CRM 4 plug-ins and activities and CRM 3 callouts: direct, with helpers and lambdas, and with bases in another assembly.
using System;
using System.Collections.Generic;
using System.Workflow.ComponentModel;
using Acme.Older.Base;
using Microsoft.Crm.Callout;
using Microsoft.Crm.Sdk;
using Microsoft.Crm.Workflow;

namespace Acme.Older
{
    // P02
    public class DirectPlugin : IPlugin
    {
        private int _calls;

        void IPlugin.Execute(IPluginExecutionContext context)
        {
            _calls++; //~ stateful-plugin severity=high target=F:Acme.Older.DirectPlugin._calls
            int mine = 0;
            mine++; //= stateful-plugin
        }

        // Not the entry method.
        public void Execute(string text)
        {
            _calls = 0; //= stateful-plugin
        }
    }

    // P02/base-dll
    public class DerivedPlugin : Crm4Base
    {
        protected override void Run(IPluginExecutionContext context)
        {
            Service = context.CreateCrmService(true); //~ stateful-plugin severity=high target=F:Acme.Older.Base.Crm4Base.Service
            ICrmService mine = context.CreateCrmService(true); //= stateful-plugin
            GC.KeepAlive(mine);
        }
    }

    // P03, S24, S24/helper, S24/lambda
    public class DirectCallout : CrmCalloutBase
    {
        private string _last;
        private int _count;
        private int _each;

        public override PreCalloutReturnValue PreUpdate(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string entityXml, ref string errorMessage)
        {
            _last = entityXml; //~ stateful-plugin severity=medium
            errorMessage = _last; //= stateful-plugin
            Count();
            int mine = 0;
            var names = new List<string>();
            names.Add("a");
            names.ForEach(delegate(string name) { mine++; }); //= stateful-plugin
            names.ForEach(delegate(string name) { _each++; }); //~ stateful-plugin severity=medium target=F:Acme.Older.DirectCallout._each
            return PreCalloutReturnValue.Continue;
        }

        private void Count()
        {
            _count++; //~ stateful-plugin severity=medium target=F:Acme.Older.DirectCallout._count
        }

        public void PreReset()
        {
            _count = 0; //= stateful-plugin
        }
    }

    // P03/base-dll, S24/base-dll
    public class DerivedCallout : CalloutBase
    {
        public override void PostDelete(CalloutUserContext userContext, CalloutEntityContext entityContext, string preImageEntityXml)
        {
            Last = null; //~ stateful-plugin severity=medium target=F:Acme.Older.Base.CalloutBase.Last
            string mine = preImageEntityXml; //= stateful-plugin
            GC.KeepAlive(mine);
        }
    }

    // P05, S23/helper, S23/lambda
    public class DirectActivity : Activity
    {
        private int _runs;
        private static readonly List<string> Seen = new List<string>();

        protected override ActivityExecutionStatus Execute(ActivityExecutionContext executionContext)
        {
            Count();
            Seen.Add("a"); //~ static-state confidence=medium
            Seen.ForEach(delegate(string name) { _runs += name.Length; }); //= stateful-plugin
            return ActivityExecutionStatus.Closed;
        }

        private void Count()
        {
            _runs++; //= stateful-plugin
        }
    }

    // P05/base-dll, S23/base-dll
    public class DerivedActivity : Crm4ActivityBase
    {
        private int _own;
        private static int s_own;

        protected override void Run()
        {
            _own++; //= stateful-plugin
            s_own++; //~ static-state
        }
    }
}
