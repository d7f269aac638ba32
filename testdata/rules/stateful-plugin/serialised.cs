// S08: a lock on a shared object serialises the calls, the state stays; a lock on a local object changes nothing.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Shipping
{
    public class ShipmentCounter : IPlugin
    {
        private readonly object _gate = new object();
        private int _shipments;
        private int _parcels;

        public void Execute(IServiceProvider serviceProvider)
        {
            lock (_gate) //~ static-lock severity=low
            {
                _shipments++; //~ stateful-plugin severity=medium
            }
            var mine = new object();
            lock (mine)
            {
                _parcels++; //~ stateful-plugin severity=high
            }
        }
    }
}
