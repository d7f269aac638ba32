//! build: all
// S06: atomic operations that leave what is there only read.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Atomic
{
    public class ReadingPlugin : IPlugin
    {
        private int _read;
        private long _long;
        private List<string> _list;
        private int _written;
        private int _set;
        private int _added;
        private static int s_read;
        private static int s_written;
        private readonly Box _box = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            int read = Interlocked.CompareExchange(ref _read, 0, 0); //= stateful-plugin
            read += (int)Interlocked.CompareExchange(ref _long, 0, 0); //= stateful-plugin
            var list = Interlocked.CompareExchange(ref _list, null, null); //= lazy-member-cache
            read += Interlocked.Add(ref _added, 0); //= stateful-plugin
            read += Interlocked.CompareExchange(ref s_read, -1, -1); //= static-state
            read += Interlocked.CompareExchange(ref _box.Number, 0, 0); //= shared-object-mutation
            read += Get(ref _read); //= stateful-plugin
            GC.KeepAlive(list);

            Interlocked.CompareExchange(ref _written, 1, 0); //~ stateful-plugin severity=low
            Interlocked.CompareExchange(ref s_written, read, 0); //~ static-state
            Interlocked.Add(ref _set, 1); //~ stateful-plugin severity=low
            Interlocked.CompareExchange(ref _box.Count, 1, 0); //~ shared-object-mutation severity=low
        }

        private static int Get(ref int number)
        {
            return Interlocked.CompareExchange(ref number, 0, 0); //= stateful-plugin
        }

        private class Box
        {
            public int Number;
            public int Count;
        }
    }
}
