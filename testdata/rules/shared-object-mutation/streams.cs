// A stream over an array writes into it, and a writer into what it was made for; who reads moves only the stream.
using System;
using System.IO;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Acme.Streams
{
    public class WritingPlugin : IPlugin
    {
        private readonly byte[] _buffer = new byte[16];
        private readonly StringBuilder _text = new StringBuilder();
        private readonly MemoryStream _stream = new MemoryStream();
        private readonly Encoding _encoding = Encoding.UTF8;

        public void Execute(IServiceProvider serviceProvider)
        {
            var stream = new MemoryStream(_buffer);
            stream.WriteByte(4); //~ shared-object-mutation target=F:Acme.Streams.WritingPlugin._buffer
            var text = new StringWriter(_text);
            text.Write("a"); //~ shared-object-mutation target=F:Acme.Streams.WritingPlugin._text
            var writer = new StreamWriter(_stream, _encoding);
            writer.WriteLine("b"); //~ shared-object-mutation target=F:Acme.Streams.WritingPlugin._stream
            using (var binary = new BinaryWriter(new MemoryStream(_buffer)))
                binary.Write(1); //~ shared-object-mutation target=F:Acme.Streams.WritingPlugin._buffer
            Write(new MemoryStream(_buffer));
        }

        private static void Write(Stream stream)
        {
            stream.Write(new byte[1], 0, 1); //~ shared-object-mutation target=F:Acme.Streams.WritingPlugin._buffer
        }
    }

    public class ReadingPlugin : IPlugin
    {
        private readonly byte[] _buffer = new byte[16];
        private readonly Encoding _encoding = Encoding.UTF8;

        public void Execute(IServiceProvider serviceProvider)
        {
            var stream = new MemoryStream(_buffer);
            stream.ReadByte(); //= shared-object-mutation
            stream.Seek(0, SeekOrigin.Begin); //= shared-object-mutation
            var copy = new MemoryStream();
            stream.CopyTo(copy); //= shared-object-mutation
            copy.WriteByte(4); //= shared-object-mutation
            var own = new MemoryStream((byte[])_buffer.Clone());
            own.WriteByte(4); //= shared-object-mutation
            var writer = new StreamWriter(copy, _encoding);
            writer.Write("a"); //= shared-object-mutation
            var text = new StringWriter(new StringBuilder());
            text.Write("a"); //= shared-object-mutation
        }
    }
}
