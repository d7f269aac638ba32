// Kept state in generic types and methods: fields reached through instantiations, members of type parameters, open and closed.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Generics
{
    public struct Pair<TLeft, TRight>
    {
        public TLeft Left;
        public TRight Right { get; set; }
        public void Swap(TLeft left, TRight right) { Left = left; Right = right; }
    }

    public class Cell<T>
    {
        public T Value;
        public List<T> Past = new List<T>();
        public T Prop { get; set; }
        public void Set(T value)
        {
            Value = value; //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._cell
        }
        public void Fill(T value) { Prop = value; } //= shared-object-mutation
    }

    // S01/generic, S02/generic, S03/generic, P01/generic
    public abstract class KeepingPlugin<TState> : IPlugin where TState : class, new()
    {
        protected TState State;
        private int _calls;
        public TState Current { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++; //~ stateful-plugin target=F:Acme.Generics.KeepingPlugin`1._calls
            Current = new TState(); //~ stateful-plugin target=P:Acme.Generics.KeepingPlugin`1.Current
            Keep<string>(this, Make());
            Run(new TState());
        }

        protected static void Keep<T>(KeepingPlugin<TState> plugin, KeepingPlugin<TState> other) where T : class
        {
            plugin.State = null; //~ stateful-plugin target=F:Acme.Generics.KeepingPlugin`1.State
            other.State = null; //= stateful-plugin
            other.Current = null; //= stateful-plugin
        }

        protected abstract KeepingPlugin<TState> Make();
        protected abstract void Run(TState state);
    }

    public class State { public int N; }

    public class StatePlugin : KeepingPlugin<State>
    {
        protected override KeepingPlugin<State> Make() { return new StatePlugin(); }

        protected override void Run(State state)
        {
            State = state; //~ stateful-plugin target=F:Acme.Generics.KeepingPlugin`1.State
            var mine = new State();
            mine.N = 1; //= stateful-plugin
        }
    }

    // S04/generic, S05/generic, S06/generic
    public class AddressPlugin<T> : IPlugin where T : class
    {
        private T _value;
        private T _other;
        private Pair<T, int> _pair;
        private T _atomic;

        public void Execute(IServiceProvider serviceProvider)
        {
            Set(ref _value); //~ stateful-plugin target=F:Acme.Generics.AddressPlugin`1._value
            T local = null;
            Set(ref local); //= stateful-plugin
            Clear<T>(out _other); //~ stateful-plugin target=F:Acme.Generics.AddressPlugin`1._other
            T cleared;
            Clear<T>(out cleared); //= stateful-plugin
            _pair.Swap(local, 1); //~ stateful-plugin target=F:Acme.Generics.AddressPlugin`1._pair
            _pair.Left = local; //~ stateful-plugin
            _pair.Right = 2; //~ stateful-plugin
            Pair<T, int> copy = _pair;
            copy.Swap(cleared, 3); //= stateful-plugin
            copy.Left = local; //= stateful-plugin
            Interlocked.Exchange(ref _atomic, local); //~ stateful-plugin severity=low
            Interlocked.Exchange(ref local, cleared); //= stateful-plugin
            GC.KeepAlive(copy.Right);
        }

        private static void Set(ref T value) { value = default(T); }
        private static void Clear<U>(out U value) { value = default(U); }
    }

    // S07/generic, S08/generic
    public class BellPlugin<T> : IPlugin
    {
        private static readonly object Gate = new object();
        private int _locked;
        public event Action<T> Rung;

        public void Execute(IServiceProvider serviceProvider)
        {
            Rung += OnRung; //~ stateful-plugin target=E:Acme.Generics.BellPlugin`1.Rung
            var other = new BellPlugin<T>();
            other.Rung += OnRung; //= stateful-plugin
            lock (Gate) //~ static-lock
            {
                _locked++; //~ stateful-plugin severity=medium
            }
            other.Raise(default(T));
            Raise(default(T));
        }

        private void Raise(T value) { if (Rung != null) { Rung(value); } }
        private static void OnRung(T value) { }
    }

    // S09/generic, S10/generic, S11/generic
    public class CellPlugin<T> : IPlugin where T : new()
    {
        private readonly List<T> _items = new List<T>();
        private readonly T[] _slots = new T[4];
        private readonly Cell<T> _cell = new Cell<T>();
        private readonly Dictionary<string, Cell<T>> _cells = new Dictionary<string, Cell<T>>();

        public void Execute(IServiceProvider serviceProvider)
        {
            Add(_items, new T()); //= shared-object-mutation
            Add(new List<T>(), new T()); //= shared-object-mutation
            _slots[0] = new T(); //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._slots
            T[] slots = _slots.ToArray();
            slots[0] = new T(); //= shared-object-mutation
            _cell.Set(new T());
            _cell.Prop = new T(); //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._cell
            _cell.Past.Add(new T()); //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._cell
            var mine = new Cell<T>();
            mine.Set(new T()); //= shared-object-mutation
            mine.Fill(new T()); //= shared-object-mutation
            mine.Past.Add(new T()); //= shared-object-mutation
            Cell<T> found;
            if (_cells.TryGetValue("a", out found))
            {
                found.Value = new T(); //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._cells
            }
        }

        private static void Add<TCollection>(TCollection items, T item) where TCollection : ICollection<T>
        {
            items.Add(item); //~ shared-object-mutation target=F:Acme.Generics.CellPlugin`1._items
        }
    }

    // S12/generic, S13/generic, S14/generic
    public class CachePlugin<T> : IPlugin where T : class, new()
    {
        [ThreadStatic]
        private static T t_current;

        [ThreadStatic]
        private T _mistake;

        private readonly ConcurrentDictionary<Type, object> _cache = new ConcurrentDictionary<Type, object>();
        private T _made;
        private object _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            t_current = new T(); //= static-state
            _mistake = new T(); //~ stateful-plugin
            _cache[typeof(T)] = serviceProvider.GetService(typeof(IPluginExecutionContext)); //~ shared-object-mutation severity=high
            _cache[typeof(T)] = "text"; //= shared-object-mutation
            if (_made == null)
            {
                _made = new T(); //~ lazy-member-cache target=F:Acme.Generics.CachePlugin`1._made
            }
            T mine = null;
            if (mine == null)
            {
                mine = new T(); //= lazy-member-cache
            }
            if (_service == null)
            {
                _service = Get<IOrganizationService>(serviceProvider); //~ stateful-plugin severity=high
            }
            GC.KeepAlive(mine);
        }

        private static TService Get<TService>(IServiceProvider serviceProvider)
        {
            return (TService)serviceProvider.GetService(typeof(TService));
        }
    }

    // S15/generic, R12/generic
    public class ConstructedPlugin<T> : IPlugin where T : new()
    {
        private readonly Cell<T> _cell = new Cell<T> { Prop = new T() };
        private T _value;

        public ConstructedPlugin()
        {
            _value = new T(); //= stateful-plugin
            _cell.Past.Add(_value); //= shared-object-mutation
            Fill(this, new T());
        }

        private static void Fill<U>(ConstructedPlugin<U> plugin, U value) where U : new()
        {
            plugin._value = value; //= stateful-plugin
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_cell.Past.Count);
            GC.KeepAlive(_value);
        }
    }

    // S16/generic, S17/generic, S18/generic, S20/generic, S21/generic
    public class PerCallPlugin<T> : IPlugin where T : IPlugin, new()
    {
        private static readonly Dictionary<Type, int> Table = new Dictionary<Type, int>();
        public int N;

        static PerCallPlugin()
        {
            Table[typeof(T)] = 1; //= static-state
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var cell = new Cell<T>();
            cell.Value = new T(); //= stateful-plugin
            cell.Fill(new T()); //= stateful-plugin
            new PerCallPlugin<T>().N = Table.Count; //= stateful-plugin
            new T().Execute(serviceProvider); //= stateful-plugin
            var names = new List<T>();
            names.Sort((a, b) => 0); //= static-state
        }
    }

    public class CountingPlugin : IPlugin
    {
        private int _n;

        public void Execute(IServiceProvider serviceProvider)
        {
            _n++; //~ stateful-plugin
        }
    }

    public class ClosedPerCallPlugin : PerCallPlugin<CountingPlugin>
    {
    }
}
