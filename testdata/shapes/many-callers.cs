//! problem: the analysis hit a limit
// A helper with more callers than are looked at one by one: those that hand in the plug-in stay apart from those that do not.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Couriers
{
    public class Parcel
    {
        public int Weight;
    }

    public class Courier : IPlugin
    {
        private int _runs;
        private int _quiet;

        public void Execute(IServiceProvider serviceProvider)
        {
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Put(new Parcel(), new Courier()); Put(new Parcel(), new Courier());
            Run(new Parcel(), this);
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), new Courier()); Run(new Parcel(), new Courier());
            Run(new Parcel(), this);
        }

        private static void Put(Parcel parcel, Courier courier)
        {
            parcel.Weight = 1;
            courier._quiet = 1;
        }

        private static void Run(Parcel parcel, Courier courier)
        {
            parcel.Weight = 2;
            courier._runs = 1; //~ stateful-plugin confidence=high target=F:Acme.Couriers.Courier._runs
        }
    }
}
