//! library
// A netmodule: part of the assembly `multi-module`, in a file of its own.
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Modules
{
    public class PartPlugin : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //~ stateful-plugin
        }
    }
}
