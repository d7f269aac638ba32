//! refs: Microsoft.Xrm.Sdk System.Runtime.Caching Microsoft.Extensions.Caching.Memory
//! problem: Microsoft.Extensions.Caching.Memory was not found
// What the call puts into a cache is shared from there on, whichever cache it is: changed before it is the call's own.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Runtime.Caching;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Xrm.Sdk;
using Cache = Microsoft.Extensions.Caching.Memory.MemoryCache;
using Default = System.Runtime.Caching.MemoryCache;

namespace Acme.CachedLate
{
    public class ProcessPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var set = new List<int>();
            set.Add(0); //= static-state
            Default.Default.Set("set", set, DateTimeOffset.MaxValue);
            set.Add(1); //~ static-state severity=low confidence=medium target=M:System.Runtime.Caching.MemoryCache.get_Default

            var indexed = new Dictionary<string, int>();
            indexed["a"] = 0; //= static-state
            Default.Default["indexed"] = indexed;
            indexed["a"] = 1; //~ static-state

            var added = new List<int>();
            Default.Default.Add(new CacheItem("added", added), new CacheItemPolicy());
            added.Add(1); //~ static-state

            var found = new List<int>();
            Default.Default.AddOrGetExisting("found", found, DateTimeOffset.MaxValue);
            Fill(found);

            var copied = new List<int>();
            Default.Default.Set("copied", copied.ToArray(), DateTimeOffset.MaxValue);
            copied.Add(1); //= static-state

            var mine = new Default("mine");
            var own = new List<int>();
            mine.Set("own", own, DateTimeOffset.MaxValue);
            own.Add(1); //= static-state
        }

        private static void Fill(List<int> numbers)
        {
            numbers.Add(2); //~ static-state
        }
    }

    public class PackagePlugin : IPlugin
    {
        private static readonly IMemoryCache s_cache = new Cache(new MemoryCacheOptions());

        public void Execute(IServiceProvider serviceProvider)
        {
            var set = new List<int>();
            set.Add(0); //= static-state
            s_cache.Set("set", set, TimeSpan.FromHours(1));
            set.Add(1); //~ static-state target=F:Acme.CachedLate.PackagePlugin.s_cache

            var entered = new List<int>();
            using (var entry = s_cache.CreateEntry("entered"))
            {
                entry.Value = entered; //= static-state
            }
            entered.Add(1); //~ static-state

            var made = s_cache.GetOrCreate("made", entry => new List<int> { 1 }); //= static-state
            made.Add(2); //~ static-state
            s_cache.Get<List<int>>("got").Add(1); //~ static-state
            List<int> tried;
            if (s_cache.TryGetValue("tried", out tried))
                tried.Add(1); //~ static-state

            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            s_cache.Set("service", service); //~ service-in-static severity=high
            s_cache.Set("name", "text"); //= service-in-static
            s_cache.Remove("name"); //= static-state

            var mine = new Cache(new MemoryCacheOptions());
            var own = mine.Set("own", new List<int>());
            own.Add(1); //= static-state
        }
    }

    public class DictionaryPlugin : IPlugin
    {
        private static readonly ConcurrentDictionary<string, List<int>> s_lists = new ConcurrentDictionary<string, List<int>>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new List<int>();
            mine.Add(0); //= static-state
            var all = s_lists.GetOrAdd("a", mine); //= static-state
            mine.Add(1); //~ static-state target=F:Acme.CachedLate.DictionaryPlugin.s_lists
            all.Add(2); //~ static-state
            var made = s_lists.GetOrAdd("b", key => new List<int> { 1 }); //= static-state
            made.Add(2); //~ static-state
            var kept = new List<int>();
            s_lists.AddOrUpdate("c", kept, (key, old) => Joined(old, kept));
            kept.Add(1); //~ static-state
        }

        private static List<int> Joined(List<int> old, List<int> added)
        {
            var joined = new List<int>(old);
            joined.AddRange(added); //= static-state
            return joined;
        }
    }
}
