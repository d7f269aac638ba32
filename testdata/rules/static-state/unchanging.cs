//! build: all
// What a static holds that nobody can change: an array without elements, a stream or writer that goes nowhere.
using System;
using System.IO;
using Microsoft.Xrm.Sdk;

namespace Acme.Unchanging
{
    public static class None<T>
    {
        public static readonly T[] Items = new T[0];
    }

    public class Item
    {
        public string Token;
    }

    // The usual growing buffer begins with nothing.
    public class Buffer
    {
        private byte[] _bytes = None<byte>.Items;
        private int _count;

        public void Put(byte value)
        {
            if (_count == _bytes.Length)
            {
                var more = new byte[_count + 8];
                Array.Copy(_bytes, more, _count);
                _bytes = more;
            }
            _bytes[_count++] = value; //= static-state
        }
    }

    public class Items
    {
        public Item[] All = None<Item>.Items;
        public int Count;

        public void Add(Item item)
        {
            if (Count == All.Length)
            {
                var more = new Item[Count + 4];
                Array.Copy(All, more, Count);
                All = more;
            }
            All[Count++] = item; //= static-state
        }
    }

    public class BufferPlugin : IPlugin
    {
        private static readonly TextWriter Log = TextWriter.Null;
        private static readonly Stream Sink = Stream.Null;

        public void Execute(IServiceProvider serviceProvider)
        {
            var buffer = new Buffer();
            buffer.Put(1);
            var items = new Items();
            items.Add(new Item());
            for (var i = 0; i < items.Count; i++)
            {
                items.All[i].Token = "a"; //= static-state
            }
            byte[] header;
            Read(serviceProvider, out header);
            Log.WriteLine("done"); //= static-state
            Sink.WriteByte(header[0]); //= static-state
        }

        private static void Read(IServiceProvider serviceProvider, out byte[] header)
        {
            if (serviceProvider == null)
            {
                header = None<byte>.Items;
                return;
            }
            header = new byte[8];
            header[0] = 1; //= static-state
        }
    }

    // With elements, or set again, they hold what calls change.
    public class ChangingPlugin : IPlugin
    {
        private static readonly byte[] Header = new byte[8];
        private static byte[] s_last = new byte[0];
        private static readonly TextWriter Log = new StringWriter();

        public void Execute(IServiceProvider serviceProvider)
        {
            Header[0] = 1; //~ static-state
            s_last = new byte[8]; //~ static-state
            s_last[0] = 1; //~ static-state
            Log.WriteLine("done"); //~ static-state
        }
    }
}
