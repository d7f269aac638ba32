// U13: an assembly without a key.
//! expect: unsigned-assembly *
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Unsigned
{
    public class UnsignedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
