//! build: all
//! refs: Microsoft.Xrm.Sdk Vendor.Jobs
//! problem: missingAssembly Vendor.Jobs
// An object of a library that is not there: what sets a property or adds a handler changes it, of the rest nobody knows.
using System;
using Microsoft.Xrm.Sdk;
using Vendor.Jobs;

namespace Fabrikam.AbsentSettings
{
    public class SettingsPlugin : IPlugin
    {
        private readonly Settings _settings = new Settings();

        public void Execute(IServiceProvider serviceProvider)
        {
            _settings.Indent = 2; //~ shared-object-mutation
            _settings.Changed += (sender, e) => GC.KeepAlive(e); //~ shared-object-mutation

            _settings.Add("a"); //= shared-object-mutation
            _settings.Inner.Indent = _settings.Indent; //= shared-object-mutation
            var mine = new Settings();
            mine.Indent = 3; //= shared-object-mutation
        }
    }
}
