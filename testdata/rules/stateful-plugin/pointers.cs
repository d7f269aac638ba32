//! build: all
//! unsafe: yes
// S04: what only reads where a pointer leads to changes nothing; a store through it does.
using System;
using System.Runtime.InteropServices;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Acme.Pointers
{
    public unsafe class ReadingPlugin : IPlugin
    {
        private char _letter = 'a';
        private byte _byte = 65;
        private readonly char[] _letters = new char[3];
        private readonly byte[] _bytes = new byte[3];

        public void Execute(IServiceProvider serviceProvider)
        {
            var text = string.Empty;
            fixed (char* letter = &_letter)
            {
                text += new string(letter, 0, 1); //= stateful-plugin
            }
            fixed (char* letters = _letters)
            {
                text += new string(letters, 0, 3); //= shared-object-mutation
            }
            fixed (byte* bytes = _bytes)
            {
                text += Encoding.UTF8.GetCharCount(bytes, 3); //= shared-object-mutation
            }
            fixed (byte* one = &_byte)
            {
                text += Marshal.PtrToStringAnsi((IntPtr)one, 1); //= stateful-plugin
            }
            GC.KeepAlive(text);
        }
    }

    public unsafe class WritingPlugin : IPlugin
    {
        private char _letter = 'a';

        public void Execute(IServiceProvider serviceProvider)
        {
            fixed (char* letter = &_letter)
            {
                *letter = 'b'; //~ stateful-plugin severity=high
            }
        }
    }
}
