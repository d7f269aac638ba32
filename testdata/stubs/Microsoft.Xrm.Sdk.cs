// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Runtime.Serialization;
using Microsoft.Xrm.Sdk.Query;

[assembly: System.Reflection.AssemblyVersion("9.0.0.0")]

namespace Microsoft.Xrm.Sdk
{
    public interface IPlugin { void Execute(IServiceProvider serviceProvider); }

    public interface IExecutionContext
    {
        int Mode { get; }
        int IsolationMode { get; }
        int Depth { get; }
        string MessageName { get; }
        string PrimaryEntityName { get; }
        Guid? RequestId { get; }
        string SecondaryEntityName { get; }
        ParameterCollection InputParameters { get; }
        ParameterCollection OutputParameters { get; }
        ParameterCollection SharedVariables { get; }
        Guid UserId { get; }
        Guid InitiatingUserId { get; }
        Guid BusinessUnitId { get; }
        Guid OrganizationId { get; }
        string OrganizationName { get; }
        Guid PrimaryEntityId { get; }
        EntityImageCollection PreEntityImages { get; }
        EntityImageCollection PostEntityImages { get; }
        EntityReference OwningExtension { get; }
        Guid CorrelationId { get; }
        bool IsExecutingOffline { get; }
        bool IsOfflinePlayback { get; }
        bool IsInTransaction { get; }
        Guid OperationId { get; }
        DateTime OperationCreatedOn { get; }
    }

    public interface IPluginExecutionContext : IExecutionContext
    {
        int Stage { get; }
        IPluginExecutionContext ParentContext { get; }
    }

    public interface ITracingService { void Trace(string format, params object[] args); }

    public interface IOrganizationService
    {
        Guid Create(Entity entity);
        Entity Retrieve(string entityName, Guid id, ColumnSet columnSet);
        void Update(Entity entity);
        void Delete(string entityName, Guid id);
        OrganizationResponse Execute(OrganizationRequest request);
        void Associate(string entityName, Guid entityId, Relationship relationship, EntityReferenceCollection relatedEntities);
        void Disassociate(string entityName, Guid entityId, Relationship relationship, EntityReferenceCollection relatedEntities);
        EntityCollection RetrieveMultiple(QueryBase query);
    }

    public interface IOrganizationServiceFactory { IOrganizationService CreateOrganizationService(Guid? userId); }

    public interface IServiceEndpointNotificationService { string Execute(EntityReference serviceEndpoint, IExecutionContext context); }

    public interface IExtensibleDataObject { ExtensionDataObject ExtensionData { get; set; } }

    public class DataCollection<T> : Collection<T>
    {
        public void AddRange(params T[] items) { }
        public void AddRange(IEnumerable<T> items) { }
        public T[] ToArray() { return null; }
    }

    public abstract class DataCollection<TKey, TValue> : IEnumerable<KeyValuePair<TKey, TValue>>
    {
        public void Add(KeyValuePair<TKey, TValue> item) { }
        public void Add(TKey key, TValue value) { }
        public void AddRange(params KeyValuePair<TKey, TValue>[] items) { }
        public virtual TValue this[TKey key] { get { return default(TValue); } set { } }
        public bool Contains(TKey key) { return false; }
        public bool ContainsKey(TKey key) { return false; }
        public bool TryGetValue(TKey key, out TValue value) { value = default(TValue); return false; }
        public bool Remove(TKey key) { return false; }
        public void Clear() { }
        public int Count { get { return 0; } }
        public virtual ICollection<TKey> Keys { get { return null; } }
        public virtual ICollection<TValue> Values { get { return null; } }
        public IEnumerator<KeyValuePair<TKey, TValue>> GetEnumerator() { return null; }
        IEnumerator IEnumerable.GetEnumerator() { return null; }
    }

    public sealed class ParameterCollection : DataCollection<string, object> { }
    public sealed class AttributeCollection : DataCollection<string, object> { }
    public sealed class FormattedValueCollection : DataCollection<string, string> { }
    public sealed class EntityImageCollection : DataCollection<string, Entity> { }
    public sealed class EntityReferenceCollection : DataCollection<EntityReference> { }
    public sealed class OrganizationRequestCollection : DataCollection<OrganizationRequest> { }
    public sealed class OrganizationResponseCollection : DataCollection<OrganizationResponse> { }
    public sealed class ExecuteMultipleResponseItemCollection : DataCollection<ExecuteMultipleResponseItem> { }

    public sealed class ExecuteMultipleResponseItem
    {
        public int RequestIndex { get; set; }
        public OrganizationResponse Response { get; set; }
    }

