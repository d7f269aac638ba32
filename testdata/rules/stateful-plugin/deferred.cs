// A query that the constructor stores runs its lambdas when a call goes through it; what makes a list of it has run them by then.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Deferred
{
    public class Item
    {
        public int N;
    }

    public class StoredPlugin : IPlugin
    {
        private int _evaluated;
        private int _filtered;
        private int _sorted;
        private int _nested;
        private readonly IEnumerable<string> _names;
        private readonly IEnumerable<int> _numbers;
        private readonly IEnumerable<string> _sortedNames;
        private readonly IEnumerable<string> _inner;

        public StoredPlugin()
        {
            var known = new List<string> { "a" };
            _names = known.Select(name => { _evaluated++; return name; }); //~ stateful-plugin target=F:Acme.Deferred.StoredPlugin._evaluated
            var n = 0;
            _numbers = Enumerable.Range(0, 3).Select(i => i + n++); //~ shared-object-mutation
            _sortedNames = known.Where(name => ++_filtered > 0) //~ stateful-plugin target=F:Acme.Deferred.StoredPlugin._filtered
                .OrderBy(name => _sorted = name.Length); //~ stateful-plugin target=F:Acme.Deferred.StoredPlugin._sorted
            _inner = Doubled(known.Select(name => { _nested = 1; return name; })); //~ stateful-plugin target=F:Acme.Deferred.StoredPlugin._nested
        }

        private static IEnumerable<string> Doubled(IEnumerable<string> source)
        {
            foreach (var name in source)
            {
                yield return name;
                yield return name;
            }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var length = _numbers.Sum();
            foreach (var name in _names)
                length += name.Length;
            length += Longest(_sortedNames) + string.Join(",", _inner).Length;
            foreach (var name in _inner)
                length += name.Length;
        }

        private static int Longest(IEnumerable<string> names)
        {
            return names.Max(name => name.Length);
        }
    }

    public class DonePlugin : IPlugin
    {
        private int _listed;
        private int _first;
        private int _summed;
        private int _gone;
        private int _mapped;
        private readonly List<string> _names;
        private readonly string _name;
        private readonly int _sum;
        private readonly Dictionary<string, int> _map;

        public DonePlugin()
        {
            var known = new List<string> { "a" };
            _names = known.Select(name => { _listed++; return name; }).ToList(); //= stateful-plugin
            _name = known.Where(name => ++_first > 0).First(); //= stateful-plugin
            _sum = known.Select(name => _summed++).Sum(); //= stateful-plugin
            _map = known.Where(name => ++_mapped > 0).ToDictionary(name => name, name => _mapped++); //= stateful-plugin
            foreach (var name in known.Select(name => { _gone++; return name; })) //= stateful-plugin
                _names.Add(name);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var length = _sum + _name.Length + _map.Count;
            foreach (var name in _names)
                length += name.Length;
        }
    }

    // What a query makes it makes for each call; what it goes through stays.
    public class ElementsPlugin : IPlugin
    {
        private readonly IEnumerable<Item> _made;
        private readonly IEnumerable<Item> _kept;
        private readonly IEnumerable<Item> _both;
        private readonly List<Item> _list;
        private readonly IEnumerable<Item> _changing;

        public ElementsPlugin()
        {
            var items = new List<Item> { new Item() };
            _made = items.Select(item => new Item { N = item.N });
            _kept = new List<Item> { new Item() }.Where(item => item.N > 0).Skip(1);
            _both = items.Select(item => new Item()).Where(item => item.N == 0);
            _list = items.Select(item => new Item()).ToList();
            _changing = new[] { new Item() }.Where(item => item.N++ > 0); //~ shared-object-mutation target=F:Acme.Deferred.ElementsPlugin._changing
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (var item in _made)
                item.N = 1; //= shared-object-mutation
            foreach (var item in _kept)
                item.N = 2; //~ shared-object-mutation target=F:Acme.Deferred.ElementsPlugin._kept
            foreach (var item in _both)
                item.N = 3; //= shared-object-mutation
            foreach (var item in _list)
                item.N = 4; //~ shared-object-mutation target=F:Acme.Deferred.ElementsPlugin._list
            var count = _changing.Count();
        }
    }
}
