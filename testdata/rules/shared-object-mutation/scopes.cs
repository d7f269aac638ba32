//! build: all
// Containers that keep some objects for all and make others for each call: the branch that asks says which ones it gets.
using System;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Scopes
{
    public enum Lifetime { Single, Scoped, Transient }

    public class Counter
    {
        private int _count;

        public int Next() { return ++_count; } //~ shared-object-mutation
    }

    public class Call
    {
        public IServiceProvider Provider;
    }

    public class Desk : IDisposable
    {
        private readonly IServiceProvider _provider;
        private int _saved;
        private Entity _last;

        public Desk(IServiceProvider provider) { _provider = provider; }

        public void Save(Entity entity)
        {
            _saved++; //= shared-object-mutation
            _last = entity; //= shared-object-mutation
        }

        public void Dispose() { _saved = 0; } //= shared-object-mutation
    }

    // Set in an initialiser, asked for in the field.
    public class Service
    {
        public Type Type;
        public Func<IServiceProvider, object> Make;
        public Lifetime Lifetime;
        public object Instance;
    }

    public class Services : List<Service>
    {
        public Services AddSingle<T>(Func<IServiceProvider, T> make)
        {
            Add(new Service { Type = typeof(T), Make = provider => make(provider), Lifetime = Lifetime.Single });
            return this;
        }

        public Services AddScoped<T>(Func<IServiceProvider, T> make)
        {
            Add(new Service { Type = typeof(T), Make = provider => make(provider), Lifetime = Lifetime.Scoped });
            return this;
        }
    }

    public class Scope : IServiceProvider, IDisposable
    {
        private readonly Services _services;
        private readonly Scope _root;
        private readonly Dictionary<Type, object> _scoped = new Dictionary<Type, object>();
        private readonly List<IDisposable> _disposables = new List<IDisposable>();

        public Scope(Services services, Scope root)
        {
            _services = services;
            _root = root;
        }

        public Scope Begin() { return new Scope(_services, this); }

        public object GetService(Type type)
        {
            var service = _services.LastOrDefault(known => known.Type == type);
            if (service == null)
                return null;
            if (service.Lifetime == Lifetime.Single)
            {
                if (service.Instance == null)
                    service.Instance = service.Make(_root ?? this); //~ lazy-member-cache severity=low
                return service.Instance;
            }
            object made;
            if (_scoped.TryGetValue(type, out made))
                return made;
            made = service.Make(this);
            _scoped[type] = made; //= shared-object-mutation
            var disposable = made as IDisposable;
            if (disposable != null)
                _disposables.Add(disposable); //= shared-object-mutation
            return made;
        }

        public void Dispose()
        {
            foreach (var disposable in _disposables)
                disposable.Dispose();
            _disposables.Clear(); //= shared-object-mutation
        }
    }

    public abstract class ScopePlugin : IPlugin
    {
        private readonly Scope _root;

        protected ScopePlugin()
        {
            var services = new Services();
            Configure(services);
            _root = new Scope(services, null);
        }

        protected virtual void Configure(Services services)
        {
            services.AddSingle(provider => new Counter());
            services.AddScoped(provider => new Call());
            services.AddScoped(provider => new Desk(((Call)provider.GetService(typeof(Call))).Provider));
        }

        public void Execute(IServiceProvider provider)
        {
            using (var scope = _root.Begin())
            {
                ((Call)scope.GetService(typeof(Call))).Provider = provider; //= shared-object-mutation
                Run(scope);
            }
        }

        protected abstract void Run(IServiceProvider scope);
    }

    public class SavePlugin : ScopePlugin
    {
        protected override void Run(IServiceProvider scope)
        {
            ((Desk)scope.GetService(typeof(Desk))).Save(new Entity("a"));
            ((Counter)scope.GetService(typeof(Counter))).Next();
        }
    }

    public class Mark
    {
        public int Made; 

        public void Touch() { Made++; } //~ shared-object-mutation
    }

    public class Note
    {
        public int Lines;

        public void Write() { Lines++; } //= shared-object-mutation
    }

    // Set by a constructor that one method calls for all kinds, and asked for by a property.
    public class Entry
    {
        private readonly Func<Book, object> _make;
        private readonly Lifetime _lifetime;

        public Entry(Func<Book, object> make, Lifetime lifetime)
        {
            if (make == null)
                throw new ArgumentNullException("make");
            _make = make;
            _lifetime = lifetime;
        }

        public Lifetime Lifetime { get { return _lifetime; } }
        public Func<Book, object> Make { get { return _make; } }
    }

    public class Book
    {
        private readonly Dictionary<Type, Entry> _entries;
        private readonly Dictionary<Type, object> _kept = new Dictionary<Type, object>();
        private readonly Dictionary<Type, object> _single;

        public Book()
        {
            _entries = new Dictionary<Type, Entry>();
            _single = new Dictionary<Type, object>();
        }

        public Book(Book parent)
        {
            _entries = parent._entries;
            _single = parent._single;
        }

        public void Register<T>(Func<Book, T> make, Lifetime lifetime) where T : class
        {
            Put(typeof(T), book => make(book), lifetime);
        }

        private void Put(Type type, Func<Book, object> make, Lifetime lifetime) { _entries[type] = new Entry(make, lifetime); }

        public void Scoped<T>(Func<Book, T> make) where T : class { Register(make, Lifetime.Scoped); }

        public object Get(Type type)
        {
            Entry entry;
            if (!_entries.TryGetValue(type, out entry))
                throw new InvalidPluginExecutionException(type.Name);
            object found;
            switch (entry.Lifetime)
            {
                case Lifetime.Single:
                    if (!_single.TryGetValue(type, out found))
                        _single[type] = found = entry.Make(this); //~ shared-object-mutation severity=medium
                    return found;
                case Lifetime.Scoped:
                    if (!_kept.TryGetValue(type, out found))
                        _kept[type] = found = entry.Make(this); //= shared-object-mutation
                    return found;
                default:
                    return entry.Make(this);
            }
        }
    }

    public class BookPlugin : IPlugin
    {
        private readonly Book _book = new Book();

        public BookPlugin()
        {
            _book.Register(book => new Mark(), Lifetime.Single);
            _book.Scoped(book => new Note());
        }

        public void Execute(IServiceProvider provider)
        {
            var book = new Book(_book);
            ((Note)book.Get(typeof(Note))).Write();
            ((Mark)book.Get(typeof(Mark))).Touch();
        }
    }

    public class Lamp
    {
        public bool On;

        public void Switch() { On = !On; } //~ shared-object-mutation
    }

    public class Lens
    {
        public int Zoom;

        public void Turn() { Zoom++; } //= shared-object-mutation
    }

    // A flag.
    public class Tool
    {
        public bool IsShared { get; set; }
        public Func<object> Make { get; set; }
        public object Instance { get; set; }

        public object Get()
        {
            if (!IsShared)
                return Make();
            return Instance ?? (Instance = Make()); //~ lazy-member-cache
        }
    }

    public class ToolPlugin : IPlugin
    {
        private readonly Dictionary<string, Tool> _tools = new Dictionary<string, Tool>();

        public ToolPlugin()
        {
            _tools["lamp"] = new Tool { IsShared = true, Make = () => new Lamp() };
            _tools["lens"] = new Tool { Make = () => new Lens() };
        }

        public void Execute(IServiceProvider provider)
        {
            ((Lamp)_tools["lamp"].Get()).Switch();
            ((Lens)_tools["lens"].Get()).Turn();
        }
    }

    public class Pump
    {
        public int Strokes;

        public void Press() { Strokes++; } //~ shared-object-mutation
    }

    // Whoever changes the flag changes what there is behind the branch.
    public class LatePlugin : IPlugin
    {
        private readonly Dictionary<string, Tool> _tools = new Dictionary<string, Tool>();

        public LatePlugin() { _tools["pump"] = new Tool { IsShared = false, Make = () => new Pump() }; }

        public void Execute(IServiceProvider provider)
        {
            _tools["pump"].IsShared = provider != null; //~ shared-object-mutation
            ((Pump)_tools["pump"].Get()).Press();
        }
    }
}
