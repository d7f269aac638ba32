// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! refs: Microsoft.Xrm.Sdk
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Reflection.AssemblyVersion("9.0.0.0")]

namespace Microsoft.Crm.Sdk.Messages
{
    public sealed class WhoAmIRequest : OrganizationRequest { }
    public sealed class WhoAmIResponse : OrganizationResponse { public Guid UserId { get { return Guid.Empty; } } }
    public sealed class AssignRequest : OrganizationRequest
    {
        public EntityReference Target { get; set; }
        public EntityReference Assignee { get; set; }
    }
    public sealed class SetStateRequest : OrganizationRequest
    {
        public EntityReference EntityMoniker { get; set; }
        public OptionSetValue State { get; set; }
        public OptionSetValue Status { get; set; }
    }
    public sealed class SendEmailRequest : OrganizationRequest
    {
        public Guid EmailId { get; set; }
        public bool IssueSend { get; set; }
        public string TrackingToken { get; set; }
    }
    public sealed class QualifyLeadRequest : OrganizationRequest
    {
        public EntityReference LeadId { get; set; }
        public bool CreateAccount { get; set; }
    }
    public sealed class SetParentSystemUserRequest : OrganizationRequest
    {
        public Guid ParentId { get; set; }
        public Guid UserId { get; set; }
        public bool KeepChildUsers { get; set; }
    }
    public sealed class SetBusinessSystemUserRequest : OrganizationRequest { public Guid BusinessId { get; set; } }
    public sealed class ExecuteFetchRequest : OrganizationRequest { public string FetchXml { get; set; } }
    public sealed class FetchXmlToQueryExpressionRequest : OrganizationRequest { public string FetchXml { get; set; } }
    public sealed class AddProductToKitRequest : OrganizationRequest { public Guid KitId { get; set; } }
    public sealed class CompoundCreateRequest : OrganizationRequest { public Entity Entity { get; set; } }
    public sealed class RetrieveMembersTeamRequest : OrganizationRequest { public Guid EntityId { get; set; } }
}
