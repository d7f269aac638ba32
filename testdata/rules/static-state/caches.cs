//! build: all
//! refs: Microsoft.Xrm.Sdk System.Runtime.Caching
// What the process keeps for everyone: an object that a cache gives is shared with all other calls.
using System;
using System.Collections.Generic;
using System.Runtime.Caching;
using Microsoft.Xrm.Sdk;

namespace Acme.Caches
{
    public class Settings
    {
        public string Name;
        public IOrganizationService Service { get; set; }
        public List<string> Names = new List<string>();
    }

    public class CachePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct, S16/direct
            var names = (List<string>)MemoryCache.Default["names"];
            if (names == null)
            {
                names = new List<string>();
                MemoryCache.Default["names"] = names; //= static-state
            }
            names.Add("a"); //~ static-state severity=low confidence=medium target=M:System.Runtime.Caching.MemoryCache.get_Default

            var settings = MemoryCache.Default.Get("settings") as Settings;
            settings.Name = "b"; //~ static-state
            settings.Names.Clear(); //~ static-state
            Change(settings);
            settings.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //~ service-in-static

            var map = (Dictionary<string, string>)AppDomain.CurrentDomain.GetData("map");
            map["a"] = "b"; //~ static-state

            // What is only read, and what is put in whole, may be there.
            var first = names.Count > 0 ? names[0] : settings.Name; //= static-state
            var copy = new List<string>(names);
            copy.Add(first); //= static-state
            MemoryCache.Default.Set("names", copy, DateTimeOffset.MaxValue); //= static-state
            var text = (string)MemoryCache.Default["text"];
            text = text.Insert(0, "a"); //= static-state
            MemoryCache.Default.Remove(text); //= static-state
        }

        private static void Change(Settings settings)
        {
            settings.Name += "c"; //~ static-state
            new Settings().Name = settings.Name; //= static-state
        }
    }
}
