//! build: all
// A cast says which classes an object can be of: overrides of others are not run there, and of a shared container comes what was put in.
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Casts
{
    public abstract class Part
    {
        public int Done;
        public abstract void Build();
    }

    public class Wheel : Part
    {
        public override void Build() { }
    }

    public class SpareWheel : Wheel
    {
        public override void Build() { Done++; } //~ shared-object-mutation
    }

    public class Door : Part
    {
        public override void Build() { Done++; } //= shared-object-mutation
    }

    public class Roof : Part
    {
        public override void Build() { Done++; } //~ shared-object-mutation
    }

    public class AsPlugin : IPlugin
    {
        private readonly ArrayList _parts = new ArrayList();

        public AsPlugin()
        {
            _parts.Add(new Wheel());
            _parts.Add(new Door());
        }

        public void Execute(IServiceProvider provider)
        {
            foreach (object part in _parts)
            {
                var wheel = part as Wheel;
                if (wheel == null)
                    continue;
                wheel.Build();
            }
            ((Wheel)_parts[0]).Build();
            foreach (Wheel wheel in _parts)
                wheel.Build();
        }
    }

    // All classes below the one that is named stay.
    public class BelowPlugin : IPlugin
    {
        private readonly List<Part> _parts = new List<Part> { new Door(), new SpareWheel() };

        public void Execute(IServiceProvider provider)
        {
            foreach (Part part in _parts)
                if (part is Wheel)
                    ((Wheel)part).Build();
        }
    }

    public class OfTypePlugin : IPlugin
    {
        private readonly List<Part> _parts = new List<Part> { new Wheel(), new Door() };

        public void Execute(IServiceProvider provider)
        {
            foreach (Wheel wheel in _parts.OfType<Wheel>())
                wheel.Build();
            _parts.Where(part => part is Wheel).Cast<Wheel>().ToList().ForEach(wheel => wheel.Build());
            foreach (var wheel in _parts.OfType<Wheel>())
                Use(wheel);
        }

        private static void Use(Wheel wheel) { wheel.Build(); }
    }

    // Without a cast all of them are meant.
    public class AllPlugin : IPlugin
    {
        private readonly ArrayList _parts = new ArrayList();

        public AllPlugin()
        {
            _parts.Add(new Wheel());
            _parts.Add(new Roof());
        }

        public void Execute(IServiceProvider provider)
        {
            foreach (Part part in _parts)
                part.Build();
        }
    }

    public class Label
    {
        public string Text;
    }

    public class Sign
    {
        public string Text;
    }

    // What nobody put into a container does not come out of it.
    public class DrawerPlugin : IPlugin
    {
        private readonly Label _label = new Label();
        private readonly Dictionary<Type, object> _drawer = new Dictionary<Type, object>();

        public DrawerPlugin()
        {
            _drawer[typeof(Label)] = _label;
            _drawer[typeof(List<string>)] = new List<string>();
        }

        public void Execute(IServiceProvider provider)
        {
            ((Label)_drawer[typeof(Label)]).Text = "a"; //~ shared-object-mutation
            ((Sign)_drawer[typeof(Sign)]).Text = "a"; //= shared-object-mutation
            object found;
            if (_drawer.TryGetValue(typeof(Sign), out found) && found is Sign)
                ((Sign)found).Text = "b"; //= shared-object-mutation
            var both = new object[] { _label, new List<string>() };
            ((List<string>)both[1]).Add("c"); //= shared-object-mutation
            ((Label)both[0]).Text = "d"; //~ shared-object-mutation
        }
    }

    public class Clerk
    {
        private int _saved;
        private readonly IOrganizationService _service;

        public Clerk(IOrganizationService service) { _service = service; }

        public void Save()
        {
            _saved++; //= shared-object-mutation
            _service.Update(new Entity("a"));
        }
    }

    public class Bell
    {
        private int _rung;

        public void Ring() { _rung++; } //~ shared-object-mutation
    }

    // A container that makes what is asked for, and keeps some of it: of its own dictionary comes no object of another class.
    public class Store
    {
        private readonly Dictionary<Type, Func<Store, object>> _makers = new Dictionary<Type, Func<Store, object>>();
        private readonly Dictionary<Type, object> _kept = new Dictionary<Type, object>();

        public void Register<T>(Func<Store, T> make) { _makers[typeof(T)] = store => make(store); }

        public void Keep<T>(T one) { _kept[typeof(T)] = one; } //~ shared-object-mutation severity=high

        public T Resolve<T>()
        {
            object kept;
            return _kept.TryGetValue(typeof(T), out kept) ? (T)kept : (T)_makers[typeof(T)](this);
        }
    }

    public class StorePlugin : IPlugin
    {
        private readonly Store _store = new Store();

        public StorePlugin() { _store.Register(store => new Clerk(store.Resolve<IOrganizationService>())); }

        public void Execute(IServiceProvider provider)
        {
            var factory = (IOrganizationServiceFactory)provider.GetService(typeof(IOrganizationServiceFactory));
            _store.Keep(factory.CreateOrganizationService(null));
            _store.Resolve<Clerk>().Save();
        }
    }

    public class Shelf
    {
        public readonly ConcurrentDictionary<Type, object> Singles = new ConcurrentDictionary<Type, object>();
        public readonly Dictionary<Type, Func<object>> Makers = new Dictionary<Type, Func<object>>();
        public readonly Dictionary<Type, Func<IServiceProvider, object>> PerCall = new Dictionary<Type, Func<IServiceProvider, object>>();

        public object Get(Type type, IServiceProvider provider)
        {
            Func<object> make;
            if (Makers.TryGetValue(type, out make))
                return Singles.GetOrAdd(type, key => make());
            return PerCall[type](provider);
        }
    }

    public class ShelfPlugin : IPlugin
    {
        private readonly Shelf _shelf = new Shelf();

        public ShelfPlugin()
        {
            _shelf.Makers[typeof(Bell)] = () => new Bell();
            _shelf.PerCall[typeof(Clerk)] = provider => new Clerk((IOrganizationService)provider.GetService(typeof(IOrganizationService)));
        }

        public void Execute(IServiceProvider provider)
        {
            ((Bell)_shelf.Get(typeof(Bell), provider)).Ring();
            ((Clerk)_shelf.Get(typeof(Clerk), provider)).Save();
        }
    }
}
