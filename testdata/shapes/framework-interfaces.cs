// R05: interfaces of the framework. Only an object that was made in reach and handed over is called back.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Sorting
{
    public class Counting : IComparer<string>
    {
        public static int Compared;

        public int Compare(string x, string y)
        {
            Compared++; //~ static-state target=F:Fabrikam.Sorting.Counting.Compared
            return string.CompareOrdinal(x, y);
        }
    }

    // Never made.
    public class Sleeping : IComparer<string>, IDisposable
    {
        public int Compare(string x, string y)
        {
            Thread.Sleep(5000);
            return 0;
        }

        public void Dispose()
        {
            Thread.Sleep(5000);
        }
    }

    public class Scope : IDisposable
    {
        private readonly SortingPlugin _plugin;

        public Scope(SortingPlugin plugin)
        {
            _plugin = plugin;
        }

        public void Dispose()
        {
            _plugin.Depth--; //~ stateful-plugin target=F:Fabrikam.Sorting.SortingPlugin.Depth
        }
    }

    // A collection of our own, enumerated by foreach.
    public class Names : IEnumerable<string>
    {
        private int _asked;

        public IEnumerator<string> GetEnumerator()
        {
            _asked++;
            return new List<string> { "a" }.GetEnumerator();
        }

        IEnumerator IEnumerable.GetEnumerator()
        {
            return GetEnumerator();
        }
    }

    public class SortingPlugin : IPlugin
    {
        internal int Depth;

        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "b", "a" };
            names.Sort(new Counting());
            using (new Scope(this))
            {
                foreach (string name in new Names())
                {
                    serviceProvider.GetService(name.GetType());
                }
            }
            using (var handle = new ManualResetEvent(false))
            {
                handle.Set();
            }
        }
    }
}
