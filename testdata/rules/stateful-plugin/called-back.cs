//! build: all
// R05: what code of the framework calls of an object that it gets: not what its parameter cannot hold, and nothing where it only looks at
// the reference.
using System;
using System.Collections.Generic;
using System.Runtime.InteropServices;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.CalledBack
{
    // The usual pattern, and other members that call nothing.
    public class ClosingPlugin : IPlugin, IDisposable
    {
        private bool _closed;
        private object _self;

        public ClosingPlugin()
        {
            _self = this;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(this);
            GC.SuppressFinalize(this);
            lock (this) //~ static-lock
            {
            }
            if (ReferenceEquals(this, serviceProvider))
            {
                return;
            }
            var weak = new WeakReference(this);
            var pair = new KeyValuePair<string, object>("self", this);
            var both = Tuple.Create("self", this);
            var handle = new HandleRef(this, IntPtr.Zero);
            var list = new List<object>();
            list.Add(this);
            var text = _self as string;
            if (text != null)
            {
                DateTime.Parse(text);
            }
            var bytes = _self as byte[];
            if (bytes != null)
            {
                Encoding.UTF8.GetString(bytes, 0, 1);
            }
            Interlocked.CompareExchange(ref weak, null, null);
            GC.KeepAlive(string.Concat("is ", this));
            GC.KeepAlive(pair.Key + both.Item1 + handle.Handle + list.Count);
        }

        public void Dispose()
        {
            _closed = true; //= stateful-plugin
        }

        ~ClosingPlugin()
        {
            _closed = false; //= stateful-plugin
        }
    }

    // What a subscriber does nobody knows; raising an event calls nothing of the sender.
    public class RaisingPlugin : IPlugin, IDisposable
    {
        private int _disposed;

        public event EventHandler Raised;

        public void Execute(IServiceProvider serviceProvider)
        {
            var raised = Raised;
            if (raised != null)
            {
                raised(this, EventArgs.Empty);
            }
        }

        public void Dispose()
        {
            _disposed = 1; //= stateful-plugin
        }
    }

    // A dictionary compares its keys, a text is asked for, a comparer compares.
    public class KeyPlugin : IPlugin, IComparer<int>, IDisposable
    {
        private int _hashes;
        private int _texts;
        private int _compared;
        private int _disposed;

        public void Execute(IServiceProvider serviceProvider)
        {
            var all = new Dictionary<object, int>();
            all[this] = 1;
            GC.KeepAlive(string.Concat("is ", this));
            var list = new List<int> { 2, 1 };
            list.Sort(this);
        }

        public override int GetHashCode()
        {
            _hashes++; //~ stateful-plugin
            return 1;
        }

        public override string ToString()
        {
            _texts++; //~ stateful-plugin
            return "key";
        }

        public int Compare(int x, int y)
        {
            _compared++; //~ stateful-plugin
            return x - y;
        }

        public void Dispose()
        {
            _disposed++; //= stateful-plugin
        }
    }
}
