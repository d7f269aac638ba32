// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! refs: Microsoft.Xrm.Sdk
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

[assembly: System.Reflection.AssemblyVersion("1.0.0.0")]

namespace Microsoft.PowerPlatform.Dataverse.Client
{
    public interface IOrganizationServiceAsync : IOrganizationService
    {
        Task<Guid> CreateAsync(Entity entity);
        Task UpdateAsync(Entity entity);
        Task<OrganizationResponse> ExecuteAsync(OrganizationRequest request);
    }

    public interface IOrganizationServiceAsync2 : IOrganizationServiceAsync
    {
        Task<Entity> CreateAndReturnAsync(Entity entity, CancellationToken cancellationToken);
        Task DeleteAsync(string entityName, Guid id, CancellationToken cancellationToken);
        Task<OrganizationResponse> ExecuteAsync(OrganizationRequest request, CancellationToken cancellationToken);
    }
}
