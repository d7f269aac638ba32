//! build: all
// Template methods of the framework: a member of a base class runs what our class overrides, on that object.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.IO;
using System.Text;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Templates
{
    // R05: `Add` runs `InsertItem`.
    public class Log : Collection<string>
    {
        public static int Inserted;
        private static int _removed;
        public int Count2;

        protected override void InsertItem(int index, string item)
        {
            Inserted++; //~ static-state confidence=medium target=F:Fabrikam.Templates.Log.Inserted
            Count2++; //= stateful-plugin
            base.InsertItem(index, item);
        }

        protected override void ClearItems()
        {
            base.ClearItems();
        }

        public override string ToString()
        {
            _removed++; //= static-state
            return "log";
        }
    }

    public class Keyed : KeyedCollection<string, Entry>
    {
        private static int _keys;

        protected override string GetKeyForItem(Entry item)
        {
            _keys++; //~ static-state confidence=medium target=F:Fabrikam.Templates.Keyed._keys
            return item.Name;
        }
    }

    public class Entry
    {
        public string Name = "a";
    }

    public class Upper : TextWriter
    {
        private static int _written;

        public override Encoding Encoding
        {
            get { return Encoding.UTF8; }
        }

        public override void Write(char value)
        {
            _written++; //~ static-state confidence=medium target=F:Fabrikam.Templates.Upper._written
        }
    }

    public class Worker : BackgroundWorker
    {
        private static int _runs;

        protected override void OnDoWork(DoWorkEventArgs e)
        {
            _runs++; //~ static-state confidence=medium target=F:Fabrikam.Templates.Worker._runs
            base.OnDoWork(e);
        }
    }

    public class TemplatePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var log = new Log();
            log.Add("a");
            new Keyed().Add(new Entry());
            new Upper().WriteLine("a");
            new Worker().RunWorkerAsync(); //~ parallel-execution
        }
    }

    // R05: the plug-in itself derives from the base, and calls its members on `this`.
    public class SelfPlugin : Collection<string>, IPlugin
    {
        private int _inserted;
        private int _cleared;

        public void Execute(IServiceProvider serviceProvider)
        {
            base.Add("a");
            Twice("b");
        }

        private void Twice(string item)
        {
            Add(item);
            Add(item);
        }

        protected override void InsertItem(int index, string item)
        {
            _inserted++; //~ stateful-plugin confidence=medium target=F:Fabrikam.Templates.SelfPlugin._inserted
            base.InsertItem(index, item);
        }

        protected override void RemoveItem(int index)
        {
            base.RemoveItem(index);
        }

        public override string ToString()
        {
            _cleared++; //= stateful-plugin
            return "self";
        }
    }

    public class SelfStream : Stream, IPlugin
    {
        private int _read;
        private int _called;

        public override bool CanRead
        {
            get { return true; }
        }

        public override bool CanSeek
        {
            get { return false; }
        }

        public override bool CanWrite
        {
            get { return false; }
        }

        public override long Length
        {
            get { return 0; }
        }

        public override long Position
        {
            get { return 0; }
            set { }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            ReadByte();
        }

        public override string ToString()
        {
            _called++; //= stateful-plugin
            return "stream";
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            _read++; //~ stateful-plugin confidence=medium target=F:Fabrikam.Templates.SelfStream._read
            return 0;
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            return 0;
        }

        public override void SetLength(long value)
        {
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
        }

        public override void Flush()
        {
        }
    }

    // R05: only asked, never changed: what changes it does not run.
    public class Quiet : Collection<string>
    {
        private static int _inserted;

        protected override void InsertItem(int index, string item)
        {
            _inserted++; //= static-state
            base.InsertItem(index, item);
        }
    }

    public class Silent : TextWriter
    {
        private static int _written;

        public override Encoding Encoding
        {
            get { return Encoding.UTF8; }
        }

        public override void Write(char value)
        {
            _written++; //= static-state
        }
    }

    public class QuietPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            if (new Quiet().Contains("a") || new Quiet().Count > 0)
            {
                new Silent().ToString();
                new StringWriter().WriteLine("a");
            }
        }
    }

    // Held by the instance: what the override keeps is kept.
    public class Held : Collection<string>
    {
        private int _count;
        private List<string> _all = new List<string>();

        protected override void InsertItem(int index, string item)
        {
            _count++; //~ shared-object-mutation confidence=medium target=F:Fabrikam.Templates.HeldPlugin._log
            _all.Add(item); //~ shared-object-mutation confidence=medium target=F:Fabrikam.Templates.HeldPlugin._log
            base.InsertItem(index, item);
        }
    }

    public class HeldPlugin : IPlugin
    {
        private readonly Held _log = new Held();

        public void Execute(IServiceProvider serviceProvider)
        {
            _log.Add("a"); //~ shared-object-mutation target=F:Fabrikam.Templates.HeldPlugin._log
        }
    }
}
