// U17: constructors that the platform cannot call: of other types, not public, private; of an activity with the configuration.
//! refs: Microsoft.Xrm.Sdk System.Activities
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Acme.Unmade
{
    public class InjectedPlugin : IPlugin
    {
        public InjectedPlugin(object cases) //~ no-usable-constructor severity=low
        {
            GC.KeepAlive(cases);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class HiddenPlugin : IPlugin
    {
        internal HiddenPlugin() //~ no-usable-constructor
        {
        }

        public HiddenPlugin(string one, string two, string three)
        {
            GC.KeepAlive(one + two + three);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class SinglePlugin : IPlugin
    {
        public static readonly SinglePlugin Instance = new SinglePlugin();

        private SinglePlugin() //~ no-usable-constructor
        {
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class ConfiguredActivity : CodeActivity
    {
        public ConfiguredActivity(string unsecure) //~ no-usable-constructor
        {
            GC.KeepAlive(unsecure);
        }

        protected override void Execute(CodeActivityContext context)
        {
        }
    }

    // What initialises fields stands before the constructor's own line.
    public class CountingPlugin : IPlugin
    {
        private readonly object _cases = new object();

        protected CountingPlugin() //~ no-usable-constructor
        {
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_cases);
        }
    }

    // The base class that the Developer Toolkit for CRM 2011 wrote into every project: nobody registers it.
    public class ToolkitPlugin : IPlugin
    {
        private readonly string _child;

        internal ToolkitPlugin(Type child) //= no-usable-constructor
        {
            _child = child.ToString();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_child);
        }
    }

    public class PostInvoice : ToolkitPlugin
    {
        public PostInvoice()
            : base(typeof(PostInvoice))
        {
        }
    }
}
