//! build: all net40
// S12: collections that are made to be shared, copies, and objects of the call.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Contoso.Shelves
{
    public class Shelf
    {
        public int Level;
        public string Name { get; set; }
    }

    public class ShelfPlugin : IPlugin
    {
        private readonly List<string> _names = new List<string> { "a" };
        private readonly int[] _levels = { 1, 2 };
        private readonly ConcurrentDictionary<string, int> _seen = new ConcurrentDictionary<string, int>();
        private readonly Shelf _default = new Shelf();

        public void Execute(IServiceProvider serviceProvider)
        {
            _seen["a"] = 1; //= shared-object-mutation
            _seen.TryAdd("b", 2); //= shared-object-mutation
            var names = new List<string>(_names);
            names.Add("b"); //= shared-object-mutation
            var more = _names.GetRange(0, 1);
            more.Add("c"); //= shared-object-mutation
            var levels = (int[])_levels.Clone();
            levels[0] = 3; //= shared-object-mutation
            var shelf = new Shelf { Level = _default.Level };
            shelf.Name = "d"; //= shared-object-mutation
            Fill(names, shelf);
            bool known = _names.Contains("a") || _names.Count > 1;
            var log = new StringBuilder();
            log.Append(known).Append(levels[0]); //= shared-object-mutation
            serviceProvider.GetService(log.ToString().GetType());
        }

        private static void Fill(List<string> names, Shelf shelf)
        {
            names.Clear(); //= shared-object-mutation
            shelf.Level = names.Count; //= shared-object-mutation
        }
    }
}
