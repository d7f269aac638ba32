//! build: all
//! refs: Microsoft.Xrm.Sdk System.Runtime.Caching
// A record, a request and the like have a collection of their own: what is in it is not the collection. Parts of a query that is held are held.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Runtime.Caching;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Parts
{
    public class TemplatePlugin : IPlugin
    {
        private static readonly EntityReference s_owner = new EntityReference("team", Guid.Empty);
        private readonly Entity _template = new Entity("account");
        private readonly EntityReference _reference = new EntityReference("account", Guid.Empty);
        private readonly OrganizationRequest _request = new OrganizationRequest();
        private readonly EntityCollection _records = new EntityCollection();
        private readonly Dictionary<string, object> _defaults = new Dictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var target = (Entity)context.InputParameters["Target"];
            var record = new Entity("contact");
            foreach (var attribute in _template.Attributes)
            {
                record.Attributes.Add(attribute); //= shared-object-mutation
            }
            record.Attributes["name"] = "x"; //= shared-object-mutation
            record["ownerid"] = s_owner; //= static-state
            record.Attributes["parent"] = target.ToEntityReference(); //= service-in-static, shared-object-mutation
            record["reference"] = _reference;
            record.FormattedValues["b"] = "c"; //= shared-object-mutation
            record.Attributes.Remove("q"); //= shared-object-mutation

            target["ownerid"] = s_owner; //= static-state
            target.Attributes.Remove("c"); //= static-state
            foreach (var value in _defaults)
            {
                target[value.Key] = value.Value;
            }
            target.Attributes["z"] = 1; //= shared-object-mutation

            var copy = new Entity("contact");
            copy.Attributes.AddRange(_template.Attributes.ToArray()); //= shared-object-mutation
            copy.Attributes["x"] = 1; //= shared-object-mutation
            var request = new OrganizationRequest();
            request.Parameters.AddRange(_request.Parameters.ToArray()); //= shared-object-mutation
            request["Target"] = _template;
            request.Parameters["x"] = 1; //= shared-object-mutation
            var records = new EntityCollection();
            records.Entities.AddRange(_records.Entities.ToList()); //= shared-object-mutation
            records.Entities.Add(new Entity("contact")); //= shared-object-mutation

            Shared();
        }

        private void Shared()
        {
            _template.Attributes["x"] = 1; //~ shared-object-mutation
            _template.FormattedValues.Clear(); //~ shared-object-mutation
            _request.Parameters["x"] = 1; //~ shared-object-mutation
            _records.Entities.Add(null); //~ shared-object-mutation
            _records.Entities[0]["x"] = 1; //~ shared-object-mutation

            // The same collection under another record.
            var alias = new Entity("account") { Attributes = _template.Attributes };
            alias.Attributes["x"] = 1; //~ shared-object-mutation target=F:Acme.Parts.TemplatePlugin._template
            alias["x"] = 1; //~ shared-object-mutation target=F:Acme.Parts.TemplatePlugin._template
            alias.Id = Guid.Empty; //= shared-object-mutation
        }
    }

    public class QueryPlugin : IPlugin
    {
        private readonly QueryExpression _query = new QueryExpression("account") { PageInfo = new PagingInfo(), Criteria = new FilterExpression() };

        public void Execute(IServiceProvider serviceProvider)
        {
            _query.PageInfo.PageNumber++; //~ shared-object-mutation
            _query.PageInfo.PagingCookie = "x"; //~ shared-object-mutation
            _query.Criteria.FilterOperator = LogicalOperator.Or; //~ shared-object-mutation
            _query.Criteria.AddFilter(LogicalOperator.Or).AddCondition("a", ConditionOperator.Null); //~ shared-object-mutation, shared-object-mutation
            _query.Criteria.Conditions.Clear(); //~ shared-object-mutation
            _query.Orders.Add(new OrderExpression()); //~ shared-object-mutation
            _query.AddOrder("name", OrderType.Ascending); //~ shared-object-mutation
            var link = _query.AddLink("contact", "a", "b"); //~ shared-object-mutation
            link.EntityAlias = "c"; //~ shared-object-mutation

            var query = new QueryExpression("account") { PageInfo = new PagingInfo { PageNumber = _query.PageInfo.PageNumber } };
            query.PageInfo.PageNumber++; //= shared-object-mutation
            query.ColumnSet = _query.ColumnSet;
            query.AddLink("contact", "a", "b").EntityAlias = "d"; //= shared-object-mutation
            query.TopCount = _query.Orders.Count + _query.LinkEntities.Count; //= shared-object-mutation
        }
    }

    // What a cache gives every call gets.
    public class CachingPlugin : IPlugin
    {
        private static readonly MemoryCache s_cache = MemoryCache.Default;
        private readonly MemoryCache _cache = new MemoryCache("own");

        public void Execute(IServiceProvider serviceProvider)
        {
            var names = (List<string>)_cache["names"] ?? new List<string>();
            names.Add("x"); //~ shared-object-mutation
            _cache["names"] = names; //= shared-object-mutation
            var map = s_cache.Get("map") as Dictionary<string, string>;
            if (map != null)
            {
                map["a"] = "b"; //~ static-state
            }
            var own = new List<string>();
            own.Add("y"); //= shared-object-mutation
            s_cache.Set("own", own, DateTimeOffset.MaxValue); //= static-state
        }
    }
}
