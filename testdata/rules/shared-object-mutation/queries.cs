// S09: a query of the SDK that is kept in a field grows with every call; sets and streams of the framework.
using System;
using System.Collections;
using System.Collections.Generic;
using System.IO;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Queries
{
    public class QueryPlugin : IPlugin
    {
        private readonly QueryExpression _query = new QueryExpression("account");
        private readonly ColumnSet _columns = new ColumnSet("name");
        private readonly FilterExpression _filter = new FilterExpression();
        private readonly ISet<string> _names = new HashSet<string>();
        private readonly SortedSet<int> _numbers = new SortedSet<int>();
        private readonly BitArray _bits = new BitArray(8);
        private readonly MemoryStream _stream = new MemoryStream();

        public void Execute(IServiceProvider serviceProvider)
        {
            _query.TopCount = 3; //~ shared-object-mutation
            _query.Criteria.AddCondition("name", ConditionOperator.Equal, "a"); //~ shared-object-mutation
            _query.ColumnSet.AddColumn("name"); //~ shared-object-mutation
            _columns.AddColumns("a", "b"); //~ shared-object-mutation
            _columns.Columns.Add("c"); //~ shared-object-mutation
            _filter.AddCondition("name", ConditionOperator.Null); //~ shared-object-mutation
            _names.UnionWith(new[] { "a" }); //~ shared-object-mutation
            _numbers.ExceptWith(new[] { 1 }); //~ shared-object-mutation
            _bits.Not(); //~ shared-object-mutation
            _stream.WriteByte(1); //~ shared-object-mutation
            using (var copy = new MemoryStream())
            {
                _stream.WriteTo(copy); //= shared-object-mutation
                copy.WriteByte(1); //= shared-object-mutation
            }
            var query = new QueryExpression("account");
            query.TopCount = 3; //= shared-object-mutation
            query.Criteria.AddCondition("name", ConditionOperator.Equal, "a"); //= shared-object-mutation
            query.ColumnSet = new ColumnSet("name"); //= shared-object-mutation
            bool same = _numbers.Overlaps(new[] { 1 }) || _names.SetEquals(new[] { "a" }); //= shared-object-mutation
            serviceProvider.GetService(same.GetType());
        }
    }
}
