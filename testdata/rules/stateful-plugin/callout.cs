//! build: all net20
//! refs: Microsoft.Crm.Platform.Callout.Base
// S24: a CRM 3 callout: the same findings at Medium.
using System;
using Microsoft.Crm.Callout;

namespace Contoso.Crm3
{
    public class AccountCallout : CrmCalloutBase
    {
        private string _lastXml;
        private int _creates;

        public override PreCalloutReturnValue PreCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string entityXml, ref string errorMessage)
        {
            _lastXml = entityXml; //~ stateful-plugin severity=medium target=F:Contoso.Crm3.AccountCallout._lastXml
            entityXml = _lastXml.Trim();
            return PreCalloutReturnValue.Continue;
        }

        public override void PostCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, string postImageEntityXml)
        {
            _creates++; //~ stateful-plugin severity=medium
        }

        // No callout method.
        public void Reset()
        {
            _creates = 0;
        }
    }

    // The first of its methods does nothing: what is told is the one that writes.
    public class ContactCallout : CrmCalloutBase
    {
        private int _updates;

        public override PreCalloutReturnValue PreCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string entityXml, ref string errorMessage)
        {
            return PreCalloutReturnValue.Continue; //= stateful-plugin
        }

        public override void PostUpdate(CalloutUserContext userContext, CalloutEntityContext entityContext, string preImageEntityXml, string postImageEntityXml)
        {
            _updates++; //~ stateful-plugin severity=medium
        }
    }

    public class QuietCallout : CrmCalloutBase
    {
        public override void PostUpdate(CalloutUserContext userContext, CalloutEntityContext entityContext, string preImageEntityXml, string postImageEntityXml)
        {
            string changed = postImageEntityXml.Replace(preImageEntityXml, string.Empty);
            entityContext.InstanceId = userContext.UserId;
            GC.KeepAlive(changed);
        }
    }
}
