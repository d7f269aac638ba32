// The address of a field is handed on beside the object that has it: to an instance method, or as another argument.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Beside
{
    public class MeterPlugin : IPlugin
    {
        private int _count;
        private int _total;
        private string _name;
        private int _found;
        private readonly Dictionary<string, int> _rates = new Dictionary<string, int>();

        public void Execute(IServiceProvider serviceProvider)
        {
            Read(out _count); //~ stateful-plugin confidence=high target=F:Acme.Beside.MeterPlugin._count
            Grow(ref _total); //~ stateful-plugin confidence=high target=F:Acme.Beside.MeterPlugin._total
            Both(this, ref _total); //~ stateful-plugin target=F:Acme.Beside.MeterPlugin._total
            Turned(ref _total, this); //~ stateful-plugin target=F:Acme.Beside.MeterPlugin._total
            Set(ref _name, "a"); //~ stateful-plugin target=F:Acme.Beside.MeterPlugin._name
            Find("a", out _found); //~ stateful-plugin target=F:Acme.Beside.MeterPlugin._found
            Action later = () => Grow(ref _total); //~ stateful-plugin
            later();
            int mine = 0;
            Grow(ref mine); //= stateful-plugin
            Both(this, ref mine); //= stateful-plugin
            int found;
            Find("b", out found); //= stateful-plugin
            Look(ref _total); //= stateful-plugin
            serviceProvider.GetService((_name + mine + found).GetType());
        }

        private void Read(out int count)
        {
            count = _rates.Count;
        }

        private void Grow(ref int total)
        {
            total += _rates.Count; //= stateful-plugin
        }

        private static void Both(MeterPlugin plugin, ref int total)
        {
            total = plugin._rates.Count; //= stateful-plugin
        }

        private static void Turned(ref int total, MeterPlugin plugin)
        {
            total = plugin._rates.Count; //= stateful-plugin
        }

        private void Set<T>(ref T field, T value)
        {
            if (!EqualityComparer<T>.Default.Equals(field, value))
            {
                field = value; //= stateful-plugin
            }
        }

        private bool Find(string key, out int rate)
        {
            return _rates.TryGetValue(key, out rate); //= stateful-plugin
        }

        private void Look(ref int total)
        {
            if (total > _rates.Count)
            {
                throw new InvalidPluginExecutionException("too many");
            }
        }
    }

    // The object is handed on without an address: what the callee takes the address of shows there, once.
    public class InsidePlugin : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            InsidePlugin self = this;
            Inner(self, ref self._count); //~ stateful-plugin
            Action later = () => Outer(self); //= stateful-plugin
            later();
        }

        private static void Outer(InsidePlugin plugin)
        {
            Inner(plugin, ref plugin._count); //~ stateful-plugin
        }

        private static void Inner(InsidePlugin plugin, ref int count)
        {
            count = plugin.GetHashCode(); //= stateful-plugin
        }
    }

    public class Box
    {
        public int Value;

        public void Fill(ref int value)
        {
            value = 3; //= shared-object-mutation
        }
    }

    public class BoxPlugin : IPlugin
    {
        private readonly Box _box = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            _box.Fill(ref _box.Value); //~ shared-object-mutation
            var mine = new Box();
            mine.Fill(ref mine.Value); //= shared-object-mutation
            _box.Fill(ref mine.Value); //= shared-object-mutation
        }
    }
}
