// Stub of the CRM 4 SDK's requests: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! api: 2.0
//! refs: Microsoft.Crm.Sdk
using System;
using Microsoft.Crm.Sdk;

[assembly: System.Reflection.AssemblyVersion("4.0.0.0")]

namespace Microsoft.Crm.SdkTypeProxy
{
    public sealed class AssignRequest : Request { public object Target; public object Assignee; }
    public sealed class SetStateAccountRequest : Request { public Guid EntityId; }
    public sealed class SetStateDynamicEntityRequest : Request { public object Entity; public string State; public int Status; }
    public sealed class RetrieveUserSettingsSystemUserRequest : Request { public Guid EntityId; }
    public sealed class CreateRequest : Request { public object Target; }
}

namespace Microsoft.Crm.SdkTypeProxy.Metadata
{
    public sealed class RetrieveEntityRequest : Request
    {
        public string LogicalName { get { return null; } set { } }
        public bool RetrieveAsIfPublished { get { return false; } set { } }
    }
}
