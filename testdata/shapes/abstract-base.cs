//! problem: abstractBase Contoso.Templates.LonelyBase
// A base class is analysed with the classes that derive from it. Where there is none, the report says so.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Templates
{
    public abstract class LonelyBase : IPlugin
    {
        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++;
            Run(serviceProvider);
        }

        protected abstract void Run(IServiceProvider serviceProvider);
    }

    public abstract class SharedBase : IPlugin
    {
        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++; //~ stateful-plugin
            Run(serviceProvider);
        }

        protected abstract void Run(IServiceProvider serviceProvider);
    }

    public class SharedPlugin : SharedBase
    {
        protected override void Run(IServiceProvider serviceProvider)
        {
        }
    }
}
