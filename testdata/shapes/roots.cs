// P01: where roots hide, and what is none: nested, internal, generic and explicit ones; private constructors; abstract classes.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Roots
{
    public static class Outer
    {
        private class PrivatePlugin : IPlugin
        {
            private int _n;
            public void Execute(IServiceProvider serviceProvider) { _n++; } //~ stateful-plugin target=F:Acme.Roots.Outer.PrivatePlugin._n
        }
    }

    internal sealed class InternalPlugin : IPlugin
    {
        private int _n;
        void IPlugin.Execute(IServiceProvider serviceProvider) { _n++; } //~ stateful-plugin target=F:Acme.Roots.InternalPlugin._n
        public void Execute(object serviceProvider) { _n = 0; } //= stateful-plugin
    }

    public interface ITeamPlugin : IPlugin { string Name { get; } }

    public class TeamPlugin : ITeamPlugin
    {
        private int _n;
        public string Name { get { return "team"; } }
        public virtual void Execute(IServiceProvider serviceProvider) { _n++; } //~ stateful-plugin target=F:Acme.Roots.TeamPlugin._n
    }

    public class QuietTeamPlugin : TeamPlugin
    {
        private int _own;
        public override void Execute(IServiceProvider serviceProvider) { GC.KeepAlive(_own); }
        public void Reset() { _own = 0; } //= stateful-plugin
    }

    public class ReimplementingPlugin : TeamPlugin, IPlugin
    {
        private int _own;
        public new void Execute(IServiceProvider serviceProvider) { _own++; } //~ stateful-plugin target=F:Acme.Roots.ReimplementingPlugin._own
    }

    public class HiddenPlugin : IPlugin
    {
        private int _n;
        private HiddenPlugin() { } //~ no-usable-constructor
        public void Execute(IServiceProvider serviceProvider) { _n++; } //= stateful-plugin
    }

    public abstract class OpenPlugin : IPlugin
    {
        private int _n;
        public void Execute(IServiceProvider serviceProvider) { _n++; } //= stateful-plugin
    }

    public struct StructPlugin : IPlugin
    {
        private int _n;
        public void Execute(IServiceProvider serviceProvider) { _n++; } //= stateful-plugin
    }
}
