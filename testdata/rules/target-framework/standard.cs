// U16: an assembly for .NET Standard 2.0.
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Runtime.Versioning.TargetFramework(".NETStandard,Version=v2.0")]

namespace Contoso.Standard
{
    public class StandardPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= target-framework
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
