// U16: an assembly for the framework of the sandbox.
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Runtime.Versioning.TargetFramework(".NETFramework,Version=v4.6.2")]

namespace Contoso.Right
{
    public class RightPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= target-framework
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
