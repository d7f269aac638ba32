//! build: all
//! api: 4.7.2
// R05: what a member of a framework class runs of what a class overrides: not everything, by what they are called.
using System;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.ComponentModel;
using System.IO;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.TemplateMethods
{
    public class Names : Collection<string>
    {
        private int _changes;

        protected override void InsertItem(int index, string item)
        {
            _changes++; //~ shared-object-mutation
            base.InsertItem(index, item);
        }

        protected override void RemoveItem(int index)
        {
            _changes++; //= shared-object-mutation
            base.RemoveItem(index);
        }

        protected override void ClearItems()
        {
            _changes++; //= shared-object-mutation
            base.ClearItems();
        }
    }

    public class AddingPlugin : IPlugin
    {
        private readonly Names _names = new Names();

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.Add("a"); //~ shared-object-mutation
        }
    }

    public class ReadNames : Collection<string>
    {
        private int _changes;

        protected override void InsertItem(int index, string item)
        {
            _changes++; //= shared-object-mutation
            base.InsertItem(index, item);
        }
    }

    public class ReadingPlugin : IPlugin
    {
        private readonly ReadNames _names = new ReadNames();

        public void Execute(IServiceProvider serviceProvider)
        {
            var first = _names.FirstOrDefault(name => name == "a");
            var others = _names.Where(name => name != first).ToList();
            foreach (var name in _names)
            {
                others.Remove(name);
            }
            if (_names.Contains(first) || _names.IndexOf(first) > 0)
            {
                _names.CopyTo(others.ToArray(), 0);
            }
        }
    }

    public class Counting : Stream
    {
        private int _reads;
        private int _others;

        public override bool CanRead { get { return true; } }
        public override bool CanSeek { get { return false; } }
        public override bool CanWrite { get { return true; } }
        public override long Length { get { return 0; } }
        public override long Position { get; set; }

        public override int Read(byte[] buffer, int offset, int count)
        {
            return _reads++; //~ shared-object-mutation
        }

        public override void Write(byte[] buffer, int offset, int count)
        {
            _others++; //= shared-object-mutation
        }

        public override long Seek(long offset, SeekOrigin origin)
        {
            return _others++; //= shared-object-mutation
        }

        public override void SetLength(long value)
        {
            _others++; //= shared-object-mutation
        }

        public override void Flush()
        {
            _others++; //= shared-object-mutation
        }

        protected override void Dispose(bool disposing)
        {
            _others++; //= shared-object-mutation
        }
    }

    public class StreamPlugin : IPlugin
    {
        private readonly Counting _stream = new Counting();

        public void Execute(IServiceProvider serviceProvider)
        {
            _stream.CopyTo(new MemoryStream()); //~ shared-object-mutation
            _stream.ReadByte(); //~ shared-object-mutation
        }
    }

    public class Disposed : Component
    {
        private int _times;

        protected override void Dispose(bool disposing)
        {
            _times++; //~ shared-object-mutation
        }
    }

    public class Sited : Component
    {
        private int _times;

        protected override void Dispose(bool disposing)
        {
            _times++; //= shared-object-mutation
        }
    }

    public class ComponentPlugin : IPlugin
    {
        private readonly Disposed _disposed = new Disposed();
        private readonly Sited _sited = new Sited();

        public void Execute(IServiceProvider serviceProvider)
        {
            _disposed.Dispose();
            _sited.Site = null; //~ shared-object-mutation
        }
    }

    // A value tuple keeps what it gets; who gets any object subscribes to none of its events.
    public interface IStrategy
    {
        void Use(object user);
    }

    public class GivenPlugin : IPlugin, ICloneable, INotifyPropertyChanged
    {
        private readonly IStrategy _strategy;
        private int _clones;

        public event PropertyChangedEventHandler PropertyChanged;

        public GivenPlugin()
        {
        }

        public GivenPlugin(string configuration, string secure)
        {
            _strategy = (IStrategy)Activator.CreateInstance(Type.GetType(configuration));
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var pair = (this, 1);
            if (pair.Item2 > 0 && PropertyChanged != null)
            {
                PropertyChanged(this, null);
            }
            Use(_strategy);
        }

        private void Use(IStrategy strategy)
        {
            strategy.Use(this); //= stateful-plugin
        }

        object ICloneable.Clone()
        {
            return ++_clones; //~ stateful-plugin
        }
    }
}
