//! build: all
// S11, S14, S20: one store is one finding, by the rule that says most of it.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.OneStore
{
    public class Box
    {
        public int Number;

        private List<string> _names;

        public int Count()
        {
            if (_names == null)
            {
                Fill();
            }
            return _names.Count;
        }

        public void Fill()
        {
            _names = new List<string>(); //~ shared-object-mutation severity=medium //= lazy-member-cache
        }
    }

    // The plug-in itself, or what a static holds.
    public class SelfPlugin : IPlugin
    {
        private static readonly SelfPlugin Other = new SelfPlugin();

        private int _number;

        public void Execute(IServiceProvider serviceProvider)
        {
            SelfPlugin chosen = serviceProvider.GetHashCode() > 3 ? this : Other;
            chosen._number = 1; //~ stateful-plugin //= static-state
        }
    }

    // What a field holds, or what a static holds.
    public class HeldPlugin : IPlugin
    {
        private static readonly Box Ours = new Box();

        private readonly Box _mine = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            Box chosen = serviceProvider.GetHashCode() > 3 ? _mine : Ours;
            chosen.Number = 1; //~ shared-object-mutation severity=medium //= static-state
        }
    }

    // On first use, and on another way whenever it is called.
    public class FilledPlugin : IPlugin
    {
        private readonly Box _box = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_box.Count());
            _box.Fill();
        }
    }
}
