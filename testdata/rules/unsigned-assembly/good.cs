// U13: an assembly with a key.
//! key: ms35
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Signed
{
    public class SignedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider) //= unsigned-assembly
        {
            GC.KeepAlive(serviceProvider);
        }
    }
}
