//! build: release roslyn41-debug
//! unsafe: yes
//! problem: calli
// R06: what a function pointer leads to runs with the arguments of the call, wherever the pointer was kept.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.FunctionPointers
{
    public class Item
    {
        public int N;
    }

    public unsafe class PointersPlugin : IPlugin
    {
        private static readonly delegate*<PointersPlugin, int, void> s_kept = &Keep;
        private readonly delegate*<PointersPlugin, void> _field = &Count;
        private readonly Item _item = new Item();
        private int _local;
        private int _counted;
        private int _kept;
        private int _inStruct;
        private int _passed;
        private int _other;

        private struct Holder
        {
            public delegate*<PointersPlugin, void> Run;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            delegate*<PointersPlugin, void> local = &Local;
            local(this);
            _field(this);
            s_kept(this, 1);
            var holder = new Holder { Run = &InStruct };
            holder.Run(this);
            Run(&Passed, this);
            delegate*<PointersPlugin, Item> get = &Get;
            get(this).N = 1; //~ shared-object-mutation target=F:Acme.FunctionPointers.PointersPlugin._item
            delegate*<PointersPlugin, void> other = &Other;
            other(new PointersPlugin());
            delegate*<Item> fresh = &Fresh;
            fresh().N = 1; //= shared-object-mutation
            // Nobody can see where this one leads.
            ((delegate*<void>)serviceProvider.GetHashCode())();
        }

        private static void Run(delegate*<PointersPlugin, void> run, PointersPlugin plugin)
        {
            run(plugin);
        }

        private static void Local(PointersPlugin plugin)
        {
            plugin._local++; //~ stateful-plugin
        }

        private static void Count(PointersPlugin plugin)
        {
            plugin._counted++; //~ stateful-plugin
        }

        private static void Keep(PointersPlugin plugin, int number)
        {
            plugin._kept = number; //~ stateful-plugin
        }

        private static void InStruct(PointersPlugin plugin)
        {
            plugin._inStruct++; //~ stateful-plugin
        }

        private static void Passed(PointersPlugin plugin)
        {
            plugin._passed++; //~ stateful-plugin
        }

        private static void Other(PointersPlugin plugin)
        {
            plugin._other++; //= stateful-plugin
        }

        private static Item Get(PointersPlugin plugin)
        {
            return plugin._item;
        }

        private static Item Fresh()
        {
            return new Item();
        }
    }
}