    public class Entity
    {
        public Entity() { }
        public Entity(string entityName) { }
        public Entity(string entityName, Guid id) { }
        public string LogicalName { get; set; }
        public virtual Guid Id { get; set; }
        public AttributeCollection Attributes { get; set; }
        public FormattedValueCollection FormattedValues { get { return null; } }
        public virtual object this[string attributeName] { get { return null; } set { } }
        public bool Contains(string attributeName) { return false; }
        public virtual T GetAttributeValue<T>(string attributeLogicalName) { return default(T); }
        protected virtual void SetAttributeValue(string attributeLogicalName, object value) { }
        public T ToEntity<T>() where T : Entity { return null; }
        public EntityReference ToEntityReference() { return null; }
    }

    public sealed class EntityReference
    {
        public EntityReference() { }
        public EntityReference(string logicalName) { }
        public EntityReference(string logicalName, Guid id) { }
        public Guid Id { get; set; }
        public string LogicalName { get; set; }
        public string Name { get; set; }
    }

    public sealed class EntityCollection
    {
        public EntityCollection() { }
        public EntityCollection(IList<Entity> list) { }
        public DataCollection<Entity> Entities { get { return null; } }
        public string EntityName { get; set; }
        public bool MoreRecords { get; set; }
        public string PagingCookie { get; set; }
        public Entity this[int index] { get { return null; } set { } }
    }

    public sealed class Relationship
    {
        public Relationship() { }
        public Relationship(string schemaName) { }
        public string SchemaName { get; set; }
    }

    public sealed class OptionSetValue
    {
        public OptionSetValue() { }
        public OptionSetValue(int value) { }
        public int Value { get; set; }
    }

    public sealed class Money
    {
        public Money() { }
        public Money(decimal value) { }
        public decimal Value { get; set; }
    }

    public class OrganizationRequest
    {
        public OrganizationRequest() { }
        public OrganizationRequest(string requestName) { }
        public string RequestName { get; set; }
        public Guid? RequestId { get; set; }
        public ParameterCollection Parameters { get; set; }
        public object this[string parameterName] { get { return null; } set { } }
    }

    public class OrganizationResponse
    {
        public string ResponseName { get; set; }
        public ParameterCollection Results { get; set; }
        public object this[string parameterName] { get { return null; } set { } }
    }

    public sealed class ExecuteMultipleSettings
    {
        public bool ContinueOnError { get; set; }
        public bool ReturnResponses { get; set; }
    }

    public class InvalidPluginExecutionException : Exception
    {
        public InvalidPluginExecutionException() { }
        public InvalidPluginExecutionException(string message) : base(message) { }
        public InvalidPluginExecutionException(string message, Exception exception) : base(message, exception) { }
        public InvalidPluginExecutionException(OperationStatus status, string message) : base(message) { }
    }

    public enum OperationStatus { Failed = 0, Canceled = 1, Suspended = 2, Succeeded = 3, Retry = 4 }
}

namespace Microsoft.Xrm.Sdk.Query
{
    public abstract class QueryBase { }

    public sealed class ColumnSet
    {
        public ColumnSet() { }
        public ColumnSet(bool allColumns) { }
        public ColumnSet(params string[] columns) { }
        public bool AllColumns { get; set; }
        public DataCollection<string> Columns { get { return null; } }
        public void AddColumn(string column) { }
        public void AddColumns(params string[] columns) { }
    }

    public enum ConditionOperator { Equal = 0, NotEqual = 1, GreaterThan = 2, LessThan = 3, Null = 12, NotNull = 13 }
    public enum LogicalOperator { And = 0, Or = 1 }

    public sealed class FilterExpression
    {
        public FilterExpression() { }
        public FilterExpression(LogicalOperator filterOperator) { }
        public LogicalOperator FilterOperator { get; set; }
        public DataCollection<ConditionExpression> Conditions { get { return null; } }
        public DataCollection<FilterExpression> Filters { get { return null; } }
        public void AddCondition(string attributeName, ConditionOperator conditionOperator, params object[] values) { }
        public FilterExpression AddFilter(LogicalOperator logicalOperator) { return null; }
    }

    public sealed class ConditionExpression
    {
        public string AttributeName { get; set; }
    }

    public enum OrderType { Ascending = 0, Descending = 1 }

    public sealed class OrderExpression
    {
        public string AttributeName { get; set; }
    }

    public sealed class PagingInfo
    {
        public int PageNumber { get; set; }
        public int Count { get; set; }
        public string PagingCookie { get; set; }
    }

    public sealed class LinkEntity
    {
        public ColumnSet Columns { get; set; }
        public string EntityAlias { get; set; }
        public FilterExpression LinkCriteria { get; set; }
        public DataCollection<LinkEntity> LinkEntities { get { return null; } }
        public LinkEntity AddLink(string linkToEntityName, string linkFromAttributeName, string linkToAttributeName) { return null; }
    }

