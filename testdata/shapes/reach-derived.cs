//! refs: Microsoft.Xrm.Sdk reach-base
// Plug-ins that go through the assembly beside this one.
using System;
using System.Collections.Generic;
using System.Threading;
using Acme.Reach.Base;
using Microsoft.Xrm.Sdk;

namespace Acme.Reach.Derived
{
    // R01/base-dll, R02/base-dll, R06/base-dll
    public class TemplateStep : TemplatePlugin
    {
        private int _own;

        protected override void Before()
        {
            int calls = Calls;
            calls++; //= stateful-plugin
        }

        protected override void OnExecute(IServiceProvider serviceProvider)
        {
            _own++; //~ stateful-plugin target=F:Acme.Reach.Derived.TemplateStep._own
        }
    }

    public class OwnStep : Step
    {
        public override void Run() { base.Run(); Thread.Sleep(10); } //~ thread-sleep
        public override void Quiet() { Thread.Sleep(10); } //= thread-sleep
    }

    public class OwnRule : IRule
    {
        public bool Holds(string value) { Thread.Sleep(11); return true; } //~ thread-sleep
    }

    public class LazyRule : IRule
    {
        public bool Holds(string value) { Thread.Sleep(11); return true; } //= thread-sleep
    }

    // R03/base-dll, R04/base-dll, R05/base-dll, R07/base-dll, R08/base-dll, R09/base-dll, R10/base-dll, R11/base-dll, R14/base-dll
    public class CallerPlugin : IPlugin, IComparer<string>
    {
        private int _compared;

        public void Execute(IServiceProvider serviceProvider)
        {
            Runner.Run(new OwnStep());
            Runner.All(new IRule[] { new OwnRule() });
            Sorter.Sort(new List<string> { "b", "a" }, this);
            foreach (int n in Source.Numbers(2))
            {
                GC.KeepAlive(n); //= thread-sleep
            }
            Source.Closure(12)();
            Source.RunAsync().Wait(); //~later sync-over-async
            var shelf = new Shelf() + new Shelf();
            GC.KeepAlive(shelf[1]);
            GC.KeepAlive(Table.Rows());
            Loader.Load("Acme.Reach.Base.Loaded"); //= thread-sleep
        }

        public int Compare(string x, string y)
        {
            _compared++; //~ stateful-plugin target=F:Acme.Reach.Derived.CallerPlugin._compared
            return 0;
        }
    }
}
