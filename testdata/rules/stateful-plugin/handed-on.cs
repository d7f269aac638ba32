// S02, S05, R05, R06: structs inside structs, the plug-in itself handed to the framework, delegates that are combined,
// and lambdas that never leave the constructor.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Contoso.Deliveries
{
    public struct Weight
    {
        public int Grams;

        public void Bump()
        {
            Grams++;
        }
    }

    public struct Parcel
    {
        public Weight Weight;

        public void Deep()
        {
            Weight.Bump();
        }
    }

    // S05
    public class ParcelPlugin : IPlugin
    {
        private Parcel _parcel;
        private Parcel _plain;

        public void Execute(IServiceProvider serviceProvider)
        {
            _parcel.Deep(); //~ stateful-plugin confidence=high target=F:Contoso.Deliveries.ParcelPlugin._parcel
            var parcel = _plain;
            parcel.Deep(); //= stateful-plugin
            serviceProvider.GetService(parcel.Weight.Grams.GetType());
        }
    }

    // R05: the framework calls back what it got.
    public class SortingPlugin : IPlugin, IComparer<string>
    {
        private int _compared;

        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "b", "a" };
            names.Sort(this);
            serviceProvider.GetService(names.GetType());
        }

        public int Compare(string x, string y)
        {
            _compared++; //~ stateful-plugin confidence=medium
            return string.CompareOrdinal(x, y);
        }
    }

    // R06: several delegates in one.
    public class CombiningPlugin : IPlugin
    {
        private int _first;
        private int _second;

        public void Execute(IServiceProvider serviceProvider)
        {
            Action<CombiningPlugin> steps = First;
            steps += Second;
            steps(this);
        }

        private static void First(CombiningPlugin plugin)
        {
            plugin._first = 1; //~ stateful-plugin
        }

        private static void Second(CombiningPlugin plugin)
        {
            plugin._second = 2; //~ stateful-plugin
        }
    }

    // S17: a lambda that the constructor makes and runs.
    public class ConfiguredPlugin : IPlugin
    {
        private int _limit;

        public ConfiguredPlugin()
        {
            Configure(() => _limit = 5); //= stateful-plugin
        }

        private static void Configure(Action configure)
        {
            configure();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(_limit.GetType());
        }
    }
}
