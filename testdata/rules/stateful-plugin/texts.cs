//! build: all
// R05: who makes a text of an object asks that for its own: one compiler calls `ToString`, another one lets the framework do it.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Texts
{
    public class JoinedPlugin : IPlugin
    {
        private int _count;

        public override string ToString()
        {
            _count++; //~ stateful-plugin severity=high confidence=high
            return "joined";
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            string text = "a" + this;
            GC.KeepAlive(text);
        }
    }

    public class FormattedPlugin : IPlugin
    {
        private int _count;

        public override string ToString()
        {
            _count++; //~ stateful-plugin severity=high confidence=high
            return "formatted";
        }

        public override int GetHashCode()
        {
            _count++; //= stateful-plugin
            return 0;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(string.Format("{0}", this));
        }
    }
}
