//! refs: Microsoft.Xrm.Sdk Microsoft.Crm.Sdk.Proxy
// Properties of objects of the SDK are told apart: a shared object in one of them leaves the object and its other properties the call's own.
using System;
using Microsoft.Crm.Sdk.Messages;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Properties
{
    public class QueryPlugin : IPlugin
    {
        private static readonly ColumnSet s_columns = new ColumnSet("name");
        private readonly ColumnSet _columns = new ColumnSet("name");
        private readonly FilterExpression _filter = new FilterExpression();
        private readonly QueryExpression _query = new QueryExpression("account");
        private readonly LinkEntity _link = new LinkEntity();

        public void Execute(IServiceProvider serviceProvider)
        {
            var query = new QueryExpression("account") { ColumnSet = _columns }; //= shared-object-mutation
            query.Criteria.AddCondition("statecode", ConditionOperator.Equal, 0); //= shared-object-mutation
            query.AddOrder("name", OrderType.Ascending); //= shared-object-mutation
            query.ColumnSet.AddColumn("city"); //~ shared-object-mutation target=F:Acme.Properties.QueryPlugin._columns
            var made = Make(_columns);
            made.Criteria.AddCondition("name", ConditionOperator.Null); //= shared-object-mutation

            var filtered = new QueryExpression("account") { Criteria = _filter };
            filtered.ColumnSet.AddColumn("city"); //= shared-object-mutation
            filtered.Criteria.AddCondition("name", ConditionOperator.Null); //~ shared-object-mutation target=F:Acme.Properties.QueryPlugin._filter
            var all = new QueryExpression("account") { ColumnSet = s_columns };
            all.Criteria.AddCondition("name", ConditionOperator.Null); //= static-state
            all.ColumnSet.AddColumn("city"); //~ static-state

            var link = new LinkEntity { Columns = _columns };
            link.LinkCriteria.AddCondition("name", ConditionOperator.Null); //= shared-object-mutation
            link.Columns.AddColumn("city"); //~ shared-object-mutation

            _query.Criteria.AddCondition("name", ConditionOperator.Null); //~ shared-object-mutation target=F:Acme.Properties.QueryPlugin._query
            _query.ColumnSet.AddColumn("city"); //~ shared-object-mutation
            _query.PageInfo.PageNumber++; //~ shared-object-mutation
            _link.Columns.AddColumn("city"); //~ shared-object-mutation
        }

        private static QueryExpression Make(ColumnSet columns)
        {
            return new QueryExpression("contact") { ColumnSet = columns };
        }
    }

    public class RequestPlugin : IPlugin
    {
        private readonly Entity _record = new Entity("account");
        private readonly EntityReference _owner = new EntityReference("team");

        public void Execute(IServiceProvider serviceProvider)
        {
            var create = new CreateRequest { Target = _record };
            create["Tag"] = "a"; //= shared-object-mutation
            create.Target["name"] = "a"; //~ shared-object-mutation target=F:Acme.Properties.RequestPlugin._record
            var own = new CreateRequest { Target = new Entity("account") };
            own.Target["name"] = "a"; //= shared-object-mutation

            var first = new SetStateRequest { EntityMoniker = _owner, State = new OptionSetValue(0) }; //~ specialized-update
            first.State.Value = 1; //= shared-object-mutation
            first.EntityMoniker.Name = "a"; //~ shared-object-mutation target=F:Acme.Properties.RequestPlugin._owner

            // Of another class than what is shared.
            var record = new Entity("account");
            record["ownerid"] = _owner;
            record.GetAttributeValue<Money>("total").Value = 1; //= shared-object-mutation
            record.GetAttributeValue<EntityReference>("ownerid").Name = "a"; //~ shared-object-mutation
        }
    }
}
