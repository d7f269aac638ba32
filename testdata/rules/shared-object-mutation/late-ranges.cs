//! build: all
//! api: 4.7.2
// An object of the call comes to be in something shared also with others, or inside of what is put there.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.LateRanges
{
    public class Node
    {
        public int Value;
    }

    public class RangePlugin : IPlugin
    {
        private readonly List<Node> _range = new List<Node>();
        private readonly List<Node> _inserted = new List<Node>();
        private readonly HashSet<Node> _union = new HashSet<Node>();
        private readonly ArrayList _old = new ArrayList();
        private readonly Node[] _poured = new Node[4];
        private readonly Node[] _copied = new Node[4];
        private List<Node> _fresh;
        private Node[] _array;
        private List<Node> _constructed;
        private List<Node> _mapped;
        private List<Node> _joined;
        private Dictionary<int, Node> _keyed;
        private IEnumerable<Node> _repeated;
        private readonly Dictionary<string, List<Node>> _groups = new Dictionary<string, List<Node>>();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            var one = new Node();
            var some = new List<Node> { one };
            one.Value = 1; //= shared-object-mutation
            _range.AddRange(some); //~ shared-object-mutation
            one.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._range
            foreach (var node in some)
            {
                node.Value = 3; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._range
            }
            some.Add(null); //= shared-object-mutation

            var second = new Node();
            _inserted.InsertRange(0, new[] { second }); //~ shared-object-mutation
            second.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._inserted

            var third = new Node();
            _union.UnionWith(new List<Node> { third }.Where(node => node != null)); //~ shared-object-mutation
            third.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._union

            var fourth = new Node();
            _old.AddRange(new List<Node>().Concat(new[] { fourth }).ToArray()); //~ shared-object-mutation
            fourth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._old

            var fifth = new Node();
            var stack = new List<Node> { fifth };
            stack.CopyTo(_poured); //~ shared-object-mutation
            fifth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._poured

            var sixth = new Node();
            Array.Copy(new[] { sixth }, _copied, 1); //~ shared-object-mutation
            sixth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._copied

            Fresh();
            Own(serviceProvider);
            Mapped(serviceProvider.GetHashCode());
        }

        private void Fresh()
        {
            var one = new Node();
            var source = new List<Node> { one };
            var fresh = source.ToList();
            one.Value = 1; //= shared-object-mutation
            _fresh = fresh; //~ stateful-plugin
            one.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._fresh
            source.Add(null); //= shared-object-mutation
            fresh.Add(null); //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._fresh

            var second = new Node();
            _array = new List<Node> { second }.ToArray(); //~ stateful-plugin
            second.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._array

            var third = new Node();
            var before = new Queue<Node>();
            before.Enqueue(third);
            _constructed = new List<Node>(before); //~ stateful-plugin
            third.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._constructed
            before.Clear(); //= shared-object-mutation

            var fourth = new Node();
            _keyed = new[] { fourth }.ToDictionary(node => node.Value); //~ stateful-plugin
            fourth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._keyed

            var fifth = new Node();
            _repeated = Enumerable.Repeat(fifth, 3); //~ stateful-plugin
            fifth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._repeated

            var sixth = new Node();
            var group = new List<Node>();
            _groups["a"] = group; //~ shared-object-mutation
            group.AddRange(new[] { sixth }); //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._groups
            sixth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._groups
        }

        private void Mapped(int count)
        {
            var made = Enumerable.Range(0, count).Select(number => new Node { Value = number }).ToList(); //= shared-object-mutation
            foreach (var node in made)
            {
                node.Value = 1; //= shared-object-mutation
            }
            _mapped = made; //~ stateful-plugin
            foreach (var node in made)
            {
                node.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._mapped
            }

            var inner = new List<List<Node>> { new List<Node> { new Node() } };
            var all = inner.SelectMany(nodes => nodes).ToList();
            all[0].Value = 1; //= shared-object-mutation
            _joined = all; //~ stateful-plugin
            all[0].Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.RangePlugin._joined
            inner[0].Clear(); //= shared-object-mutation
        }

        // What goes the other way, or into what stays in the call.
        private void Own(IServiceProvider serviceProvider)
        {
            var node = new Node();
            var mine = new List<Node> { node };
            mine.AddRange(_range);
            node.Value = 1; //= shared-object-mutation
            mine.Add(node); //= shared-object-mutation
            var copied = new List<Node>(mine);
            copied.AddRange(mine.Concat(copied).ToArray());
            node.Value = 2; //= shared-object-mutation
            var target = new Node[8];
            _range.CopyTo(target);
            mine.CopyTo(target);
            node.Value = 3; //= shared-object-mutation
            var count = _range.Concat(mine).Count();
            node.Value = count; //= shared-object-mutation
            _range.RemoveAll(other => other == node); //~ shared-object-mutation
            node.Value = 4; //= shared-object-mutation
            if (_range.Contains(node) || _range.IndexOf(node) > 0)
            {
                node.Value = 5; //= shared-object-mutation
            }
            serviceProvider.GetService(target.GetType());
        }
    }

    public class TuplePlugin : IPlugin
    {
        private Tuple<Node, int> _made;
        private Tuple<int, Node> _constructed;
        private (Node, int) _value;
        private (int Number, Node Node) _named;
        private (int, Node) _assigned;
        private KeyValuePair<string, Node> _pair;
        private readonly List<(Node, int)> _list = new List<(Node, int)>();
        private readonly Dictionary<string, Tuple<Node, int>> _map = new Dictionary<string, Tuple<Node, int>>();
        private Tuple<Tuple<Node>> _deep;
        private Node _node;

        public void Execute(IServiceProvider serviceProvider)
        {
            var one = new Node();
            var made = Tuple.Create(one, 1);
            one.Value = 1; //= shared-object-mutation
            _made = made; //~ stateful-plugin
            one.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._made
            made.Item1.Value = 3; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._made

            var second = new Node();
            _constructed = new Tuple<int, Node>(1, second); //~ stateful-plugin
            second.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._constructed

            var third = new Node();
            third.Value = 1; //= shared-object-mutation
            _value = (third, 1); //~ stateful-plugin
            third.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._value

            var fourth = new Node();
            var named = (Number: 1, Node: fourth);
            named.Number = 2;
            named.Node.Value = 2; //= shared-object-mutation
            _named = named; //~ stateful-plugin
            named.Node.Value = 3; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._named
            named.Number = 3;

            var fifth = new Node();
            _assigned.Item2 = fifth; //~ stateful-plugin
            fifth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._assigned

            var sixth = new Node();
            _pair = new KeyValuePair<string, Node>("a", sixth); //~ stateful-plugin
            sixth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._pair

            var seventh = new Node();
            _list.Add((seventh, 1)); //~ shared-object-mutation
            seventh.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._list

            var eighth = new Node();
            _map["a"] = Tuple.Create(eighth, 1); //~ shared-object-mutation
            eighth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._map

            var ninth = new Node();
            _deep = Tuple.Create(Tuple.Create(ninth)); //~ stateful-plugin
            ninth.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._deep

            Own();
        }

        private void Own()
        {
            var one = new Node();
            var other = new Node();
            var pair = Tuple.Create(one, other);
            one.Value = 1; //= shared-object-mutation
            _node = pair.Item1; //~ stateful-plugin
            pair.Item2.Value = 2; //= shared-object-mutation
            one.Value = 2; //~ shared-object-mutation target=F:Acme.LateRanges.TuplePlugin._node
            var values = (new Node(), _node);
            values.Item1.Value = 3; //= shared-object-mutation
        }
    }

    // What an earlier call left.
    public class EarlierPlugin : IPlugin
    {
        private readonly Tuple<Node, int> _made = Tuple.Create(new Node(), 1);
        private readonly (Node, int) _value = (new Node(), 1);
        private readonly KeyValuePair<string, Node> _pair = new KeyValuePair<string, Node>("a", new Node());
        private Tuple<Node, string> _laterMade;
        private (Node Node, int) _laterValue;
        private KeyValuePair<string, Node> _laterPair;

        public void Execute(IServiceProvider serviceProvider)
        {
            _made.Item1.Value = 1; //~ shared-object-mutation
            _value.Item1.Value = 1; //~ shared-object-mutation
            _pair.Value.Value = 1; //~ shared-object-mutation
            if (_laterMade != null)
            {
                _laterMade.Item1.Value = 2; //~ shared-object-mutation
                if (_laterMade.Item2.Length > _made.Item2)
                {
                    return;
                }
            }
            if (_laterValue.Node != null)
            {
                _laterValue.Node.Value = 2; //~ shared-object-mutation
            }
            if (_laterPair.Value != null)
            {
                _laterPair.Value.Value = 2; //~ shared-object-mutation //= stateful-plugin
            }
            _laterMade = Tuple.Create(new Node(), "x"); //~ stateful-plugin
            _laterValue = (new Node(), 1); //~ stateful-plugin
            _laterPair = new KeyValuePair<string, Node>("a", new Node()); //~ stateful-plugin
            Set(_laterMade);
            Set(Tuple.Create(_made.Item1, "y"));
            Own(Tuple.Create(new Node(), "z"));
        }

        private static void Set(Tuple<Node, string> made)
        {
            made.Item1.Value = 3; //~ shared-object-mutation
        }

        private static void Own(Tuple<Node, string> made)
        {
            made.Item1.Value = 3; //= shared-object-mutation
        }
    }
}
