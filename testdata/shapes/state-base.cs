//! library
// Kept state in base classes and helpers that live in an assembly of their own: own code all the same, for it knows the SDK.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Base
{
    public struct Tally
    {
        public int Count;
        public int Sum { get; set; }
        public void Bump() { Count++; }
    }

    public class Box
    {
        public int Value;
        public string Text { get; set; }
        private int _runs;
        public void Run() { _runs++; } //~ shared-object-mutation
        public void Walk() { _runs--; } //= shared-object-mutation
    }

    public interface IStep { void Run(); }

    // S01/base-dll, S02/base-dll
    public abstract class StoreBase : IPlugin
    {
        protected int Count;
        private string _last;
        protected string Name { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Count++; //~ stateful-plugin target=F:Acme.Base.StoreBase.Count
            int count = Count;
            count++; //= stateful-plugin
            Keep("a");
            Store.Into(this, Make());
            Run(serviceProvider);
        }

        protected void Keep(string last)
        {
            _last = last; //~ stateful-plugin target=F:Acme.Base.StoreBase._last
        }

        internal void Mark(string last)
        {
            _last = last + _last; //~ stateful-plugin target=F:Acme.Base.StoreBase._last
        }

        internal void Quiet(string last)
        {
            _last = last; //= stateful-plugin
        }

        protected abstract StoreBase Make();
        protected abstract void Run(IServiceProvider serviceProvider);
    }

    public static class Store
    {
        public static void Into(StoreBase plugin, StoreBase other)
        {
            plugin.Mark("a");
            other.Quiet("b");
        }
    }

    // S03/base-dll
    public abstract class ExplicitBase<T> : IPlugin, IStep
    {
        protected T Last;
        private int _steps;

        void IPlugin.Execute(IServiceProvider serviceProvider)
        {
            ((IStep)this).Run();
            OnRun(new Local<T>());
        }

        void IStep.Run()
        {
            _steps++; //~ stateful-plugin target=F:Acme.Base.ExplicitBase`1._steps
        }

        protected abstract void OnRun(Local<T> local);
    }

    public class Local<T>
    {
        public T Last;
        public void Set(T last) { Last = last; } //= stateful-plugin
    }

    // S04/base-dll, S05/base-dll, S06/base-dll: helpers that get an address.
    public static class Address
    {
        public static void Set(ref int value) { value = 1; }
        public static void Fill<T>(out T value) { value = default(T); }
        public static int Look(ref int value) { return value; }
        public static void Count(ref int value) { Interlocked.Increment(ref value); }
        public static void Bump(ref Tally tally) { tally.Bump(); }
    }

    public abstract class AddressBase : IPlugin
    {
        protected int Number;
        protected Tally Tally;
        private object _atomic;

        public void Execute(IServiceProvider serviceProvider)
        {
            int.TryParse("1", out Number); //~ stateful-plugin confidence=high target=F:Acme.Base.AddressBase.Number
            int mine;
            int.TryParse("1", out mine); //= stateful-plugin
            Tally.Sum = 1; //~ stateful-plugin target=F:Acme.Base.AddressBase.Tally
            var tally = new Tally();
            tally.Sum = mine; //= stateful-plugin
            Interlocked.Exchange(ref _atomic, serviceProvider); //~ stateful-plugin severity=high
            object local = null;
            Interlocked.Exchange(ref local, serviceProvider); //= stateful-plugin
            Run();
        }

        protected abstract void Run();
    }

    // S07/base-dll, S08/base-dll
    public abstract class BellBase : IPlugin
    {
        protected readonly object Gate = new object();
        public event EventHandler Rung;

        public void Execute(IServiceProvider serviceProvider)
        {
            Rung += OnRung; //~ stateful-plugin target=E:Acme.Base.BellBase.Rung
            var bell = new Bell();
            bell.Rung += OnRung; //= stateful-plugin
            bell.Ring();
            lock (Gate) //~ static-lock severity=low
            {
                Locked();
            }
            if (Rung != null) { Rung(this, EventArgs.Empty); }
        }

        protected abstract void Locked();
        private static void OnRung(object sender, EventArgs e) { }
    }

    public class Bell
    {
        public event EventHandler Rung;
        public void Ring() { if (Rung != null) { Rung(this, EventArgs.Empty); } }
    }

    // S09/base-dll, S10/base-dll, S11/base-dll
    public abstract class HeldBase : IPlugin
    {
        protected readonly List<Box> Boxes = new List<Box>();
        protected readonly int[] Slots = new int[4];
        protected readonly Box Box = new Box();
        protected IList<Box> All { get { return Boxes; } }

        public void Execute(IServiceProvider serviceProvider)
        {
            Boxes.Add(new Box()); //~ shared-object-mutation target=F:Acme.Base.HeldBase.Boxes
            Slots[0]++; //~ shared-object-mutation target=F:Acme.Base.HeldBase.Slots
            Box.Text = "a"; //~ shared-object-mutation target=F:Acme.Base.HeldBase.Box
            Box.Run();
            var box = new Box();
            box.Text = "b"; //= shared-object-mutation
            box.Walk();
            Change(Boxes.ToList(), (int[])Slots.Clone());
        }

        protected abstract void Change(List<Box> boxes, int[] slots);
    }

    // S12/base-dll
    public static class Cache
    {
        private static readonly ConcurrentDictionary<string, object> Items = new ConcurrentDictionary<string, object>();

        public static void Put(string key, object value)
        {
            Items[key] = value; //~ service-in-static
        }

        public static void PutText(string key, string value)
        {
            Items[key] = value; //= service-in-static
        }
    }

    // S13/base-dll, S14/base-dll
    public abstract class LazyBase : IPlugin
    {
        [ThreadStatic]
        protected static int Depth;

        [ThreadStatic]
        protected int Mistake;

        private List<string> _names;
        private object _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            Depth++; //= static-state
            Mistake++; //~ stateful-plugin
            List<string> mine = null;
            if (mine == null)
            {
                mine = new List<string>(); //= lazy-member-cache
            }
            if (_service == null)
            {
                _service = serviceProvider.GetService(typeof(IOrganizationService)); //~ stateful-plugin severity=high
            }
            GC.KeepAlive(Names.Count + mine.Count);
        }

        protected List<string> Names
        {
            get { return _names ?? (_names = new List<string>()); } //~ lazy-member-cache target=F:Acme.Base.LazyBase._names
        }
    }

    // S15/base-dll, R12/base-dll: what a base constructor does, and the handlers that it is given.
    public abstract class ConstructedBase : IPlugin
    {
        private readonly Dictionary<string, Action<IServiceProvider>> _handlers = new Dictionary<string, Action<IServiceProvider>>();
        private readonly Action<IServiceProvider> _first;
        protected int Limit;
        private int _own;

        protected ConstructedBase(string config, Action<IServiceProvider> first)
        {
            Limit = config.Length; //= stateful-plugin
            _first = first; //= stateful-plugin
            Register("own", OnOwn);
            Prepare();
        }

        protected virtual void Prepare() { }

        protected void Register(string message, Action<IServiceProvider> handler)
        {
            _handlers[message] = handler; //= shared-object-mutation
        }

        private void OnOwn(IServiceProvider serviceProvider)
        {
            _own++; //~ stateful-plugin target=F:Acme.Base.ConstructedBase._own
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _first(serviceProvider);
            Action<IServiceProvider> handler;
            if (_handlers.TryGetValue("own", out handler))
            {
                handler(serviceProvider);
            }
        }
    }

    // S16/base-dll, S17/base-dll, S20/base-dll, S21/base-dll
    public class LocalContext
    {
        private static readonly Dictionary<string, int> Table = new Dictionary<string, int>();
        public readonly IServiceProvider Provider;
        public Dictionary<string, object> Bag = new Dictionary<string, object>();
        public int Calls { get; private set; }

        static LocalContext()
        {
            Table["a"] = 1; //= static-state
        }

        public LocalContext(IServiceProvider provider)
        {
            Provider = provider; //= stateful-plugin
        }

        public void Count()
        {
            Calls += Table.Count; //= stateful-plugin
            Bag["calls"] = Calls; //= shared-object-mutation
        }
    }

    public abstract class LocalBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalContext(serviceProvider);
            local.Count();
            new Box().Value = local.Calls; //= stateful-plugin
            var names = new List<string> { "b", "a" };
            names.Sort((a, b) => string.CompareOrdinal(a, b)); //= static-state
            Run(local);
        }

        protected abstract void Run(LocalContext local);
    }

    // S18/base-dll
    public class CountingPlugin : IPlugin
    {
        private int _n;

        public void Execute(IServiceProvider serviceProvider)
        {
            _n++; //= stateful-plugin
        }
    }

    public static class Proxy
    {
        public static void Forward(IPlugin plugin, IServiceProvider serviceProvider)
        {
            plugin.Execute(serviceProvider); //= stateful-plugin
        }
    }
}
