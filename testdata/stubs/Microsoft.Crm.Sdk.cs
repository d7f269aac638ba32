// Stub of the CRM 4 SDK: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! api: 2.0
using System;
using System.Collections;

[assembly: System.Reflection.AssemblyVersion("4.0.0.0")]

namespace Microsoft.Crm.Sdk
{
    public interface IPlugin { void Execute(IPluginExecutionContext context); }

    public interface IPluginExecutionContext
    {
        Guid BusinessUnitId { get; }
        Guid CorrelationId { get; }
        int Depth { get; }
        Guid InitiatingUserId { get; }
        PropertyBag InputParameters { get; }
        int InvocationSource { get; }
        bool IsExecutingInOfflineMode { get; }
        string MessageName { get; }
        int Mode { get; }
        Guid OrganizationId { get; }
        string OrganizationName { get; }
        PropertyBag OutputParameters { get; }
        IPluginExecutionContext ParentContext { get; }
        PropertyBag PostEntityImages { get; }
        PropertyBag PreEntityImages { get; }
        string PrimaryEntityName { get; }
        string SecondaryEntityName { get; }
        PropertyBag SharedVariables { get; }
        int Stage { get; }
        Guid UserId { get; }
        ICrmService CreateCrmService(bool useCurrentUserId);
        ICrmService CreateCrmService(Guid userId);
        IMetadataService CreateMetadataService(bool useCurrentUserId);
    }

    public interface ICrmService : IDisposable
    {
        Guid Create(BusinessEntity entity);
        void Delete(string entityName, Guid id);
        Response Execute(Request request);
        string Fetch(string fetchXml);
        BusinessEntity Retrieve(string entityName, Guid id, Query.ColumnSetBase columnSet);
        BusinessEntityCollection RetrieveMultiple(Query.QueryBase query);
        void Update(BusinessEntity entity);
    }

    public interface IMetadataService : IDisposable { }

    public abstract class Request { }
    public abstract class Response { }
    public abstract class BusinessEntity { }
    public class BusinessEntityCollection { }

    public sealed class DynamicEntity : BusinessEntity
    {
        public DynamicEntity() { }
        public DynamicEntity(string name) { }
        public string Name { get { return null; } set { } }
        public object this[string attributeName] { get { return null; } set { } }
    }

    public sealed class PropertyBag : IEnumerable
    {
        public object this[string name] { get { return null; } set { } }
        public bool Contains(string name) { return false; }
        public void Remove(string name) { }
        public IEnumerator GetEnumerator() { return null; }
    }

    public static class ParameterName
    {
        public const string Target = "Target";
    }
}

namespace Microsoft.Crm.Sdk.Query
{
    public abstract class ColumnSetBase { }
    public abstract class QueryBase { }
    public sealed class AllColumns : ColumnSetBase { }
    public sealed class ColumnSet : ColumnSetBase { public ColumnSet(string[] columns) { } }
}

namespace Microsoft.Crm.Workflow
{
    public interface IContextService { IWorkflowContext Context { get; } }

    public interface IWorkflowContext
    {
        Guid UserId { get; }
        Guid PrimaryEntityId { get; }
        string PrimaryEntityName { get; }
        Microsoft.Crm.Sdk.ICrmService CreateCrmService();
    }

    [AttributeUsage(AttributeTargets.Class)]
    public sealed class CrmWorkflowActivityAttribute : Attribute
    {
        public CrmWorkflowActivityAttribute(string name) { }
        public CrmWorkflowActivityAttribute(string name, string groupName) { }
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class CrmInputAttribute : Attribute { public CrmInputAttribute(string name) { } }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class CrmOutputAttribute : Attribute { public CrmOutputAttribute(string name) { } }
}
