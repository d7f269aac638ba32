// Of two sequences that LINQ brings together, each gives its own items to the delegates.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Joined
{
    public class Item
    {
        public int N;
        public string Name { get; set; }
    }

    public class JoinPlugin : IPlugin
    {
        private readonly Dictionary<string, string> _titles = new Dictionary<string, string> { { "a", "b" } };
        private readonly List<Item> _items = new List<Item> { new Item() };

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var service = factory.CreateOrganizationService(null);
            var rows = service.RetrieveMultiple(new QueryExpression("account")).Entities.ToList();

            foreach (var found in from row in rows join title in _titles on row.LogicalName equals title.Key select new { row, title.Value })
                found.row["title"] = found.Value; //= shared-object-mutation
            foreach (var found in rows.GroupJoin(_titles, row => row.LogicalName, title => title.Key, (row, titles) => new { row, Count = titles.Count() }))
                found.row["count"] = found.Count; //= shared-object-mutation
            foreach (var row in rows.Join(_titles, row => row.LogicalName, title => title.Key, (row, title) => row))
                row["joined"] = true; //= shared-object-mutation

            var fresh = new List<Item> { new Item() };
            foreach (var item in fresh.Join(_items, mine => mine.N, held => held.N, (mine, held) => held))
                item.N = 1; //~ shared-object-mutation target=F:Acme.Joined.JoinPlugin._items
            foreach (var item in _items.Join(fresh, held => held.N, mine => mine.N, (held, mine) => mine))
                item.N = 1; //= shared-object-mutation
            foreach (var items in fresh.GroupJoin(_items, mine => mine.N, held => held.N, (mine, held) => held))
                items.First().N = 2; //~ shared-object-mutation
            foreach (var item in fresh.SelectMany(mine => _items, (mine, held) => held))
                item.N = 3; //~ shared-object-mutation
            foreach (var item in fresh.SelectMany(mine => _items, (mine, held) => mine))
                item.N = 3; //= shared-object-mutation
            foreach (var item in fresh.GroupBy(mine => mine.Name, (name, group) => group.First()))
                item.N = 4; //= shared-object-mutation
        }
    }

    public class ZipPlugin : IPlugin
    {
        private readonly List<string> _names = new List<string> { "a" };
        private readonly Item[] _items = { new Item() };

        public void Execute(IServiceProvider serviceProvider)
        {
            var fresh = new List<Item> { new Item() };
            foreach (var item in fresh.Zip(_names, (mine, name) => { mine.Name = name; return mine; })) //= shared-object-mutation
                item.N = 1; //= shared-object-mutation
            foreach (var item in _items.Zip(fresh, (held, mine) => { mine.N = 2; return held; })) //= shared-object-mutation
                item.N = 3; //~ shared-object-mutation
            Array.ForEach(_items, held => held.N = 4); //~ shared-object-mutation
            Array.ForEach(fresh.ToArray(), mine => mine.N = 4); //= shared-object-mutation
        }
    }
}
