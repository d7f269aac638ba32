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
            Shared["a"] = 1;
            Shared.TryAdd("b", 2);
            var seen = new List<string>(Seen);
            seen.Add("b");
            bool known = Hits.ContainsKey("a") || Seen.Contains("a") || Names.Value.Count > 0;
            var entry = new Entry();
            entry.Hits = Slots[1];
            serviceProvider.GetService((seen.Count + known.ToString()).GetType());
        }
    }
}
