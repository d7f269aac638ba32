//! build: all
// One instruction is one finding, also where the object may be that of one field or of another.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Either
{
    public class LogPlugin : IPlugin
    {
        private readonly List<string> _short = new List<string>();
        private readonly List<string> _long = new List<string>();
        private readonly List<string> _log;

        public LogPlugin(string configuration)
        {
            _log = configuration == null ? _short : _long;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _log.Add("called"); //~ shared-object-mutation
            List<string> kept = serviceProvider == null ? _short : new List<string>();
            kept.Add("called"); //~ shared-object-mutation
            List<string> own = serviceProvider == null ? new List<string>() : new List<string>();
            own.Add("called"); //= shared-object-mutation
        }
    }

    public class Node
    {
        public int Count;
    }

    public class Nodes
    {
        private readonly Dictionary<int, Node> _all = new Dictionary<int, Node>();

        public Node Get(int number)
        {
            Node found;
            if (!_all.TryGetValue(number, out found))
            {
                found = new Node();
                _all[number] = found; //~ shared-object-mutation target=F:Acme.Either.NodePlugin._a
            }
            return found;
        }
    }

    // Two fields lead to the same object: the one that is read for it is named, or the one that is nearer.
    public class NodePlugin : IPlugin
    {
        private readonly Nodes _a = new Nodes();
        private readonly Node _made;
        private Node _near;

        public NodePlugin()
        {
            _made = _a.Get(3);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_near == null)
            {
                _near = _a.Get(1); //~ lazy-member-cache
            }
            _near.Count = 2; //~ shared-object-mutation target=F:Acme.Either.NodePlugin._near
            _made.Count = 3; //~ shared-object-mutation target=F:Acme.Either.NodePlugin._made
            _a.Get(4).Count = 5; //~ shared-object-mutation target=F:Acme.Either.NodePlugin._a
            var own = new Nodes();
            own.Get(1).Count = 4; //= shared-object-mutation
        }
    }
}
