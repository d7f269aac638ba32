//! build: all net40
// S09, S10, S11: the field stays, what it holds is changed.
using System;
using System.Collections.Generic;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Acme.Shelves
{
    public class Shelf
    {
        public int Level;
        public string Name { get; set; }
        private int _moves;

        public void Move()
        {
            _moves++; //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._shelf
            Level = _moves; //~ shared-object-mutation
        }
    }

    public class ShelfPlugin : IPlugin
    {
        private readonly List<string> _names = new List<string>();
        private readonly Dictionary<string, List<int>> _groups = new Dictionary<string, List<int>>();
        private readonly Queue<int> _queue = new Queue<int>();
        private readonly StringBuilder _log = new StringBuilder();
        private readonly int[] _levels = new int[4];
        private readonly Shelf _shelf = new Shelf();

        public ShelfPlugin()
        {
            _names.Add("first");
            _groups["g"] = new List<int>();
            _levels[0] = 1;
            _shelf.Level = 2;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.Add("a"); //~ shared-object-mutation severity=medium confidence=medium target=F:Acme.Shelves.ShelfPlugin._names
            _groups["a"] = null; //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._groups
            _groups["g"].Add(1); //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._groups
            _queue.Enqueue(1); //~ shared-object-mutation
            _log.Append("a"); //~ shared-object-mutation
            _levels[1] = 2; //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._levels
            _levels[2]++; //~ shared-object-mutation
            _shelf.Level = 3; //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._shelf
            _shelf.Name = "b"; //~ shared-object-mutation
            _shelf.Move();
            Fill(_names);
        }

        private static void Fill(List<string> names)
        {
            names.Clear(); //~ shared-object-mutation target=F:Acme.Shelves.ShelfPlugin._names
        }
    }
}
