//! build: all
//! refs: Microsoft.Xrm.Sdk
// An object that is a plug-in of its own and is held by another one. Where nothing registers the first, the second keeps its finding.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Idle
{
    public class Counter : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            Count();
        }

        public void Count()
        {
            _count++; //~ stateful-plugin severity=high
        }
    }

    public class Holder : IPlugin
    {
        private readonly Counter _counter = new Counter();

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            _counter.Count();
        }
    }

    public class Standing : IPlugin
    {
        private static readonly Counter s_counter = new Counter();

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            s_counter.Count();
        }
    }

    // What is made for one call is nobody else's.
    public class Fresh : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(typeof(ITracingService));
            new Counter().Count(); //= shared-object-mutation
        }
    }
}
