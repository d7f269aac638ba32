//! build: all net40
// What is in a container, and how it gets from one to another.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Elements
{
    public class Tally
    {
        public int Count;
        public List<Tally> Parts = new List<Tally>();
    }

    // What selectors return is in the result, not what they were called with; `Aggregate` hands on what it started with.
    public class FreshPlugin : IPlugin
    {
        private readonly List<string> _names = new List<string>();
        private readonly List<Tally> _tallies = new List<Tally>();

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.ToDictionary(name => name, name => new Tally())["a"].Count = 1; //= shared-object-mutation
            _tallies.ToDictionary(one => one.Count, one => new Tally())[1].Count = 1; //= shared-object-mutation
            _names.GroupBy(name => name.Length).ToDictionary(group => group.Key, group => group.ToList())[1].Add("q"); //= shared-object-mutation
            _tallies.GroupBy(one => one.Count, one => new Tally()).First().First().Count = 1; //= shared-object-mutation
            _tallies.ToLookup(one => one.Count, one => new Tally())[1].First().Count = 1; //= shared-object-mutation
            _tallies.Aggregate(new Tally(), (all, one) => Add(all)).Count = 1; //= shared-object-mutation
            _tallies.SelectMany(one => new[] { new Tally() }).First().Count = 1; //= shared-object-mutation
            _tallies.Zip(_names, (one, name) => new Tally()).First().Count = 1; //= shared-object-mutation
        }

        private static Tally Add(Tally all)
        {
            all.Count++; //= shared-object-mutation
            return all;
        }
    }

    public class KeptPlugin : IPlugin
    {
        private readonly List<Tally> _tallies = new List<Tally>();
        private readonly Tally _sum = new Tally();
        private readonly Tally _other = new Tally();

        public void Execute(IServiceProvider serviceProvider)
        {
            _tallies.ToDictionary(one => one.Count, one => one)[1].Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            _tallies.ToDictionary(one => one.Count, one => _other)[1].Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._other
            _tallies.ToDictionary(one => one.Count)[1].Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            _tallies.Aggregate(_sum, (all, one) => AddKept(all)).Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._sum
            _tallies.Aggregate((all, one) => one).Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            _tallies.GroupBy(one => one.Count).First().First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            _tallies.GroupBy(one => one.Count, (key, group) => group.First()).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            _tallies.SelectMany(one => new[] { _other }).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._other
            _tallies.Concat(new Tally[0]).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            new Tally[0].Concat(_tallies).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            new[] { 1 }.Zip(_tallies, (number, one) => one).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._tallies
            Enumerable.Repeat(_other, 2).First().Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._other
        }

        private static Tally AddKept(Tally all)
        {
            all.Count++; //~ shared-object-mutation target=F:Fabrikam.Elements.KeptPlugin._sum
            return all;
        }
    }

    // Keys are no values.
    public class KeyPlugin : IPlugin
    {
        public int N;
        private int _keys;
        private int _values;
        private int _pairs;
        private int _nested;

        public void Execute(IServiceProvider serviceProvider)
        {
            AsKey();
            AsValue();
            Untyped();
        }

        private void AsKey()
        {
            var byPlugin = new Dictionary<KeyPlugin, KeyPlugin>();
            byPlugin.Add(this, new KeyPlugin());
            byPlugin[this].N = 1; //= stateful-plugin
            foreach (var value in byPlugin.Values) value.N = 2; //= stateful-plugin
            foreach (var pair in byPlugin)
            {
                pair.Value.N = 3; //= stateful-plugin
                pair.Key._pairs = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.KeyPlugin._pairs
            }
            foreach (var key in byPlugin.Keys) key._keys = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.KeyPlugin._keys
        }

        private void AsValue()
        {
            var plugins = new Dictionary<KeyPlugin, KeyPlugin>();
            plugins[new KeyPlugin()] = this;
            foreach (var key in plugins.Keys) key.N = 1; //= stateful-plugin
            plugins.First().Key.N = 2; //= stateful-plugin
            foreach (var pair in plugins) pair.Value._values = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.KeyPlugin._values
        }

        private void Untyped()
        {
            IDictionary table = new Hashtable();
            table[this] = new KeyPlugin();
            ((KeyPlugin)table[this]).N = 4; //= stateful-plugin
            foreach (DictionaryEntry entry in table) ((KeyPlugin)entry.Value).N = 5; //= stateful-plugin
            foreach (DictionaryEntry entry in table) ((KeyPlugin)entry.Key)._nested = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.KeyPlugin._nested
        }
    }

    // From one container to another.
    public class CopyPlugin : IPlugin
    {
        public int N;
        private int _copied;
        private int _added;
        private int _inserted;
        private int _poured;
        private int _array;
        private int _stacked;
        private int _map;
        private readonly CopyPlugin[] _room = new CopyPlugin[1];
        private readonly List<Tally> _tallies = new List<Tally>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var self = new[] { this };
            var fresh = new[] { new CopyPlugin() };
            new List<CopyPlugin>(self)[0]._copied = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._copied
            new List<CopyPlugin>(fresh)[0].N = 1; //= stateful-plugin
            var added = new List<CopyPlugin>();
            added.AddRange(self);
            added[0]._added = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._added
            var inserted = new List<CopyPlugin>();
            inserted.InsertRange(0, self);
            inserted[0]._inserted = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._inserted
            var poured = new CopyPlugin[1];
            added.CopyTo(poured);
            poured[0]._poured = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._poured
            var array = new CopyPlugin[1];
            Array.Copy(self, array, 1);
            array[0]._array = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._array
            new Stack<CopyPlugin>(self).ToArray()[0]._stacked = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._stacked
            var other = new CopyPlugin[1];
            Array.Copy(fresh, other, 1);
            other[0].N = 2; //= stateful-plugin
            var map = new Dictionary<string, CopyPlugin> { { "a", this } };
            new Dictionary<string, CopyPlugin>(map)["a"]._map = 1; //~ stateful-plugin confidence=medium target=F:Fabrikam.Elements.CopyPlugin._map

            fresh.CopyTo(_room, 0); //~ shared-object-mutation target=F:Fabrikam.Elements.CopyPlugin._room
            _room.CopyTo(new CopyPlugin[1], 0); //= shared-object-mutation
            new List<Tally>(_tallies)[0].Count = 1; //~ shared-object-mutation target=F:Fabrikam.Elements.CopyPlugin._tallies
            new List<Tally>(_tallies).Add(new Tally()); //= shared-object-mutation
            _tallies.ToArray()[0] = new Tally(); //= shared-object-mutation
        }
    }

    // What is behind an interface decides.
    public class InterfacePlugin : IPlugin
    {
        private readonly IDictionary<string, int> _concurrent = new System.Collections.Concurrent.ConcurrentDictionary<string, int>();
        private readonly IDictionary<string, int> _plain = new Dictionary<string, int>();
        private readonly ICollection<int> _list = new List<int>();
        private readonly IDictionary<string, object> _services = new System.Collections.Concurrent.ConcurrentDictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            _concurrent["a"] = 1; //= shared-object-mutation
            _plain["a"] = 1; //~ shared-object-mutation severity=medium target=F:Fabrikam.Elements.InterfacePlugin._plain
            _list.Add(1); //~ shared-object-mutation severity=medium target=F:Fabrikam.Elements.InterfacePlugin._list
            _services["a"] = serviceProvider; //~ shared-object-mutation severity=high target=F:Fabrikam.Elements.InterfacePlugin._services
        }
    }

    // Objects that are no collections by themselves, but changed by what they give out or are asked for.
    public class MemberPlugin : IPlugin
    {
        private readonly Random _random = new Random();
        private readonly System.Net.WebClient _client = new System.Net.WebClient(); //~ http-keepalive, http-timeout
        private readonly System.IO.StringWriter _writer = new System.IO.StringWriter();

        public void Execute(IServiceProvider serviceProvider)
        {
            _random.Next(); //~ shared-object-mutation target=F:Fabrikam.Elements.MemberPlugin._random
            new Random().Next(); //= shared-object-mutation
            _client.Headers["a"] = "b"; //~ shared-object-mutation target=F:Fabrikam.Elements.MemberPlugin._client
            _client.Headers.ToString(); //= shared-object-mutation
            _writer.GetStringBuilder().Append("a"); //~ shared-object-mutation target=F:Fabrikam.Elements.MemberPlugin._writer
            _writer.GetStringBuilder().ToString(); //= shared-object-mutation
        }
    }
}
