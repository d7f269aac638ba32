//! build: all net40
// S14: made on first use, the same for every caller.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Rates
{
    public class RatePlugin : IPlugin
    {
        private readonly object _gate = new object();
        private Dictionary<string, decimal> _rates;
        private Dictionary<string, decimal> _discounts;
        private List<string> _names;
        private string _currency;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_rates == null)
            {
                _rates = new Dictionary<string, decimal>(); //~ lazy-member-cache severity=low confidence=medium target=F:Acme.Rates.RatePlugin._rates
            }
            _discounts = _discounts ?? new Dictionary<string, decimal>(); //~ lazy-member-cache
            if (_names == null)
            {
                lock (_gate) //~ static-lock severity=low
                {
                    if (_names == null)
                    {
                        _names = Load(); //~ lazy-member-cache
                    }
                }
            }
            Interlocked.CompareExchange(ref _currency, string.Concat("E", "UR"), null); //~ lazy-member-cache
            serviceProvider.GetService((_rates.Count + _discounts.Count + _names.Count + _currency).GetType());
        }

        private static List<string> Load()
        {
            return new List<string>();
        }
    }
}
