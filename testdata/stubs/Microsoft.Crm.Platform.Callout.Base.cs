// Stub of the CRM 3 callout base: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! api: 2.0
using System;

[assembly: System.Reflection.AssemblyVersion("3.0.5300.0")]

namespace Microsoft.Crm.Callout
{
    public enum PreCalloutReturnValue { Continue = 0, Stop = 1, Abort = 2 }

    public class CalloutUserContext
    {
        public Guid UserId;
        public Guid BusinessUnitId;
        public Guid OrganizationId;
    }

    public class CalloutEntityContext
    {
        public int EntityTypeCode;
        public Guid InstanceId;
    }

    public abstract class CrmCalloutBase
    {
        public virtual PreCalloutReturnValue PreCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string entityXml, ref string errorMessage) { return PreCalloutReturnValue.Continue; }
        public virtual void PostCreate(CalloutUserContext userContext, CalloutEntityContext entityContext, string postImageEntityXml) { }
        public virtual PreCalloutReturnValue PreUpdate(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string entityXml, ref string errorMessage) { return PreCalloutReturnValue.Continue; }
        public virtual void PostUpdate(CalloutUserContext userContext, CalloutEntityContext entityContext, string preImageEntityXml, string postImageEntityXml) { }
        public virtual PreCalloutReturnValue PreDelete(CalloutUserContext userContext, CalloutEntityContext entityContext, ref string errorMessage) { return PreCalloutReturnValue.Continue; }
        public virtual void PostDelete(CalloutUserContext userContext, CalloutEntityContext entityContext, string preImageEntityXml) { }
    }
}
