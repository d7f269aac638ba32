// U17: constructors that the platform cannot call: of other types, not public, private; of an activity with the configuration.
//! refs: Microsoft.Xrm.Sdk System.Activities
//! expect: no-usable-constructor * x4
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Acme.Unmade
{
    public class InjectedPlugin : IPlugin
    {
        public InjectedPlugin(object cases)
        {
            GC.KeepAlive(cases);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class HiddenPlugin : IPlugin
    {
        internal HiddenPlugin()
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

        private SinglePlugin()
        {
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class ConfiguredActivity : CodeActivity
    {
        public ConfiguredActivity(string unsecure)
        {
            GC.KeepAlive(unsecure);
        }

        protected override void Execute(CodeActivityContext context)
        {
        }
    }
}
