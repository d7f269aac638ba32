//! build: all
//! refs: Microsoft.Xrm.Sdk System.Data System.Xml System.Xml.Linq
// What changes an object of the framework or the SDK that a field holds: a property that is set, a member that keeps a state, a buffer that
// is filled; also of an object that is inside.
using System;
using System.Collections.Specialized;
using System.ComponentModel;
using System.Data;
using System.Diagnostics;
using System.IO;
using System.Security.Cryptography;
using System.Text;
using System.Xml;
using System.Xml.Linq;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Facts
{
    public class PropertyPlugin : IPlugin
    {
        private readonly RetrieveRequest _request = new RetrieveRequest();
        private readonly FetchExpression _fetch = new FetchExpression("<fetch/>");
        private readonly UriBuilder _uri = new UriBuilder();
        private readonly FileSystemWatcher _watcher = new FileSystemWatcher(); //~ sandbox-api
        private readonly BackgroundWorker _worker = new BackgroundWorker();
        private readonly Entity _entity = new Entity("account");
        private static readonly ProcessStartInfo s_start = new ProcessStartInfo();
        private static bool s_quiet;

        public void Execute(IServiceProvider serviceProvider)
        {
            // S11/direct
            _request.Target = new EntityReference("account", Guid.Empty); //~ shared-object-mutation
            _fetch.Query = "<fetch top='1'/>"; //~ shared-object-mutation
            _uri.Path = "a"; //~ shared-object-mutation
            _watcher.InternalBufferSize = 5; //~ shared-object-mutation
            _watcher.Changed += (sender, e) => GC.KeepAlive(e); //~ shared-object-mutation
            _worker.DoWork -= (sender, e) => GC.KeepAlive(e); //~ shared-object-mutation
            _entity.ToEntity<Entity>()["name"] = "x"; //~ shared-object-mutation
            s_start.Arguments = "a"; //~ static-state
            Read(_request.Target, _uri.Path + _uri.Uri);

            var request = new RetrieveRequest { Target = _request.Target };
            request.Target = new EntityReference("contact", Guid.Empty); //= shared-object-mutation
            var uri = new UriBuilder(_uri.Uri);
            uri.Path = "b"; //= shared-object-mutation
            Trace.AutoFlush = s_quiet; //= static-state
            _entity.ToEntityReference().Name = "b"; //= shared-object-mutation
            System.Threading.Thread.CurrentThread.CurrentCulture = null; //= shared-object-mutation
        }

        private static void Read(EntityReference target, string path)
        {
            GC.KeepAlive(target);
            GC.KeepAlive(path);
        }
    }

    public class StatePlugin : IPlugin
    {
        private readonly SHA256 _sha = SHA256.Create();
        private readonly Aes _aes = Aes.Create();
        private readonly Stopwatch _watch = new Stopwatch();
        private readonly BinaryWriter _writer = new BinaryWriter(new MemoryStream());
        private readonly RandomNumberGenerator _random = RandomNumberGenerator.Create();
        private readonly byte[] _buffer = new byte[16];
        private readonly byte[] _filled = new byte[16];
        private readonly ArraySegment<int> _segment = new ArraySegment<int>(new int[3]);

        public void Execute(IServiceProvider serviceProvider)
        {
            var hash = _sha.ComputeHash(new byte[1]); //~ shared-object-mutation target=F:Acme.Facts.StatePlugin._sha
            _aes.GenerateIV(); //~ shared-object-mutation
            _watch.Restart(); //~ shared-object-mutation
            _writer.Write(hash.Length); //~ shared-object-mutation
            _random.GetBytes(_buffer); //~ shared-object-mutation target=F:Acme.Facts.StatePlugin._buffer
            using (var stream = new MemoryStream(hash))
            {
                stream.Read(_filled, 0, 1); //~ shared-object-mutation target=F:Acme.Facts.StatePlugin._filled
            }
            Encoding.UTF8.GetBytes("a", 0, 1, _filled, 0); //~ shared-object-mutation target=F:Acme.Facts.StatePlugin._filled
            _segment.Array[0] = 1; //~ shared-object-mutation

            var mine = new byte[4];
            _random.GetBytes(mine); //= shared-object-mutation
            using (var sha = SHA256.Create())
            {
                sha.ComputeHash(_buffer); //= shared-object-mutation
                sha.ComputeHash(mine, 0, mine.Length); //= shared-object-mutation
            }
            var watch = Stopwatch.StartNew();
            watch.Stop(); //= shared-object-mutation
            GC.KeepAlive(_watch.Elapsed.ToString() + _segment.Count + Convert.ToBase64String(_buffer) + Encoding.UTF8.GetString(_filled));
        }
    }

    public class InnerPlugin : IPlugin
    {
        private readonly XDocument _document = new XDocument(new XElement("a"));
        private readonly XmlDocument _old = new XmlDocument();
        private readonly DataSet _set = new DataSet();
        private readonly DataTable _table = new DataTable();

        public void Execute(IServiceProvider serviceProvider)
        {
            _document.Root.SetAttributeValue("a", 1); //~ shared-object-mutation
            _document.Root.Element("b").Value = "c"; //~ shared-object-mutation
            foreach (var element in _document.Root.Elements("b"))
            {
                element.Add(new XElement("c")); //~ shared-object-mutation
            }
            _old.DocumentElement.SetAttribute("a", "b"); //~ shared-object-mutation
            _old.SelectSingleNode("a").InnerText = "b"; //~ shared-object-mutation
            _table.Rows.Add(1); //~ shared-object-mutation
            _table.Rows[0]["a"] = 2; //~ shared-object-mutation
            _set.Tables["t"].Columns.Add("c"); //~ shared-object-mutation

            var text = _document.Root.Element("b").Value + _old.DocumentElement.InnerText + _table.Rows[0]["a"] + _set.Tables.Count;
            var mine = XDocument.Parse(_document.ToString() + text);
            mine.Root.Add(new XElement("b")); //= shared-object-mutation
            var copy = new XmlDocument();
            copy.LoadXml(_old.OuterXml);
            copy.DocumentElement.SetAttribute("a", "b"); //= shared-object-mutation
            var table = _table.Copy();
            table.Rows.Add(1); //= shared-object-mutation
        }
    }

    public class CollectionsPlugin : IPlugin
    {
        private readonly HybridDictionary _hybrid = new HybridDictionary();
        private readonly OrderedDictionary _ordered = new OrderedDictionary();
        private readonly StringCollection _strings = new StringCollection();
        private readonly ListDictionary _list = new ListDictionary();

        public void Execute(IServiceProvider serviceProvider)
        {
            _hybrid["a"] = 1; //~ shared-object-mutation
            _ordered["a"] = serviceProvider; //~ shared-object-mutation severity=high
            _ordered.Insert(0, "b", 1); //~ shared-object-mutation
            _strings.Add("a"); //~ shared-object-mutation
            _list.Remove("a"); //~ shared-object-mutation
            if (_hybrid.Contains("a") || _strings.Contains("a") || _ordered.Count > _list.Count)
            {
                new StringCollection().Add("b"); //= shared-object-mutation
            }
        }
    }

    // A weak reference gives what was put into it as long as somebody else has it.
    public class Call
    {
        public int Count;
        public IOrganizationService Service;
    }

    public class WeakPlugin : IPlugin
    {
        private readonly WeakReference _weak = new WeakReference(null);
        private readonly WeakReference<Call> _typed = new WeakReference<Call>(null);

        public void Execute(IServiceProvider serviceProvider)
        {
            var call = new Call { Count = 1 }; //= shared-object-mutation
            call.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //= shared-object-mutation
            _weak.Target = call; //~ shared-object-mutation severity=high
            ((Call)_weak.Target).Count++; //~ shared-object-mutation
            Typed(new Call());

            var mine = new WeakReference(new Call());
            ((Call)mine.Target).Count++; //= shared-object-mutation
        }

        private void Typed(Call call)
        {
            Call earlier;
            if (_typed.TryGetTarget(out earlier))
            {
                earlier.Count++; //~ shared-object-mutation
            }
            _typed.SetTarget(call); //~ shared-object-mutation
            call.Count = 2; //~ shared-object-mutation target=F:Acme.Facts.WeakPlugin._typed
        }
    }
}
