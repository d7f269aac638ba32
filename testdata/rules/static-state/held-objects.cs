// Collections, arrays and objects held in a static that are changed: confidence Medium.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Catalog
{
    public class Entry
    {
        public int Hits;
    }

    public class CatalogPlugin : IPlugin
    {
        private static readonly List<string> Seen = new List<string>();
        private static readonly Dictionary<string, int> Hits = new Dictionary<string, int>();
        private static readonly int[] Slots = new int[4];
        private static readonly Entry Last = new Entry();
        private static readonly ConcurrentDictionary<string, int> Shared = new ConcurrentDictionary<string, int>();
        private static readonly Lazy<List<string>> Names = new Lazy<List<string>>(() => new List<string>());

        public void Execute(IServiceProvider serviceProvider)
        {
            Seen.Add("a"); //~ static-state confidence=medium target=F:Acme.Catalog.CatalogPlugin.Seen
            Hits["a"] = 1; //~ static-state confidence=medium target=F:Acme.Catalog.CatalogPlugin.Hits
            Slots[0] = 1; //~ static-state confidence=medium target=F:Acme.Catalog.CatalogPlugin.Slots
            Last.Hits = 1; //~ static-state confidence=medium
            Shared["a"] = 1; //= static-state
            Shared.TryAdd("b", 2); //= static-state
            var seen = new List<string>(Seen);
            seen.Add("b"); //= static-state
            bool known = Hits.ContainsKey("a") || Seen.Contains("a") || Names.Value.Count > 0;
            var entry = new Entry();
            entry.Hits = Slots[1]; //= static-state
            serviceProvider.GetService((seen.Count + known.ToString()).GetType());
        }
    }

    // What was put into a collection comes out of it: by an enumerator, TryGetValue, the values of a dictionary.
    public class CatalogGroupsPlugin : IPlugin
    {
        private static readonly Dictionary<string, List<int>> Groups = new Dictionary<string, List<int>>();
        private static readonly ConcurrentDictionary<string, List<int>> Concurrent = new ConcurrentDictionary<string, List<int>>();
        private static readonly HashSet<Entry> Entries = new HashSet<Entry>();
        private static readonly int[] Numbers = new int[4];

        public void Execute(IServiceProvider serviceProvider)
        {
            List<int> group;
            if (Groups.TryGetValue("a", out group))
            {
                group.Add(1); //~ static-state confidence=medium target=F:Acme.Catalog.CatalogGroupsPlugin.Groups
            }
            foreach (KeyValuePair<string, List<int>> pair in Groups)
            {
                pair.Value.Add(2); //~ static-state confidence=medium
            }
            foreach (List<int> values in Groups.Values)
            {
                values.Clear(); //~ static-state confidence=medium
            }
            foreach (Entry entry in Entries)
            {
                entry.Hits = 1; //~ static-state confidence=medium target=F:Acme.Catalog.CatalogGroupsPlugin.Entries
            }
            Concurrent["a"].Add(3); //~ static-state confidence=medium
            Array.Sort(Numbers); //~ static-state confidence=medium target=F:Acme.Catalog.CatalogGroupsPlugin.Numbers
            Array.Clear(Numbers, 0, 2); //~ static-state confidence=medium
            var local = new Dictionary<string, List<int>>();
            List<int> found;
            if (local.TryGetValue("a", out found))
            {
                found.Add(1); //= static-state
            }
            int[] numbers = (int[])Numbers.Clone();
            Array.Sort(numbers); //= static-state
        }
    }
}
