//! build: all
// What an object makes on first use that the plug-in holds is made once for all calls, as in the plug-in itself.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Held
{
    public class Settings
    {
        private Dictionary<string, string> _texts;
        private List<string> _names;
        private object _gate;

        public Dictionary<string, string> Texts
        {
            get { return _texts ?? (_texts = Load()); } //~ lazy-member-cache target=F:Acme.Held.Settings._texts
        }

        public List<string> Names
        {
            get
            {
                if (_names == null)
                    _names = new List<string>(); //~ lazy-member-cache
                return _names;
            }
        }

        public object Gate { get { return LazyInitializer.EnsureInitialized(ref _gate, () => new object()); } } //~ lazy-member-cache

        private static Dictionary<string, string> Load() { return new Dictionary<string, string>(); }
    }

    public class HeldPlugin : IPlugin
    {
        private readonly Settings _settings = new Settings();

        public void Execute(IServiceProvider provider)
        {
            Console.Write(_settings.Texts.Count + _settings.Names.Count); //~ sandbox-api
            Console.Write(_settings.Gate); //~ sandbox-api
            Console.Write(new Settings().Names); //~ sandbox-api
        }
    }

    // One store that two roots reach in two ways is one finding.
    public class Base : IPlugin
    {
        private string _name;

        public string Name { get { return _name ?? (_name = typeof(Base).Name); } } //~ lazy-member-cache target=F:Acme.Held.Base._name

        public virtual void Execute(IServiceProvider provider) { Use(Name); }

        protected static void Use(object any) { GC.KeepAlive(any); }
    }

    public class HoldingPlugin : IPlugin
    {
        private readonly Base _base = new Base();

        public void Execute(IServiceProvider provider) { GC.KeepAlive(_base.Name); }
    }

    public class Kept
    {
        private IOrganizationService _service;
        private string _user;
        private string _last;
        private Kept _next;

        public string Text { get; set; }

        public IOrganizationService Service(IServiceProvider provider)
        {
            if (_service == null)
                _service = (IOrganizationService)provider.GetService(typeof(IOrganizationService)); //~ shared-object-mutation severity=high
            return _service;
        }

        // What comes from the call.
        public string User(IPluginExecutionContext context)
        {
            return _user ?? (_user = context.UserId.ToString()); //~ shared-object-mutation severity=medium
        }

        public void Note(string text) { _last = text ?? _last; } //~ shared-object-mutation

        // A structure that grows.
        public Kept Next() { return _next ?? (_next = new Kept()); } //~ shared-object-mutation
    }

    public class CallPlugin : IPlugin
    {
        private readonly Kept _kept = new Kept();

        public void Execute(IServiceProvider provider)
        {
            var context = (IPluginExecutionContext)provider.GetService(typeof(IPluginExecutionContext));
            _kept.Service(provider).Delete("a", Guid.Empty);
            _kept.User(context);
            _kept.Note("a");
            _kept.Next();
            if (_kept.Text == null)
                _kept.Text = "b"; //~ lazy-member-cache
            _kept.Text = "c"; //~ shared-object-mutation
        }
    }

    // A guard that refuses a second one makes nothing once for all.
    public class GuardPlugin : IPlugin
    {
        private object _busy;
        private object _made;

        public void Execute(IServiceProvider provider)
        {
            if (_busy != null)
                throw new InvalidPluginExecutionException("busy");
            _busy = new object(); //~ stateful-plugin
            if (_made == null)
                _made = new object(); //~ lazy-member-cache
        }
    }
}
