// Kept state in methods and classes that Execute calls: each row with a look-alike in the same helper.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.ObjectModel;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Helpers
{
    public struct Tally
    {
        public int Count;
        public int Sum { get; set; }
        public void Bump() { Count++; }
        public int Peek() { return Count; }
    }

    public class Box
    {
        public int Value;
        public string Text { get; set; }
        public List<string> Names = new List<string>();
        public Box Inner;
        private int _runs;
        public void Run() { _runs++; } //~ shared-object-mutation target=F:Acme.Helpers.BoxPlugin._box
        public int Runs() { return _runs; }
    }

    // S01/helper, S02/helper
    public class StorePlugin : IPlugin
    {
        private int _count;
        private volatile bool _busy;
        public int Total { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Helper.Store(this, new StorePlugin());
            Loop(3);
        }

        private void Loop(int depth)
        {
            try
            {
                for (int i = 0; i < depth; i++)
                {
                    _count += i; //~ stateful-plugin target=F:Acme.Helpers.StorePlugin._count
                    int count = _count;
                    count += i; //= stateful-plugin
                }
            }
            finally
            {
                _busy = !_busy; //~ stateful-plugin target=F:Acme.Helpers.StorePlugin._busy
            }
        }

        internal static class Helper
        {
            public static void Store(StorePlugin plugin, StorePlugin other)
            {
                plugin.Total = 1; //~ stateful-plugin target=P:Acme.Helpers.StorePlugin.Total
                other.Total = 1; //= stateful-plugin
                plugin._count++; //~ stateful-plugin
                other._count++; //= stateful-plugin
            }
        }
    }

    // S03/helper: an explicit implementation calls another one on the same object.
    public interface IStep { void Run(); }

    public class ExplicitPlugin : IPlugin, IStep
    {
        private int _runs;

        void IPlugin.Execute(IServiceProvider serviceProvider)
        {
            Drive(this);
            Drive(new ExplicitStep());
        }

        private static void Drive(IStep step)
        {
            step.Run();
        }

        void IStep.Run()
        {
            _runs++; //~ stateful-plugin target=F:Acme.Helpers.ExplicitPlugin._runs
        }
    }

    public class ExplicitStep : IStep
    {
        private int _runs;
        void IStep.Run() { _runs++; } //= stateful-plugin
    }

    // S04/helper: an address goes through two helpers before anybody writes.
    public class AddressPlugin : IPlugin
    {
        private int _one;
        private string _two;
        private decimal _three;
        private int _read;

        public void Execute(IServiceProvider serviceProvider)
        {
            First(ref _one); //~ stateful-plugin confidence=high target=F:Acme.Helpers.AddressPlugin._one
            int local = 1;
            First(ref local); //= stateful-plugin
            Fill(out _two); //~ stateful-plugin target=F:Acme.Helpers.AddressPlugin._two
            string text;
            Fill(out text); //= stateful-plugin
            decimal.TryParse(text, out _three); //~ stateful-plugin confidence=high target=F:Acme.Helpers.AddressPlugin._three
            Look(ref _read); //= stateful-plugin
        }

        private static void First(ref int value) { Second(ref value); }
        private static void Second(ref int value) { value = 5; }
        private static void Fill(out string text) { text = "a"; }
        private static int Look(ref int value) { return value + 1; }
    }

    // S05/helper
    public class TallyPlugin : IPlugin
    {
        private Tally _tally;
        private Tally _kept;
        private TimeSpan _wait = TimeSpan.FromSeconds(1);

        public void Execute(IServiceProvider serviceProvider)
        {
            Count(2);
        }

        private void Count(int n)
        {
            _tally.Bump(); //~ stateful-plugin target=F:Acme.Helpers.TallyPlugin._tally
            _tally.Count = n; //~ stateful-plugin
            _tally.Sum = n; //~ stateful-plugin
            Tally copy = _kept;
            copy.Bump(); //= stateful-plugin
            copy.Sum = _kept.Peek(); //= stateful-plugin
            string text = _wait.Add(TimeSpan.FromSeconds(1)).ToString() + _kept.Sum; //= stateful-plugin
            GC.KeepAlive(text + copy.Count);
        }
    }

    // S06/helper: the value decides, not the type of the field.
    public class AtomicPlugin : IPlugin
    {
        private int _calls;
        private object _last;
        private object _first;
        private long _ticks;

        public void Execute(IServiceProvider serviceProvider)
        {
            Count();
            Keep(serviceProvider.GetService(typeof(IPluginExecutionContext)));
        }

        private void Count()
        {
            Interlocked.Increment(ref _calls); //~ stateful-plugin severity=low
            Interlocked.Exchange(ref _first, "text"); //~ stateful-plugin severity=low
            long seen = Interlocked.Read(ref _ticks); //= stateful-plugin
            Interlocked.Increment(ref seen); //= stateful-plugin
        }

        private void Keep(object context)
        {
            Interlocked.Exchange(ref _last, context); //~ stateful-plugin severity=high target=F:Acme.Helpers.AtomicPlugin._last
            Interlocked.CompareExchange(ref _last, context, "other"); //~ stateful-plugin severity=high
        }
    }

    // S07/helper
    public class Bell
    {
        public event EventHandler Rung;
        public void Ring() { if (Rung != null) { Rung(this, EventArgs.Empty); } }
    }

    public class BellPlugin : IPlugin
    {
        public event EventHandler Rung;

        public void Execute(IServiceProvider serviceProvider)
        {
            Hook();
            Hook(new Bell());
            if (Rung != null) { Rung(this, EventArgs.Empty); }
        }

        private void Hook()
        {
            Rung += OnRung; //~ stateful-plugin target=E:Acme.Helpers.BellPlugin.Rung
            Rung -= OnRung; //~ stateful-plugin
        }

        private void Hook(Bell bell)
        {
            bell.Rung += OnRung; //= stateful-plugin
            bell.Ring();
        }

        private static void OnRung(object sender, EventArgs e) { }
    }

    // S08/helper: the lock is taken by the caller; once more without one.
    public class LockedPlugin : IPlugin
    {
        private readonly object _gate = new object();
        private int _locked;
        private int _both;
        private int _mine;

        public void Execute(IServiceProvider serviceProvider)
        {
            lock (_gate) //~ static-lock severity=low
            {
                Inside();
                Both();
            }
            Both();
            var gate = new object();
            lock (gate) //= static-lock
            {
                Mine();
            }
        }

        private void Inside() { _locked++; } //~ stateful-plugin severity=medium
        private void Both() { _both++; } //~ stateful-plugin severity=high
        private void Mine() { _mine++; } //~ stateful-plugin severity=high
    }

    // S09/helper
    public class ListPlugin : IPlugin
    {
        private readonly List<string> _names = new List<string>();
        private readonly Dictionary<string, List<string>> _groups = new Dictionary<string, List<string>>();
        private readonly Collection<string> _more = new Collection<string>();
        private readonly List<string> _given;
        private List<string> _late;

        public ListPlugin()
        {
            _groups["a"] = new List<string>();
            _given = "a,b".Split(',').ToList();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Add(_names, _groups["a"]);
            Quiet(_names, _groups);
            Late();
        }

        private void Add(IList<string> names, ICollection<string> group)
        {
            names.Insert(0, "a"); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._names
            group.Remove("a"); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._groups
            _more.Add("b"); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._more
            _given.Add("c"); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._given
            _names.Sort(); //~ shared-object-mutation
            foreach (List<string> each in _groups.Values)
            {
                each.Clear(); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._groups
            }
        }

        private static void Quiet(List<string> names, Dictionary<string, List<string>> groups)
        {
            List<string> copy = names.ToList();
            copy.Add("x"); //= shared-object-mutation
            string[] array = names.ToArray();
            array[0] = "y"; //= shared-object-mutation
            var mine = new Dictionary<string, List<string>>(groups);
            mine["z"] = copy; //= shared-object-mutation
            copy.Sort(); //= shared-object-mutation
        }

        private void Late()
        {
            if (_late == null)
            {
                _late = new List<string>(); //~ lazy-member-cache
            }
            _late.Add("d"); //~ shared-object-mutation target=F:Acme.Helpers.ListPlugin._late
        }
    }

    // S10/helper
    public class ArrayPlugin : IPlugin
    {
        private readonly int[] _slots = new int[4];
        private readonly Box[] _boxes = { new Box(), new Box() };
        private readonly int[][] _grid = { new int[2], new int[2] };

        public void Execute(IServiceProvider serviceProvider)
        {
            Fill(_slots);
            Quiet((int[])_slots.Clone());
            Deep();
        }

        private static void Fill(int[] slots)
        {
            slots[0]++; //~ shared-object-mutation target=F:Acme.Helpers.ArrayPlugin._slots
            Array.Clear(slots, 0, 1); //~ shared-object-mutation
        }

        private static void Quiet(int[] slots)
        {
            slots[1]++; //= shared-object-mutation
            Array.Reverse(slots); //= shared-object-mutation
        }

        private void Deep()
        {
            _grid[0][1] = 3; //~ shared-object-mutation target=F:Acme.Helpers.ArrayPlugin._grid
            _boxes[1].Value = 2; //~ shared-object-mutation target=F:Acme.Helpers.ArrayPlugin._boxes
            foreach (Box box in _boxes)
            {
                box.Text = "t"; //~ shared-object-mutation target=F:Acme.Helpers.ArrayPlugin._boxes
            }
            var mine = new[] { new Box() };
            mine[0].Value = 1; //= shared-object-mutation
        }
    }

    // S11/helper
    public class BoxPlugin : IPlugin
    {
        private readonly Box _box = new Box { Inner = new Box() };
        private readonly Entity _defaults = new Entity("account");
        private readonly StringBuilder _log = new StringBuilder();

        public void Execute(IServiceProvider serviceProvider)
        {
            Change(_box, _defaults);
            _box.Run();
            Change(new Box { Inner = new Box() });
        }

        private void Change(Box box, Entity defaults)
        {
            box.Value = 1; //~ shared-object-mutation target=F:Acme.Helpers.BoxPlugin._box
            box.Text = "a"; //~ shared-object-mutation
            box.Inner.Value = 2; //~ shared-object-mutation target=F:Acme.Helpers.BoxPlugin._box
            box.Names.Add("n"); //~ shared-object-mutation
            defaults["name"] = "x"; //~ shared-object-mutation target=F:Acme.Helpers.BoxPlugin._defaults
            defaults.Attributes["name"] = "y"; //~ shared-object-mutation
            _log.AppendLine("a").Append("b"); //~ shared-object-mutation, shared-object-mutation
        }

        private static void Change(Box box)
        {
            box.Value = box.Runs(); //= shared-object-mutation
            box.Inner.Value = 2; //= shared-object-mutation
            box.Names.Add("n"); //= shared-object-mutation
            var copy = new Entity("account");
            copy["name"] = "x"; //= shared-object-mutation
        }
    }

    // S12/helper: what is made to be shared may be, unless it gets what belongs to one call.
    public class ConcurrentPlugin : IPlugin
    {
        private readonly ConcurrentDictionary<string, object> _cache = new ConcurrentDictionary<string, object>();
        private readonly ConcurrentBag<Box> _bag = new ConcurrentBag<Box>();
        private static readonly ConcurrentQueue<object> Queue = new ConcurrentQueue<object>();
        private readonly ThreadLocal<object> _perThread = new ThreadLocal<object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Keep(factory.CreateOrganizationService(null));
            Quiet("text");
        }

        private void Keep(object service)
        {
            _cache["service"] = service; //~ shared-object-mutation severity=high target=F:Acme.Helpers.ConcurrentPlugin._cache
            _cache.TryAdd("service", service); //~ shared-object-mutation severity=high
            _cache.GetOrAdd("service", key => service); //~ shared-object-mutation severity=high
            _perThread.Value = service; //~ shared-object-mutation severity=high
            Queue.Enqueue(service); //~ service-in-static
        }

        private void Quiet(string text)
        {
            _cache["text"] = text; //= shared-object-mutation
            _cache.GetOrAdd("text", key => key + text); //= shared-object-mutation
            _bag.Add(new Box()); //= shared-object-mutation
            _perThread.Value = text; //= shared-object-mutation
            Queue.Enqueue(text); //= static-state, service-in-static
        }
    }

    // S13/helper
    public class ThreadStaticPlugin : IPlugin
    {
        [ThreadStatic]
        private static int t_depth;

        [ThreadStatic]
        private int _mistake;

        public void Execute(IServiceProvider serviceProvider)
        {
            Enter();
        }

        private void Enter()
        {
            t_depth++; //= static-state
            _mistake++; //~ stateful-plugin target=F:Acme.Helpers.ThreadStaticPlugin._mistake
        }
    }

    // S14/helper
    public class LazyPlugin : IPlugin
    {
        private Dictionary<string, int> _rates;
        private Entity _user;
        private readonly object _gate = new object();

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            GC.KeepAlive(Rates().Count);
            GC.KeepAlive(User(service));
            Dictionary<string, int> local = null;
            GC.KeepAlive(Local(ref local));
        }

        private Dictionary<string, int> Rates()
        {
            if (_rates == null)
            {
                lock (_gate) //~ static-lock severity=low
                {
                    if (_rates == null)
                    {
                        _rates = new Dictionary<string, int>(); //~ lazy-member-cache target=F:Acme.Helpers.LazyPlugin._rates
                    }
                }
            }
            return _rates;
        }

        private Entity User(IOrganizationService service)
        {
            return _user ?? (_user = service.Retrieve("systemuser", Guid.Empty, null)); //~ stateful-plugin severity=high
        }

        private static object Local(ref Dictionary<string, int> local)
        {
            if (local == null)
            {
                local = new Dictionary<string, int>(); //= lazy-member-cache
            }
            return local;
        }
    }

    // S15/helper, R12/helper: what only constructors call may write.
    public class ConstructedPlugin : IPlugin
    {
        private int _limit;
        private readonly List<string> _names;
        private readonly Dictionary<string, Box> _boxes = Make();

        public ConstructedPlugin(string config)
        {
            _names = new List<string>();
            Read(config);
            _names.ForEach(name => _limit += name.Length); //= stateful-plugin
        }

        private void Read(string config)
        {
            _limit = config.Length; //= stateful-plugin
            _names.Add(config); //= shared-object-mutation
            _boxes["a"].Value = 2; //= shared-object-mutation
        }

        private static Dictionary<string, Box> Make()
        {
            var boxes = new Dictionary<string, Box>();
            boxes["a"] = new Box(); //= shared-object-mutation
            return boxes;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_limit + _boxes.Count);
        }
    }

    // S16/helper, S17/helper
    public class LocalContext
    {
        public IOrganizationService Service;
        public int Calls { get; set; }
        public Dictionary<string, object> Bag = new Dictionary<string, object>();
        public void Count() { Calls++; } //= stateful-plugin
    }

    public class PerCallPlugin : IPlugin
    {
        public int N;

        public void Execute(IServiceProvider serviceProvider)
        {
            LocalContext local = Open(serviceProvider);
            local.Count();
            local.Bag["a"] = local.Calls; //= shared-object-mutation
            Other().N = 1; //= stateful-plugin
            Make().Value = 2; //= stateful-plugin
        }

        private static LocalContext Open(IServiceProvider serviceProvider)
        {
            var local = new LocalContext();
            local.Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //= stateful-plugin
            return local;
        }

        private static PerCallPlugin Other() { return new PerCallPlugin(); }
        private static Box Make() { return new Box(); }
    }

    // S18/helper
    public class ProxyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Forward(new CountingPlugin(), serviceProvider);
        }

        private static void Forward(IPlugin plugin, IServiceProvider serviceProvider)
        {
            plugin.Execute(serviceProvider); //= stateful-plugin
        }
    }

    public class CountingPlugin : IPlugin
    {
        private int _n;

        public void Execute(IServiceProvider serviceProvider)
        {
            _n++; //~ stateful-plugin target=F:Acme.Helpers.CountingPlugin._n
        }
    }

    // S21/helper
    public class StaticPlugin : IPlugin
    {
        private static readonly Dictionary<string, int> Table = new Dictionary<string, int>();
        private static int s_ready;

        static StaticPlugin()
        {
            Load();
        }

        private static void Load()
        {
            Table["a"] = 1; //= static-state
            s_ready = 1; //= static-state
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(Table["a"] + s_ready);
        }
    }
}
