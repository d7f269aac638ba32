//! build: all
//! refs: Microsoft.Xrm.Sdk System.Data System.Xml
// Arrays that members of the framework fill, and those that they only read.
using System;
using System.Data;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Acme.Buffers
{
    public class BufferPlugin : IPlugin
    {
        private readonly byte[] _from = new byte[16];
        private readonly byte[] _to = new byte[16];
        private readonly char[] _text = new char[16];
        private readonly char[] _source = { 'a' };
        private readonly object[] _values = new object[2];
        private readonly Random _random = new Random();
        private readonly Decoder _decoder = Encoding.UTF8.GetDecoder();
        private readonly TextReader _reader = new StringReader("a");

        public void Execute(IServiceProvider serviceProvider)
        {
            // S10/direct
            Encoding.UTF8.GetChars(_from, 0, 1, _text, 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._text
            Encoding.UTF8.GetBytes(_source, 0, 1, _to, 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._to
            Encoding.UTF8.GetBytes("a", 0, 1, _to, 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._to
            _decoder.GetChars(new byte[1], 0, 1, new char[1], 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._decoder
            Convert.ToBase64CharArray(_from, 0, 1, _text, 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._text
            "abc".CopyTo(0, _text, 0, 3); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._text
            _random.NextBytes(new byte[1]); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._random
            new Random().NextBytes(_to); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._to
            _reader.Read(new char[1], 0, 1); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._reader
            new StringReader("a").ReadBlock(_text, 0, 1); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._text
            using (var transform = Aes.Create().CreateEncryptor())
            {
                transform.TransformBlock(_from, 0, 16, _to, 0); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._to
                transform.TransformFinalBlock(_from, 0, 16); //= shared-object-mutation
            }
            using (var reader = new DataTable().CreateDataReader())
            {
                reader.GetValues(_values); //~ shared-object-mutation target=F:Acme.Buffers.BufferPlugin._values
            }

            var mine = new byte[16];
            Encoding.UTF8.GetBytes(_source, 0, 1, mine, 0); //= shared-object-mutation
            var text = Encoding.UTF8.GetChars(_from); //= shared-object-mutation
            Encoding.UTF8.GetBytes(_text); //= shared-object-mutation
            Convert.ToBase64CharArray(_from, 0, 1, text, 0); //= shared-object-mutation
            Encoding.UTF8.GetDecoder().GetChars(_from, 0, 1, text, 0); //= shared-object-mutation
            new Random().NextBytes(mine); //= shared-object-mutation
            new MemoryStream(_from).CopyTo(new MemoryStream(mine)); //= shared-object-mutation
        }
    }
}
