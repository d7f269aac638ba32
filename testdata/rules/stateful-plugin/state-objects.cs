//! build: all
// R05: what goes to a delegate as its state, or comes back with an event, nobody else asks for anything.
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.IO;
using System.Net;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.StateObjects
{
    public abstract class Stated : IComparer, ICloneable
    {
        private int _calls;
        protected int Asked;

        public object Clone()
        {
            _calls++; //= stateful-plugin
            return null;
        }

        int IComparer.Compare(object x, object y)
        {
            return _calls++; //= stateful-plugin
        }

        public override int GetHashCode()
        {
            return Asked++; //~ stateful-plugin
        }
    }

    public class PoolPlugin : Stated, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            ThreadPool.QueueUserWorkItem(state => { }, this); //~ parallel-execution //= stateful-plugin
            ThreadPool.RegisterWaitForSingleObject(null, (state, late) => { }, this, 0, true); //~ parallel-execution //= stateful-plugin
            SynchronizationContext.Current.Post(state => { }, this); //~ parallel-execution //= stateful-plugin
            CancellationToken.None.Register(state => { }, this);
            ExecutionContext.Run(ExecutionContext.Capture(), state => { }, this);
            GC.KeepAlive(new Timer(state => { }, this, 0, 0)); //~ parallel-execution //= stateful-plugin
            GC.KeepAlive(Task.Factory.StartNew(state => { }, this)); //~ parallel-execution //= stateful-plugin
        }
    }

    public class BeginPlugin : Stated, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<object> action = state => { };
            action.EndInvoke(action.BeginInvoke(this, null, this)); //~ parallel-execution //= stateful-plugin
            var stream = new MemoryStream();
            stream.EndRead(stream.BeginRead(new byte[1], 0, 1, null, this));
        }
    }

    public class EventPlugin : Stated, IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new WebClient()) //~ http-keepalive, http-timeout
            {
                client.DownloadStringAsync(new Uri("https://acme.example"), this); //~ parallel-execution //= stateful-plugin
            }
        }
    }

    // A key is asked, though a delegate stands beside it; and what the delegate itself does counts.
    public class AskedPlugin : Stated, IPlugin
    {
        private readonly ConcurrentDictionary<object, int> _known = new ConcurrentDictionary<object, int>();
        private int _runs;

        public void Execute(IServiceProvider serviceProvider)
        {
            _known.GetOrAdd(this, key => 1);
            ThreadPool.QueueUserWorkItem(state => ((AskedPlugin)state).Run(), this); //~ parallel-execution
        }

        private void Run()
        {
            _runs++; //~ stateful-plugin
        }
    }
}
