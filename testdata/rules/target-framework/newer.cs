// U16: an assembly for a framework that is newer than the sandbox promises.
//! expect: target-framework *
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Runtime.Versioning.TargetFramework(".NETFramework,Version=v4.8")]

namespace Acme.Newer
{
    public class NewerPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
