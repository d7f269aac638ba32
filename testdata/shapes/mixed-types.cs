//! build: all net40
// Values of several types that go through one array: a store names the type of what it changes, and what cannot be of that type is not changed.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Mixed
{
    public class Box
    {
        public int Value;
    }

    public class Lid
    {
        public int Angle;
    }

    public class Crate : Box
    {
    }

    public class MixedPlugin : IPlugin
    {
        private static readonly string Title = string.Empty;
        private static readonly Dictionary<string, bool> Flags = new Dictionary<string, bool>();
        private readonly string _name;
        private readonly int[] _sizes = new int[2];
        private readonly Lid _lid = new Lid();

        public MixedPlugin(string name)
        {
            _name = name;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var pot = new object[8];
            pot[0] = _name;
            pot[1] = _sizes;
            pot[2] = _lid;
            pot[3] = this;
            pot[4] = Title;
            pot[5] = Flags;
            pot[6] = new Box();
            pot[7] = string.Empty;
            ((Box)pot[6]).Value = 1; //= shared-object-mutation
        }
    }

    public class BoxedPlugin : IPlugin
    {
        private static readonly Crate Stock = new Crate();
        private readonly Crate _crate = new Crate();
        private readonly object _any;

        public BoxedPlugin(object any) //~ no-usable-constructor
        {
            _any = any;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var pot = new object[2];
            pot[0] = _crate;
            pot[1] = new Box();
            ((Box)pot[1]).Value = 1; //~ shared-object-mutation target=F:Fabrikam.Mixed.BoxedPlugin._crate
            var other = new object[2];
            other[0] = Stock;
            ((Box)other[1]).Value = 1; //~ static-state target=F:Fabrikam.Mixed.BoxedPlugin.Stock
            var third = new object[2];
            third[0] = _any;
            ((Box)third[1]).Value = 1; //~ shared-object-mutation target=F:Fabrikam.Mixed.BoxedPlugin._any
        }
    }
}
