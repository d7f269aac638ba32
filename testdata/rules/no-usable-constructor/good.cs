// U17: constructors that the platform calls, others beside them, abstract classes, classes that are no plug-ins.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Made
{
    public class DefaultPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= no-usable-constructor
        {
        }
    }

    public class ConfiguredPlugin : IPlugin
    {
        public ConfiguredPlugin(string unsecure, string secure) //= no-usable-constructor
        {
            GC.KeepAlive(unsecure + secure);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class TestedPlugin : Base
    {
        public TestedPlugin(string unsecure) : base(unsecure) //= no-usable-constructor
        {
        }

        internal TestedPlugin(object cases) : base(null) //= no-usable-constructor
        {
            GC.KeepAlive(cases);
        }
    }

    public abstract class Base : IPlugin
    {
        protected Base(string unsecure) //= no-usable-constructor
        {
            GC.KeepAlive(unsecure);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public class Handler
    {
        public Handler(object cases) //= no-usable-constructor
        {
            GC.KeepAlive(cases);
        }
    }
}
