//! build: all
// S14/helper: the question and the store are in two methods: what is only called where the field is empty gives it its first value.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Ensured
{
    public class SettingsPlugin : IPlugin
    {
        private Dictionary<string, string> _settings;
        private Dictionary<string, string> _again;
        private string _name;
        private int _loads;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_settings == null)
            {
                Load();
            }
            if (_again == null)
            {
                Reload();
            }
            if (_settings.Count == 0)
            {
                Reload();
            }
            if (_name == null)
            {
                Name((IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)));
            }
            GC.KeepAlive(_name + _again.Count);
        }

        private void Load()
        {
            _settings = new Dictionary<string, string>(); //~ lazy-member-cache severity=low
            _loads++; //~ stateful-plugin severity=high
            Fill();
        }

        private void Fill()
        {
            _settings["a"] = "b"; //~ shared-object-mutation
        }

        private void Reload()
        {
            _again = new Dictionary<string, string>(); //~ stateful-plugin severity=high //= lazy-member-cache
        }

        private void Name(IOrganizationService service)
        {
            _name = service.Retrieve("organization", Guid.Empty, new ColumnSet("name")).GetAttributeValue<string>("name"); //~ stateful-plugin severity=high //= lazy-member-cache
        }
    }

    // The test in a method and the store in the one that it calls, behind another.
    public class LayeredPlugin : IPlugin
    {
        private List<string> _names;

        public void Execute(IServiceProvider serviceProvider)
        {
            Ensure();
            GC.KeepAlive(_names.Count);
        }

        private void Ensure()
        {
            if (_names == null)
            {
                Make();
            }
        }

        private void Make()
        {
            _names = new List<string>(); //~ lazy-member-cache
        }
    }
}
