// U14: IL that asks for a 32-bit process, and a method of a native library.
using System;
using System.Runtime.InteropServices;
using Microsoft.Xrm.Sdk;

namespace Contoso.Managed
{
    public class ManagedPlugin : IPlugin
    {
        [DllImport("kernel32.dll")]
        private static extern int GetTickCount(); //= native-code

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(GetTickCount()); //~ sandbox-api //= native-code
        }
    }
}
