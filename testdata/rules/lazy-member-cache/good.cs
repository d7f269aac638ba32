//! build: all net40
// S14, S17: no cache: a value of the call, a flag, an unconditional store, a Lazy<T>, the constructor.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Contoso.Rates
{
    public class RatePlugin : IPlugin
    {
        private readonly Lazy<List<string>> _names = new Lazy<List<string>>(() => new List<string>());
        private readonly Dictionary<string, decimal> _rates;
        private string _entity;
        private bool _done;
        private string _last;

        public RatePlugin()
        {
            if (_rates == null)
            {
                _rates = new Dictionary<string, decimal>(); //= lazy-member-cache
            }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            if (_entity == null)
            {
                _entity = context.PrimaryEntityName; //~ stateful-plugin severity=high
            }
            if (!_done)
            {
                _done = true; //~ stateful-plugin
            }
            if (_last != null)
            {
                _last = "seen"; //~ stateful-plugin
            }
            _last = "now"; //~ stateful-plugin
            serviceProvider.GetService((_names.Value.Count + _rates.Count + _entity).GetType());
        }
    }
}
