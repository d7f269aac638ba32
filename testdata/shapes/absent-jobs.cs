//! refs: Microsoft.Xrm.Sdk Vendor.Jobs
//! problem: missingAssembly Vendor.Jobs
//! problem: unresolvedBase Vendor.Jobs.Function
//! problem: unresolvedBase Vendor.Jobs.Handler
//! problem: unresolvedBase Vendor.Jobs.Job
// R03, R04: helpers with bases in an assembly that cannot be found: what is called through a generic base, and what the base itself calls.
using System;
using Microsoft.Xrm.Sdk;
using Vendor.Jobs;

namespace Contoso.Jobs
{
    public class HandlerPlugin : IPlugin
    {
        private int _handled;

        public void Execute(IServiceProvider serviceProvider)
        {
            Handler<int> handler = new CountHandler(this);
            handler.Handle(3);
            Handler<int> other = new CountHandler(new HandlerPlugin());
            other.Handle(4);
        }

        private class CountHandler : Handler<int>
        {
            private readonly HandlerPlugin _plugin;
            private int _own;

            public CountHandler(HandlerPlugin plugin) { _plugin = plugin; }

            public override void Handle(int value)
            {
                _plugin._handled++; //~ stateful-plugin target=F:Contoso.Jobs.HandlerPlugin._handled
                _own++; //= stateful-plugin
            }
        }
    }

    // The base is the plug-in's own.
    public class SelfHandler : Handler<IServiceProvider>, IPlugin
    {
        private int _handled;

        public void Execute(IServiceProvider serviceProvider) { Handle(serviceProvider); }

        public override void Handle(IServiceProvider value)
        {
            _handled++; //~ stateful-plugin target=F:Contoso.Jobs.SelfHandler._handled
        }
    }

    // As F# compiles `fun a -> fun b -> …`.
    public class CurriedPlugin : IPlugin
    {
        private int _sum;

        public void Execute(IServiceProvider serviceProvider)
        {
            Function<int, Function<int, int>> add = new Outer(this);
            add.Invoke(1).Invoke(2);
        }

        private class Outer : Function<int, Function<int, int>>
        {
            private readonly CurriedPlugin _plugin;

            public Outer(CurriedPlugin plugin) { _plugin = plugin; }

            public override Function<int, int> Invoke(int argument) { return new Inner(_plugin, argument); }
        }

        private class Inner : Function<int, int>
        {
            private readonly CurriedPlugin _plugin;
            private readonly int _first;

            public Inner(CurriedPlugin plugin, int first) { _plugin = plugin; _first = first; }

            public override int Invoke(int argument)
            {
                _plugin._sum = _first + argument; //~ stateful-plugin
                return _plugin._sum;
            }
        }
    }

    // The base itself calls what is overridden.
    public class JobPlugin : IPlugin
    {
        private int _runs;
        private int _quiet;

        public void Execute(IServiceProvider serviceProvider)
        {
            new CountJob(this).Go(serviceProvider);
            var quiet = new QuietJob(this);
            GC.KeepAlive(quiet);
        }

        private class CountJob : Job
        {
            private readonly JobPlugin _plugin;
            private bool _prepared;

            public CountJob(JobPlugin plugin) { _plugin = plugin; }

            public override void Prepare()
            {
                _prepared = true; //= stateful-plugin
            }

            public override void Run(object state)
            {
                _plugin._runs++; //~ stateful-plugin confidence=medium
            }
        }

        // Nobody runs it.
        private class QuietJob : Job
        {
            private readonly JobPlugin _plugin;

            public QuietJob(JobPlugin plugin) { _plugin = plugin; }

            public override void Run(object state)
            {
                _plugin._quiet++; //= stateful-plugin
            }
        }
    }

    // A plug-in that is one itself: what the base is told of the call it hands on; what it does when it is made is none of the call's.
    public class SelfJob : Job, IPlugin
    {
        private int _runs;
        private object _prepared;

        public void Execute(IServiceProvider serviceProvider)
        {
            Trace("begin");
            Go(serviceProvider);
        }

        public override void Prepare()
        {
            _prepared = new object(); //= stateful-plugin
        }

        public override void Run(object state)
        {
            _runs++; //~ stateful-plugin confidence=medium
        }
    }

    public class TracingJob : Job, IPlugin
    {
        private int _runs;

        public void Execute(IServiceProvider serviceProvider) { Trace("begin"); }

        public override void Run(object state)
        {
            _runs++; //= stateful-plugin
        }
    }
}
