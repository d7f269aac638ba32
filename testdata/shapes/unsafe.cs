//! unsafe: yes
// Pinned locals, pointers, stack allocation: a store through a pointer to a field of the shared instance, and to a local.
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Raw
{
    public unsafe class PointerPlugin : IPlugin
    {
        private int _count;
        private readonly byte[] _buffer = new byte[4];

        public void Execute(IServiceProvider serviceProvider)
        {
            fixed (int* count = &_count)
            {
                *count = 5; //~ stateful-plugin target=F:Fabrikam.Raw.PointerPlugin._count
            }
            int local = 0;
            int* at = &local;
            *at = 6;
            int* block = stackalloc int[4];
            block[1] = local;
            fixed (byte* bytes = new byte[8])
            {
                bytes[2] = 1;
            }
            fixed (char* text = "abc")
            {
                local += text[0];
            }
            serviceProvider.GetService((local + _buffer.Length).GetType());
        }
    }
}
