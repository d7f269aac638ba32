// U16: an assembly for .NET 8.
//! expect: target-framework *
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Runtime.Versioning.TargetFramework(".NETCoreApp,Version=v8.0")]

namespace Acme.Core
{
    public class CorePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