    public sealed class QueryExpression : QueryBase
    {
        public QueryExpression() { }
        public QueryExpression(string entityName) { }
        public string EntityName { get; set; }
        public ColumnSet ColumnSet { get; set; }
        public FilterExpression Criteria { get; set; }
        public PagingInfo PageInfo { get; set; }
        public DataCollection<LinkEntity> LinkEntities { get { return null; } }
        public DataCollection<OrderExpression> Orders { get { return null; } }
        public int? TopCount { get; set; }
        public LinkEntity AddLink(string linkToEntityName, string linkFromAttributeName, string linkToAttributeName) { return null; }
        public void AddOrder(string attributeName, OrderType orderType) { }
    }

    public sealed class QueryByAttribute : QueryBase
    {
        public QueryByAttribute() { }
        public QueryByAttribute(string entityName) { }
        public string EntityName { get; set; }
        public ColumnSet ColumnSet { get; set; }
        public DataCollection<string> Attributes { get { return null; } }
        public DataCollection<object> Values { get { return null; } }
        public DataCollection<OrderExpression> Orders { get { return null; } }
        public PagingInfo PageInfo { get; set; }
        public int? TopCount { get; set; }
        public void AddAttributeValue(string attributeName, object value) { }
        public void AddOrder(string attributeName, OrderType orderType) { }
    }

    public sealed class FetchExpression : QueryBase
    {
        public FetchExpression() { }
        public FetchExpression(string query) { }
        public string Query { get; set; }
    }
}

namespace Microsoft.Xrm.Sdk.Messages
{
    public sealed class CreateRequest : OrganizationRequest { public Entity Target { get; set; } }
    public sealed class CreateResponse : OrganizationResponse { public Guid id { get { return Guid.Empty; } } }
    public sealed class UpdateRequest : OrganizationRequest { public Entity Target { get; set; } }
    public sealed class DeleteRequest : OrganizationRequest { public EntityReference Target { get; set; } }
    public sealed class UpsertRequest : OrganizationRequest { public Entity Target { get; set; } }
    public sealed class RetrieveRequest : OrganizationRequest
    {
        public EntityReference Target { get; set; }
        public ColumnSet ColumnSet { get; set; }
    }
    public sealed class RetrieveMultipleRequest : OrganizationRequest { public QueryBase Query { get; set; } }
    public sealed class RetrieveEntityRequest : OrganizationRequest
    {
        public string LogicalName { get; set; }
        public bool RetrieveAsIfPublished { get; set; }
    }
    public sealed class ExecuteMultipleRequest : OrganizationRequest
    {
        public OrganizationRequestCollection Requests { get; set; }
        public ExecuteMultipleSettings Settings { get; set; }
    }
    public sealed class ExecuteMultipleResponse : OrganizationResponse
    {
        public bool IsFaulted { get { return false; } }
        public ExecuteMultipleResponseItemCollection Responses { get { return null; } }
    }
    public sealed class ExecuteTransactionRequest : OrganizationRequest
    {
        public OrganizationRequestCollection Requests { get; set; }
        public bool? ReturnResponses { get; set; }
    }
    public sealed class ExecuteTransactionResponse : OrganizationResponse
    {
        public OrganizationResponseCollection Responses { get { return null; } }
    }
    public sealed class CreateMultipleRequest : OrganizationRequest { public EntityCollection Targets { get; set; } }
    public sealed class UpdateMultipleRequest : OrganizationRequest { public EntityCollection Targets { get; set; } }
    public sealed class UpsertMultipleRequest : OrganizationRequest { public EntityCollection Targets { get; set; } }
    public sealed class AssociateRequest : OrganizationRequest
    {
        public EntityReference Target { get; set; }
        public Relationship Relationship { get; set; }
        public EntityReferenceCollection RelatedEntities { get; set; }
    }
}

namespace Microsoft.Xrm.Sdk.Client
{
    public class SaveChangesResultCollection : Collection<object> { }

    public class OrganizationServiceContext : IDisposable
    {
        public OrganizationServiceContext(IOrganizationService service) { }
        public System.Linq.IQueryable<TEntity> CreateQuery<TEntity>() where TEntity : Entity { return null; }
        public void AddObject(Entity entity) { }
        public void Attach(Entity entity) { }
        public void ClearChanges() { }
        public void DeleteObject(Entity entity) { }
        public bool Detach(Entity entity) { return false; }
        public OrganizationResponse Execute(OrganizationRequest request) { return null; }
        public bool IsAttached(Entity entity) { return false; }
        public void LoadProperty(Entity entity, string propertyName) { }
        public SaveChangesResultCollection SaveChanges() { return null; }
        public void UpdateObject(Entity entity) { }
        public void Dispose() { }
    }
}
