// Keys and values are told apart, in pairs, lists of pairs, queries and dictionaries.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Pairs
{
    public class Item
    {
        public int N;
    }

    public class ListsPlugin : IPlugin
    {
        private readonly List<Item> _items = new List<Item>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var rows = new[] { new Item(), new Item() };
            var pairs = rows.Select(row => new KeyValuePair<Item, Item>(row, _items[0])).ToList();
            foreach (var pair in pairs)
            {
                pair.Key.N = 1; //= shared-object-mutation
                pair.Value.N = 1; //~ shared-object-mutation target=F:Acme.Pairs.ListsPlugin._items
            }
            pairs[0].Key.N = 2; //= shared-object-mutation
            pairs[0].Value.N = 2; //~ shared-object-mutation
            var array = new KeyValuePair<Item, Item>[1];
            array[0] = new KeyValuePair<Item, Item>(_items[0], new Item());
            foreach (var pair in array)
            {
                pair.Key.N = 3; //~ shared-object-mutation
                pair.Value.N = 3; //= shared-object-mutation
            }
            array[0].Key.N = 4; //~ shared-object-mutation
            array[0].Value.N = 4; //= shared-object-mutation
            IEnumerable<KeyValuePair<Item, Item>> sequence = pairs;
            foreach (var pair in sequence)
            {
                pair.Key.N = 5; //= shared-object-mutation
                pair.Value.N = 5; //~ shared-object-mutation
            }
        }
    }

    public class DictionariesPlugin : IPlugin
    {
        private readonly List<Item> _items = new List<Item> { new Item() };

        public void Execute(IServiceProvider serviceProvider)
        {
            var rows = new[] { new Item(), new Item() };
            var values = rows.ToDictionary(row => row, row => _items[0]);
            foreach (var pair in values)
            {
                pair.Key.N = 1; //= shared-object-mutation
                pair.Value.N = 1; //~ shared-object-mutation target=F:Acme.Pairs.DictionariesPlugin._items
            }
            foreach (var key in values.Keys)
                key.N = 2; //= shared-object-mutation
            foreach (var value in values.Values)
                value.N = 2; //~ shared-object-mutation
            var keys = new Dictionary<Item, Item> { { _items[0], new Item() } };
            foreach (var pair in keys)
            {
                pair.Key.N = 3; //~ shared-object-mutation
                pair.Value.N = 3; //= shared-object-mutation
            }
            IDictionary<Item, Item> known = keys;
            foreach (var pair in known)
            {
                pair.Key.N = 4; //~ shared-object-mutation
                pair.Value.N = 4; //= shared-object-mutation
            }
            foreach (KeyValuePair<Item, Item> pair in (IEnumerable<KeyValuePair<Item, Item>>)keys)
            {
                pair.Key.N = 5; //~ shared-object-mutation
                pair.Value.N = 5; //= shared-object-mutation
            }
            var copy = new Dictionary<Item, Item>(keys);
            copy.First().Key.N = 6; //~ shared-object-mutation
            copy.First().Value.N = 6; //= shared-object-mutation
            var sorted = new SortedDictionary<Item, Item>();
            sorted.Add(new Item(), _items[0]);
            foreach (var pair in sorted)
            {
                pair.Key.N = 7; //= shared-object-mutation
                pair.Value.N = 7; //~ shared-object-mutation
            }
            var sortedList = new SortedList<Item, Item>();
            sortedList.Add(new Item(), _items[0]);
            foreach (var pair in sortedList)
            {
                pair.Key.N = 8; //= shared-object-mutation
                pair.Value.N = 8; //~ shared-object-mutation
            }
        }
    }

    public class QueriesPlugin : IPlugin
    {
        private readonly Item _item = new Item();

        public void Execute(IServiceProvider serviceProvider)
        {
            var held = new Dictionary<Item, Item> { { new Item(), _item } };
            foreach (var key in held.Select(pair => pair.Key))
                key.N = 1; //= shared-object-mutation
            foreach (var value in held.Select(pair => pair.Value))
                value.N = 1; //~ shared-object-mutation target=F:Acme.Pairs.QueriesPlugin._item
            foreach (var pair in held.Where(pair => pair.Key.N > 0))
            {
                pair.Key.N = 2; //= shared-object-mutation
                pair.Value.N = 2; //~ shared-object-mutation
            }
            foreach (var pair in held.OrderBy(pair => pair.Key.N).ToList())
            {
                pair.Key.N = 3; //= shared-object-mutation
                pair.Value.N = 3; //~ shared-object-mutation
            }
            held.ToArray()[0].Key.N = 4; //= shared-object-mutation
            held.ToArray()[0].Value.N = 4; //~ shared-object-mutation
            foreach (var pair in held.ToDictionary(pair => pair.Key, pair => new Item()))
            {
                pair.Key.N = 5; //= shared-object-mutation
                pair.Value.N = 5; //= shared-object-mutation
            }
            var turned = held.ToDictionary(pair => pair.Value, pair => pair.Key);
            foreach (var pair in turned)
            {
                pair.Key.N = 6; //~ shared-object-mutation
                pair.Value.N = 6; //= shared-object-mutation
            }
            turned[new Item()].N = 7; //= shared-object-mutation
            Item found;
            if (turned.TryGetValue(new Item(), out found))
                found.N = 8; //= shared-object-mutation
            held.ToDictionary(pair => "a", pair => new { pair.Key, pair.Value })["a"].Key.N = 13; //= shared-object-mutation
            held.ToDictionary(pair => "a", pair => new { pair.Key, pair.Value })["a"].Value.N = 13; //~ shared-object-mutation
            held.ToList().ForEach(pair => pair.Key.N = 9); //= shared-object-mutation
            held.ToList().ForEach(pair => pair.Value.N = 9); //~ shared-object-mutation
            var first = held.FirstOrDefault(pair => pair.Key != null);
            first.Key.N = 10; //= shared-object-mutation
            first.Value.N = 10; //~ shared-object-mutation
            foreach (var group in held.GroupBy(pair => pair.Value))
                foreach (var pair in group)
                {
                    pair.Key.N = 11; //= shared-object-mutation
                    pair.Value.N = 11; //~ shared-object-mutation
                }
            using (var enumerator = held.GetEnumerator())
                while (enumerator.MoveNext())
                {
                    enumerator.Current.Key.N = 12; //= shared-object-mutation
                    enumerator.Current.Value.N = 12; //~ shared-object-mutation
                }
        }
    }

    // What the instance holds is held with its keys.
    public class HeldPlugin : IPlugin
    {
        private readonly Dictionary<Item, Item> _held = new Dictionary<Item, Item> { { new Item(), new Item() } };
        private readonly List<KeyValuePair<Item, Item>> _list = new List<KeyValuePair<Item, Item>> { new KeyValuePair<Item, Item>(new Item(), new Item()) };
        private readonly KeyValuePair<Item, Item> _pair = new KeyValuePair<Item, Item>(new Item(), new Item());

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (var pair in _held)
            {
                pair.Key.N = 1; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._held
                pair.Value.N = 1; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._held
            }
            foreach (var pair in _list)
            {
                pair.Key.N = 2; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._list
                pair.Value.N = 2; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._list
            }
            _pair.Key.N = 3; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._pair
            _pair.Value.N = 3; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._pair
            var mixed = new Dictionary<Item, Item>(_held);
            foreach (var pair in mixed)
                pair.Key.N = 4; //~ shared-object-mutation target=F:Acme.Pairs.HeldPlugin._held
        }
    }
}
