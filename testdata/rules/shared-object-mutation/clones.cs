//! build: all
// A clone has fields of its own, yet what they hold is what the original's hold.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Clones
{
    public abstract class ClonedBase : IPlugin
    {
        protected readonly List<string> Log = new List<string>();
        protected int Count;
        protected Names Names = new Names();
        protected List<string> Own = new List<string>();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            var mine = (ClonedBase)MemberwiseClone();
            mine.Count = 1; //= stateful-plugin
            mine.Own = new List<string>(); //= stateful-plugin
            mine.Run(serviceProvider);
        }

        protected abstract void Run(IServiceProvider serviceProvider);
    }

    public struct Names
    {
        public string First;
        public List<string> All;
    }

    public class ClonedPlugin : ClonedBase
    {
        protected override void Run(IServiceProvider serviceProvider)
        {
            Count++; //= stateful-plugin
            Log.Add("x"); //~ shared-object-mutation target=F:Acme.Clones.ClonedBase.Log
            Names.First = "x"; //= stateful-plugin
            Names.All.Add("y"); //~ shared-object-mutation target=F:Acme.Clones.ClonedBase.Names
        }
    }

    // A template that is held, cloned for each call, and one more time.
    public class Template
    {
        public int Count;
        public List<string> Shared = new List<string>();
        public List<string> Own;

        public Template Copy()
        {
            var copy = (Template)MemberwiseClone();
            copy.Own = new List<string>();
            return copy;
        }
    }

    public class TemplatePlugin : IPlugin
    {
        private readonly Template _template = new Template();
        private Template _last;

        public void Execute(IServiceProvider serviceProvider)
        {
            var copy = _template.Copy();
            copy.Count++; //= shared-object-mutation
            copy.Own.Add("x"); //= shared-object-mutation
            copy.Shared.Add("x"); //~ shared-object-mutation target=F:Acme.Clones.TemplatePlugin._template
            var other = copy.Copy().Copy();
            other.Count++; //= shared-object-mutation
            other.Shared.Add("x"); //~ shared-object-mutation target=F:Acme.Clones.TemplatePlugin._template
            _last = other; //~ stateful-plugin
            other.Count++; //~ shared-object-mutation target=F:Acme.Clones.TemplatePlugin._last
            var fresh = new Template().Copy();
            fresh.Shared.Add("x"); //= shared-object-mutation
        }
    }
}
