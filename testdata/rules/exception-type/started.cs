//! build: all
// What a constructor starts elsewhere throws where nobody waits for it; a handler that it keeps is called by somebody.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Started
{
    public class StartingPlugin : IPlugin
    {
        private readonly Timer _timer;

        public StartingPlugin()
        {
            Task.Run(() => Check(null)).ContinueWith(done => Fail(done.Exception)); //~ parallel-execution, parallel-execution
            ThreadPool.QueueUserWorkItem(state => { throw new InvalidOperationException("pool"); }); //~ parallel-execution //= exception-type
            _timer = new Timer(Tick, null, 1000, 1000); //~ parallel-execution
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_timer);
        }

        private static void Check(string name)
        {
            if (name == null)
            {
                throw new ArgumentNullException("name"); //= exception-type
            }
        }

        private static void Fail(Exception e)
        {
            if (e != null)
            {
                throw new InvalidOperationException("failed", e); //= exception-type
            }
        }

        private static void Tick(object state)
        {
            throw new InvalidOperationException("tick"); //= exception-type
        }
    }

    public class RegisteringPlugin : IPlugin
    {
        private readonly List<Action<string>> _handlers = new List<Action<string>>();

        public RegisteringPlugin()
        {
            _handlers.Add(Check);
            Action<string> both = Fail;
            _handlers.Add(both);
            Task.Run(() => both("now")); //~ parallel-execution
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (var handler in _handlers)
            {
                handler("name");
            }
        }

        private static void Check(string name)
        {
            throw new InvalidOperationException("check"); //~ exception-type
        }

        private static void Fail(string name)
        {
            throw new InvalidOperationException("both"); //~ exception-type
        }
    }
}
