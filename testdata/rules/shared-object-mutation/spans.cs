//! api: netstandard2.1
//! build: roslyn
// Views of arrays: what is written through one is in the array.
using System;
using System.Runtime.InteropServices;
using Microsoft.Xrm.Sdk;

namespace Acme.Spans
{
    public class SpanPlugin : IPlugin
    {
        private readonly int[] _numbers = new int[8];
        private readonly byte[] _bytes = new byte[8];

        public void Execute(IServiceProvider serviceProvider)
        {
            // S10/direct
            Span<int> converted = _numbers;
            converted[0] = 1; //~ shared-object-mutation target=F:Acme.Spans.SpanPlugin._numbers
            var made = new Span<int>(_numbers);
            made[1] = 2; //~ shared-object-mutation target=F:Acme.Spans.SpanPlugin._numbers
            Fill(new Span<byte>(_bytes, 1, 2));
            new Span<int>(_numbers).Clear(); //~ shared-object-mutation target=F:Acme.Spans.SpanPlugin._numbers
            _bytes.AsSpan(1).Fill(3); //~ shared-object-mutation target=F:Acme.Spans.SpanPlugin._bytes
            foreach (ref var number in _numbers.AsSpan())
            {
                number = 4; //~ shared-object-mutation
            }
            Memory<int> memory = _numbers;
            memory.Span[2] = 5; //~ shared-object-mutation
            new Memory<int>(_numbers).Span[3] = 6; //~ shared-object-mutation
            new ReadOnlySpan<int>(_numbers).CopyTo(new int[8]); //= shared-object-mutation
            MemoryMarshal.GetReference<int>(_numbers) = 7; //~ shared-object-mutation

            Span<int> mine = stackalloc int[4];
            mine[0] = 1; //= shared-object-mutation
            var own = new Span<int>(new int[4]);
            own[0] = _numbers[0]; //= shared-object-mutation
            var copy = new Span<int>((int[])_numbers.Clone());
            copy[1] = 2; //= shared-object-mutation
            Keep(new Span<byte>(new byte[2]));
        }

        private static void Fill(Span<byte> span)
        {
            span[0] = 1; //~ shared-object-mutation target=F:Acme.Spans.SpanPlugin._bytes
        }

        private static void Keep(Span<byte> span)
        {
            span[0] = 1; //= shared-object-mutation
        }
    }
}
