//! unsafe: yes
// Pinned locals, pointers, stack allocation: a store through a pointer to a field of the shared instance, and to a local.
using System;
using System.IO;
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
            fixed (int* count = &_count)
            {
                *(count + 1) = 5; //~ stateful-plugin target=F:Fabrikam.Raw.PointerPlugin._count
            }
            fixed (byte* bytes = _buffer)
            {
                bytes[2] = 1; //~ shared-object-mutation target=F:Fabrikam.Raw.PointerPlugin._buffer
                for (byte* end = bytes + 3; end > bytes; end--)
                {
                    *end = 2; //~ shared-object-mutation target=F:Fabrikam.Raw.PointerPlugin._buffer
                }
                Fill(bytes, 2); //~ shared-object-mutation target=F:Fabrikam.Raw.PointerPlugin._buffer
                Sum(bytes, 2); //= shared-object-mutation
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

        private static void Fill(byte* bytes, int count)
        {
            for (int i = 0; i < count; i++)
            {
                bytes[i] = 1;
            }
        }

        private static int Sum(byte* bytes, int count)
        {
            int sum = 0;
            for (byte* at = bytes; at < bytes + count; at++)
            {
                sum += *at;
            }
            return sum;
        }
    }

    // A stream over a field is read.
    public unsafe class StreamPlugin : IPlugin
    {
        private byte _first = 1;

        public void Execute(IServiceProvider serviceProvider)
        {
            fixed (byte* first = &_first)
            {
                var stream = new UnmanagedMemoryStream(first, 1); //= stateful-plugin
                GC.KeepAlive(stream.ReadByte()); //= stateful-plugin
            }
        }
    }
}
