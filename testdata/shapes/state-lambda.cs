// Kept state inside lambdas and anonymous methods: captured `this`, captured locals, nothing captured, run by hand and by the framework.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Lambdas
{
    public struct Tally
    {
        public int Count;
        public void Bump() { Count++; }
    }

    public class Box
    {
        public int Value;
        public string Text { get; set; }
        public List<int> Marks = new List<int>();
    }

    // S01/lambda, S02/lambda, R09/lambda: a lambda in a lambda.
    public class StorePlugin : IPlugin
    {
        private int _count;
        private string _last;
        private int _deep;

        public void Execute(IServiceProvider serviceProvider)
        {
            int local = 0;
            Action add = () =>
            {
                local++; //= stateful-plugin
                _count++; //~ stateful-plugin target=F:Acme.Lambdas.StorePlugin._count
            };
            add();
            Func<string, Func<int>> outer = text =>
            {
                _last = text; //~ stateful-plugin target=F:Acme.Lambdas.StorePlugin._last
                Func<int> inner = () => _deep += text.Length + local; //~ stateful-plugin target=F:Acme.Lambdas.StorePlugin._deep
                return inner;
            };
            outer("a")();
            Action<StorePlugin> other = plugin => plugin._count = 1; //= stateful-plugin
            other(new StorePlugin());
        }
    }

    // S03/lambda
    public interface IStep { void Run(); }

    public abstract class Keeper<TItem> : IPlugin
    {
        protected TItem Item;
        public abstract void Execute(IServiceProvider serviceProvider);
    }

    public class KeeperPlugin : Keeper<string>, IStep
    {
        private int _steps;

        public override void Execute(IServiceProvider serviceProvider)
        {
            Action keep = () => Item = "a"; //~ stateful-plugin target=F:Acme.Lambdas.Keeper`1.Item
            keep();
            Action<KeeperPlugin> other = plugin => plugin.Item = "b"; //= stateful-plugin
            other(new KeeperPlugin());
            Action run = ((IStep)this).Run;
            run();
        }

        void IStep.Run()
        {
            _steps++; //~ stateful-plugin target=F:Acme.Lambdas.KeeperPlugin._steps
        }
    }

    // S04/lambda
    public class AddressPlugin : IPlugin
    {
        private int _number;
        private int _other;

        public void Execute(IServiceProvider serviceProvider)
        {
            int mine = 0;
            Func<string, bool> read = text => int.TryParse(text, out _number); //~ stateful-plugin confidence=high target=F:Acme.Lambdas.AddressPlugin._number
            Func<string, bool> quiet = text => int.TryParse(text, out mine); //= stateful-plugin
            Action set = () => Set(ref _other); //~ stateful-plugin target=F:Acme.Lambdas.AddressPlugin._other
            Action setMine = () => Set(ref mine); //= stateful-plugin
            set();
            setMine();
            GC.KeepAlive(read("1") || quiet("2"));
        }

        private static void Set(ref int value) { value = 1; }
    }

    // S05/lambda
    public class TallyPlugin : IPlugin
    {
        private Tally _tally;

        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new Tally();
            Action bump = () => _tally.Bump(); //~ stateful-plugin target=F:Acme.Lambdas.TallyPlugin._tally
            Action bumpMine = () => mine.Bump(); //= stateful-plugin
            bump();
            bumpMine();
            GC.KeepAlive(mine.Count);
        }
    }

    // S06/lambda
    public class AtomicPlugin : IPlugin
    {
        private int _calls;
        private object _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            int mine = 0;
            object service = serviceProvider.GetService(typeof(IOrganizationService));
            Action count = () => Interlocked.Increment(ref _calls); //~ stateful-plugin severity=low
            Action countMine = () => Interlocked.Increment(ref mine); //= stateful-plugin
            Action keep = () => Interlocked.Exchange(ref _service, service); //~ stateful-plugin severity=high
            count();
            countMine();
            keep();
        }
    }

    // S07/lambda
    public class Bell
    {
        public event Action Rung;
        public void Ring() { if (Rung != null) { Rung(); } }
    }

    public class BellPlugin : IPlugin
    {
        public event Action Rung;

        public void Execute(IServiceProvider serviceProvider)
        {
            var bell = new Bell();
            Action hook = () => Rung += () => { }; //~ stateful-plugin target=E:Acme.Lambdas.BellPlugin.Rung
            Action hookMine = () => bell.Rung += () => { }; //= stateful-plugin
            hook();
            hookMine();
            bell.Ring();
            if (Rung != null) { Rung(); }
        }
    }

    // S08/lambda
    public class LockedPlugin : IPlugin
    {
        private static readonly object Gate = new object();
        private int _locked;
        private int _open;

        public void Execute(IServiceProvider serviceProvider)
        {
            object mine = new object();
            Action inside = () =>
            {
                lock (Gate) //~ static-lock
                {
                    _locked++; //~ stateful-plugin severity=medium
                }
                lock (mine) //= static-lock
                {
                    _open++; //~ stateful-plugin severity=high
                }
            };
            inside();
        }
    }

    // S09/lambda, S10/lambda, S11/lambda: also the elements that the framework hands to a lambda.
    public class HeldPlugin : IPlugin
    {
        private readonly List<Box> _boxes = new List<Box> { new Box(), new Box() };
        private readonly Dictionary<string, Box> _byName = new Dictionary<string, Box>();
        private readonly int[] _slots = new int[4];
        private readonly Box _box = new Box();
        private readonly Box[] _array = { new Box() };

        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new List<Box>();
            Action<Box> add = box => _boxes.Add(box); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            Action<Box> addMine = box => mine.Add(box); //= shared-object-mutation
            add(new Box());
            addMine(new Box());
            Action<int> slot = n => _slots[n]++; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._slots
            slot(1);
            int[] copy = _slots.ToArray();
            Action<int> slotMine = n => copy[n]++; //= shared-object-mutation
            slotMine(1);
            Action<string> text = value => _box.Text = value; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._box
            text("a");
            _boxes.ForEach(box => box.Value = 1); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            mine.ForEach(box => box.Value = 1); //= shared-object-mutation
            Array.ForEach(_array, box => box.Text = "b"); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._array
            int sum = _boxes.Where(box => box.Value > 0).Select(box => box.Value += 2).Sum(); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            sum += _boxes.Select(box => new Box { Value = box.Value }).Select(box => box.Value = 3).Sum(); //= shared-object-mutation
            bool any = _byName.Values.Any(box => (box.Value = sum) > 0); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._byName
            foreach (Box box in _boxes.OrderBy(one => one.Value).Take(2).ToList())
            {
                box.Marks.Add(1); //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            }
            _boxes.ToList().Add(new Box()); //= shared-object-mutation
            _boxes.FirstOrDefault(one => any).Value = 4; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            _boxes.Find(one => any).Value = 5; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            _boxes.FindAll(one => any).Clear(); //= shared-object-mutation
            _boxes.FindAll(one => any)[0].Value = 6; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            _boxes.ToDictionary(one => one.Text)["a"].Value = 7; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
            foreach (IGrouping<int, Box> group in _boxes.GroupBy(one => one.Value))
            {
                foreach (Box box in group)
                {
                    box.Value = group.Key; //~ shared-object-mutation target=F:Acme.Lambdas.HeldPlugin._boxes
                }
            }
        }
    }

    // S12/lambda
    public class ConcurrentPlugin : IPlugin
    {
        private readonly ConcurrentDictionary<string, object> _cache = new ConcurrentDictionary<string, object>();
        private static readonly ConcurrentBag<object> Bag = new ConcurrentBag<object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            object context = serviceProvider.GetService(typeof(IPluginExecutionContext));
            Action<string> keep = key => _cache[key] = context; //~ shared-object-mutation severity=high
            Action<string> quiet = key => _cache[key] = key; //= shared-object-mutation
            Action bag = () => Bag.Add(context); //~ service-in-static
            Action quietBag = () => Bag.Add("a"); //= service-in-static
            keep("a");
            quiet("b");
            bag();
            quietBag();
            _cache.AddOrUpdate("c", "new", (key, old) => context); //~ shared-object-mutation severity=high
            _cache.AddOrUpdate("c", "new", (key, old) => "newer"); //= shared-object-mutation
        }
    }

    // S05/lambda, S10/lambda: structs in an array.
    public class TallyArrayPlugin : IPlugin
    {
        private readonly Tally[] _tallies = new Tally[4];

        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new Tally[2];
            Action<int> set = n => _tallies[n].Count = n; //~ shared-object-mutation target=F:Acme.Lambdas.TallyArrayPlugin._tallies
            Action<int> setMine = n => mine[n].Count = n; //= shared-object-mutation
            set(1);
            setMine(1);
        }
    }

    // S13/lambda
    public class ThreadStaticPlugin : IPlugin
    {
        [ThreadStatic]
        private static int t_depth;

        [ThreadStatic]
        private int _mistake;

        public void Execute(IServiceProvider serviceProvider)
        {
            Action enter = () => t_depth++; //= static-state
            Action mistake = () => _mistake++; //~ stateful-plugin
            enter();
            mistake();
        }
    }

    // S14/lambda
    public class LazyPlugin : IPlugin
    {
        private List<string> _names;
        private object _user;

        public void Execute(IServiceProvider serviceProvider)
        {
            List<string> mine = null;
            Func<List<string>> names = () => _names ?? (_names = new List<string>()); //~ lazy-member-cache target=F:Acme.Lambdas.LazyPlugin._names
            Func<List<string>> quiet = () => mine ?? (mine = new List<string>()); //= lazy-member-cache
            Func<object> user = () => _user ?? (_user = serviceProvider.GetService(typeof(IOrganizationService))); //~ stateful-plugin severity=high
            GC.KeepAlive(names().Count + quiet().Count);
            GC.KeepAlive(user());
        }
    }

    // S15/lambda, R12/lambda: lambdas that a constructor runs or hands to what runs them at once.
    public class ConstructedPlugin : IPlugin
    {
        private int _limit;
        private int _later;
        private readonly List<Box> _boxes = new List<Box> { new Box() };
        private readonly Action _handler;
        private readonly Func<int> _counter;

        public ConstructedPlugin(string config)
        {
            Action read = () => _limit = config.Length; //= stateful-plugin
            read();
            _boxes.ForEach(box => box.Value = 1); //= shared-object-mutation
            _limit += _boxes.Select(box => box.Value = 2).Sum(); //= shared-object-mutation
            _handler = () => _later++; //~ stateful-plugin target=F:Acme.Lambdas.ConstructedPlugin._later
            int calls = 0;
            _counter = () => calls++; //~ shared-object-mutation
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _handler();
            GC.KeepAlive(_counter() + _limit);
        }
    }

    // S16/lambda, S17/lambda
    public class PerCallPlugin : IPlugin
    {
        public int N;

        public void Execute(IServiceProvider serviceProvider)
        {
            Func<Box> make = () => new Box { Value = 1 }; //= stateful-plugin
            make().Text = "a"; //= stateful-plugin
            Action other = () => new PerCallPlugin().N = 1; //= stateful-plugin
            other();
            Func<int, PerCallPlugin> plugin = n => new PerCallPlugin();
            plugin(1).N = 2; //= stateful-plugin
        }
    }

    // S18/lambda
    public class ProxyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<IPlugin> forward = plugin => plugin.Execute(serviceProvider); //= stateful-plugin
            forward(new CountingPlugin());
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

    // S20/lambda: delegates that capture nothing sit in fields of the compiler's, also in generic classes and methods.
    public class CachePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "b", "a" };
            names.Sort((a, b) => string.CompareOrdinal(a, b)); //= static-state
            Func<Func<int>> outer = () => () => 1; //= static-state
            names.ForEach(Show); //= static-state
            GC.KeepAlive(outer()() + Generic<string>.First(names).Length);
        }

        private static void Show(string name) { }

        private static class Generic<T>
        {
            public static T First(IEnumerable<T> items)
            {
                return items.First(item => item != null); //= static-state
            }
        }
    }

    // S21/lambda
    public class StaticPlugin : IPlugin
    {
        private static readonly Dictionary<string, int> Table = new Dictionary<string, int>();
        private static int s_sum;

        static StaticPlugin()
        {
            Array.ForEach(new[] { "a", "b" }, name => Table[name] = 1); //= static-state
            Action add = () => s_sum++; //= static-state
            add();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(Table.Count + s_sum);
        }
    }
}
