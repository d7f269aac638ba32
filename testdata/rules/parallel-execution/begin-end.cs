// X01: a Begin method without its End method in reach; with it, nothing.
using System;
using System.IO;
using Microsoft.Xrm.Sdk;

namespace Acme.Archive
{
    public class ArchivePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var buffer = new byte[16];
            var stream = new MemoryStream();
            stream.BeginWrite(buffer, 0, buffer.Length, null, null); //~ parallel-execution
        }
    }

    public class QuietArchivePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var buffer = new byte[16];
            var stream = new MemoryStream(buffer);
            IAsyncResult result = stream.BeginRead(buffer, 0, buffer.Length, null, null);
            int read = stream.EndRead(result);
            serviceProvider.GetService(read.GetType());
        }
    }
}
