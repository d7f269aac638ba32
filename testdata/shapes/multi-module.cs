//! addmodule: module-part
//! build: release
// An assembly of two modules; the second is the file module-part.netmodule.
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Modules
{
    public class MainPlugin : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //~ stateful-plugin
            new PartPlugin().Execute(serviceProvider);
        }
    }
}
