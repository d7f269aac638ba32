//! build: all
//! refs: Microsoft.Xrm.Sdk
// B02: what a static collection holds is as shared as the collection; what a type is; a lock made a delegate.
using System;
using System.Collections;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Elements
{
    public class Elements : IPlugin
    {
        private static readonly Dictionary<string, object> Gates = new Dictionary<string, object> { { "a", new object() } };
        private static readonly object[] Array = { new object() };
        private static readonly List<object> List = new List<object> { new object() };
        private readonly object[] _own = { new object() };

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Enter(Gates["a"]);
            lock (Gates["a"]) //~ static-lock severity=medium confidence=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (Array[0]) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (List[0]) //~ static-lock severity=medium confidence=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (((ICollection)List).SyncRoot) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (_own[0]) //~ static-lock severity=low
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (GetType()) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            // Made for this call.
            var fresh = new List<object> { new object() };
            lock (fresh[0]) //= static-lock
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            lock (((ICollection)fresh).SyncRoot) //= static-lock
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
        }

        private static void Enter(object gate)
        {
            Monitor.Enter(gate); //~ static-lock severity=medium
            Monitor.Exit(gate);
        }
    }

    public class TriedElement : IPlugin
    {
        private static readonly Dictionary<string, object> Gates = new Dictionary<string, object> { { "a", new object() } };

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            object gate;
            Gates.TryGetValue("a", out gate);
            lock (gate) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
        }
    }

    public class LazyGate : IPlugin
    {
        private static readonly Lazy<object> Gate = new Lazy<object>(() => new object());

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            lock (Gate.Value) //~ static-lock severity=medium
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
            var own = new Lazy<object>(() => new object());
            lock (own.Value) //= static-lock
            {
                serviceProvider.GetService(typeof(ITracingService));
            }
        }
    }

    public class AsADelegate : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Action<object> enter = Monitor.Enter; //~ static-lock severity=medium confidence=high
            enter(typeof(AsADelegate));
            Action<object> exit = Monitor.Exit; //= static-lock
            exit(typeof(AsADelegate));
        }
    }

    public class Helper
    {
        [MethodImpl(MethodImplOptions.Synchronized)]
        public void Go(IServiceProvider serviceProvider) { serviceProvider.GetService(typeof(string)); } //~ static-lock severity=low
    }

    public class HeldHelper : IPlugin
    {
        private readonly Helper _helper = new Helper();

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            _helper.Go(serviceProvider);
        }
    }
}
