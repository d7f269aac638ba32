//! build: all
// An object that the call made is its own until it is stored in something shared. What is done to it after that every call sees.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Late
{
    public class Node
    {
        public int Value;
        public Node Next;
        public List<int> Items = new List<int>();
        public int Size { get; set; }

        public Node()
        {
            Value = 1; //= shared-object-mutation
        }

        public void Grow()
        {
            Value++; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._grown
        }

        public void Shrink()
        {
            Value--; //= shared-object-mutation
        }
    }

    // A constructor that gives the object away before it is done.
    public class Registered
    {
        public int Value;
        public int Other;

        public Registered(LatePlugin plugin)
        {
            Value = 1; //= shared-object-mutation
            plugin.Register(this);
            Other = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._registered
        }
    }

    public class LatePlugin : IPlugin
    {
        private readonly List<Node> _all = new List<Node>();
        private readonly Queue _queue = new Queue();
        private readonly object _lock = new object();
        private Dictionary<string, int> _map;
        private Dictionary<string, int> _before;
        private Node _grown;
        private Node _shrunk;
        private Node _chain;
        private Node _tail;
        private Node _late;
        private Node _kept;
        private Node _perhaps;
        private Node _swapped;
        private Node _other;
        private Node _built;
        private Registered _registered;
        private Node[] _array = new Node[2];
        private List<int> _inner;

        public void Execute(IServiceProvider serviceProvider)
        {
            var map = new Dictionary<string, int>();
            map["a"] = 1; //= shared-object-mutation
            _map = map; //~ stateful-plugin
            map["b"] = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._map

            _before = new Dictionary<string, int> { { "a", 1 } }; //~ stateful-plugin //= shared-object-mutation

            var added = new Node();
            added.Value = 1; //= shared-object-mutation
            _all.Add(added); //~ shared-object-mutation
            added.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._all
            added.Items.Add(2); //~ shared-object-mutation target=F:Acme.Late.LatePlugin._all

            var queued = new Node();
            _queue.Enqueue(queued); //~ shared-object-mutation
            queued.Size = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._queue

            var element = new Node();
            _array[0] = element; //~ shared-object-mutation
            element.Next = null; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._array

            var grown = new Node();
            _grown = grown; //~ stateful-plugin
            grown.Grow();
            var shrunk = new Node();
            shrunk.Shrink();
            _shrunk = shrunk; //~ stateful-plugin

            var inner = new Node();
            _inner = inner.Items; //~ stateful-plugin
            inner.Value = 5; //= shared-object-mutation
            inner.Items.Add(5); //~ shared-object-mutation target=F:Acme.Late.LatePlugin._inner

            var swapped = new Node();
            Interlocked.Exchange(ref _swapped, swapped); //~ stateful-plugin severity=low
            swapped.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._swapped

            var apart = new Node();
            var stored = new Node();
            apart.Items.Add(6); //= shared-object-mutation
            _other = stored; //~ stateful-plugin
            apart.Items.Add(7); //= shared-object-mutation
            stored.Items.Add(8); //~ shared-object-mutation target=F:Acme.Late.LatePlugin._other

            Chain();
            Helped();
            Branches(serviceProvider != null);
            Rounds(serviceProvider.GetHashCode());
            Made(serviceProvider.GetHashCode());
            Again(serviceProvider.GetHashCode());
            Handled(serviceProvider);
            Accessor();
            Later(serviceProvider);
            Build(4);
            new Registered(this);
        }

        // What holds the object is stored: before or after the object is put into it.
        private void Chain()
        {
            var first = new Node();
            var second = new Node();
            first.Next = second;
            second.Value = 1; //= shared-object-mutation
            _chain = first; //~ stateful-plugin
            second.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._chain

            var head = new Node();
            var tail = new Node();
            _tail = head; //~ stateful-plugin
            tail.Value = 1; //= shared-object-mutation
            head.Next = tail; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._tail
            tail.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._tail

            // Held by what stays in the call.
            var own = new Node();
            own.Next = new Node();
            own.Next.Value = 2; //= shared-object-mutation
        }

        // A helper keeps it; another one changes it.
        private void Helped()
        {
            var node = new Node();
            Change(node);
            Keep(node);
            ChangeLate(node);
            Keep(Fill(new Node()));
        }

        public void Register(Registered registered)
        {
            _registered = registered; //~ stateful-plugin
        }

        private void Keep(Node node)
        {
            _kept = node; //~ stateful-plugin
        }

        private static void Change(Node node)
        {
            node.Value = 1; //= shared-object-mutation
        }

        private static void ChangeLate(Node node)
        {
            node.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._kept
        }

        private static Node Fill(Node node)
        {
            node.Value = 3; //= shared-object-mutation
            return node;
        }

        private void Branches(bool stores)
        {
            var node = new Node();
            if (stores)
            {
                _perhaps = node; //~ stateful-plugin
            }
            else
            {
                node.Value = 1; //= shared-object-mutation
            }
            node.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._perhaps
        }

        // One object, stored in one round and changed in the next.
        private void Rounds(int count)
        {
            var node = new Node();
            for (var i = 0; i < count; i++)
            {
                node.Value = i; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._late
                _late = node; //~ stateful-plugin
            }
        }

        // One object for each round.
        private void Made(int count)
        {
            for (var i = 0; i < count; i++)
            {
                var node = new Node();
                node.Value = i; //= shared-object-mutation
                node.Items.Add(i); //= shared-object-mutation
                _all.Add(node); //~ shared-object-mutation
            }
            for (var i = 0; i < count; i++)
            {
                var node = Create(i);
                node.Value = i; //= shared-object-mutation
                _other = node; //~ stateful-plugin
            }
        }

        private static Node Create(int value)
        {
            var node = new Node();
            node.Value = value; //= shared-object-mutation
            return node;
        }

        // One that calls itself makes others.
        private Node Build(int depth)
        {
            var node = new Node();
            node.Value = depth; //= shared-object-mutation
            if (depth > 0)
            {
                node.Next = Build(depth - 1);
            }
            node.Value = 2; //= shared-object-mutation
            _built = node; //~ stateful-plugin
            if (depth > 1)
            {
                Build(depth - 2);
            }
            node.Value = 3; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._built
            return node;
        }

        // The same in a method that is called for each round.
        private void Again(int count)
        {
            for (var i = 0; i < count; i++)
            {
                One(i);
            }
        }

        private void One(int value)
        {
            var node = new Node();
            node.Value = value; //= shared-object-mutation
            _all.Add(node); //~ shared-object-mutation
        }

        private void Handled(IServiceProvider serviceProvider)
        {
            var node = new Node();
            try
            {
                node.Value = 1; //= shared-object-mutation
                _all.Add(node); //~ shared-object-mutation
                serviceProvider.GetService(typeof(IPluginExecutionContext));
            }
            catch (InvalidOperationException)
            {
                node.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._all
            }
            finally
            {
                node.Next = null; //~ shared-object-mutation target=F:Acme.Late.LatePlugin._all
            }
        }

        private Node Current { get; set; }

        private void Accessor()
        {
            var node = new Node();
            node.Size = 1; //= shared-object-mutation
            Current = node; //~ stateful-plugin
            node.Size = 2; //~ shared-object-mutation target=P:Acme.Late.LatePlugin.Current
        }

        // Stored in an object of the call, and in a dictionary of the call.
        private static void Later(IServiceProvider serviceProvider)
        {
            var own = new Dictionary<string, Node>();
            var node = new Node();
            own["a"] = node;
            node.Value = 1; //= shared-object-mutation
            var context = new Node { Next = node };
            context.Next.Value = 2; //= shared-object-mutation
            serviceProvider.GetService(own.GetType());
        }
    }

    // Statics keep it in the same way.
    public class StaticPlugin : IPlugin
    {
        private static readonly Dictionary<string, Node> s_nodes = new Dictionary<string, Node>();
        private static Node s_last;

        public void Execute(IServiceProvider serviceProvider)
        {
            var node = new Node();
            node.Value = 1; //= static-state
            s_nodes["a"] = node; //~ static-state
            node.Value = 2; //~ static-state target=F:Acme.Late.StaticPlugin.s_nodes
            var last = new Node();
            last.Value = 1; //= static-state
            s_last = last; //~ static-state
            last.Value = 2; //~ static-state target=F:Acme.Late.StaticPlugin.s_last
        }
    }

    // An async method goes on with it; a lambda that runs later has it.
    public class LambdaPlugin : IPlugin
    {
        private readonly List<Node> _all = new List<Node>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var node = new Node();
            Action early = () => node.Value = 1; //= shared-object-mutation
            early();
            _all.Add(node); //~ shared-object-mutation
            Action late = () => node.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LambdaPlugin._all
            late();

            // Not run before it is called.
            var second = new Node();
            Action keep = () => _all.Add(second); //~ shared-object-mutation
            second.Value = 1; //= shared-object-mutation
            keep();
            second.Value = 2; //~ shared-object-mutation target=F:Acme.Late.LambdaPlugin._all
        }
    }
}
