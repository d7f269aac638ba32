// Kept state inside async methods: before and after an await, in nested ones, with the machine as a struct and as a class.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Asynchronous
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
    }

    // S01/async, S02/async
    public class StorePlugin : IPlugin
    {
        private int _count;
        private string _last;
        private int _deep;
        public int Total { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync(new StorePlugin(), 2).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(StorePlugin other, int n) //~later async-method
        {
            _count++; //~ stateful-plugin target=F:Acme.Asynchronous.StorePlugin._count
            other._count++; //= stateful-plugin
            await Task.Yield();
            _last = "a"; //~ stateful-plugin target=F:Acme.Asynchronous.StorePlugin._last
            Total = n; //~ stateful-plugin target=P:Acme.Asynchronous.StorePlugin.Total
            other.Total = n; //= stateful-plugin
            other._last = "b"; //= stateful-plugin
            n += await DeepAsync(n);
            try
            {
                await Task.Yield();
                _count += n; //~ stateful-plugin
            }
            finally
            {
                _count = 0; //~ stateful-plugin
            }
        }

        private async Task<int> DeepAsync(int n) //~later async-method
        {
            Func<Task> inner = async () => //~later async-method
            {
                await Task.Yield();
                _deep = n; //~ stateful-plugin target=F:Acme.Asynchronous.StorePlugin._deep
            };
            await inner();
            int local = n;
            local++; //= stateful-plugin
            return local;
        }
    }

    // S03/async
    public interface IStep { Task RunAsync(); }

    public class ExplicitPlugin : IPlugin, IStep
    {
        private int _steps;

        void IPlugin.Execute(IServiceProvider serviceProvider)
        {
            ((IStep)this).RunAsync().Wait(); //~later sync-over-async
            IStep other = new ExplicitStep();
            other.RunAsync().Wait(); //~later sync-over-async
        }

        async Task IStep.RunAsync() //~later async-method
        {
            await Task.Yield();
            _steps++; //~ stateful-plugin target=F:Acme.Asynchronous.ExplicitPlugin._steps
        }
    }

    public class ExplicitStep : IStep
    {
        private int _steps;

        async Task IStep.RunAsync() //~later async-method
        {
            await Task.Yield();
            _steps++; //= stateful-plugin
        }
    }

    // S04/async, S05/async, S06/async
    public class AddressPlugin : IPlugin
    {
        private int _number;
        private Tally _tally;
        private int _calls;
        private object _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync(serviceProvider).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(IServiceProvider serviceProvider) //~later async-method
        {
            int number = 0;
            var tally = new Tally();
            int calls = 0;
            int.TryParse("1", out _number); //~ stateful-plugin confidence=high target=F:Acme.Asynchronous.AddressPlugin._number
            int.TryParse("1", out number); //= stateful-plugin
            await Task.Yield();
            Set(ref _number); //~ stateful-plugin
            Set(ref number); //= stateful-plugin
            _tally.Bump(); //~ stateful-plugin target=F:Acme.Asynchronous.AddressPlugin._tally
            tally.Bump(); //= stateful-plugin
            _tally.Count = 1; //~ stateful-plugin
            tally.Count = 1; //= stateful-plugin
            Interlocked.Increment(ref _calls); //~ stateful-plugin severity=low
            Interlocked.Increment(ref calls); //= stateful-plugin
            Interlocked.Exchange(ref _service, serviceProvider.GetService(typeof(IOrganizationService))); //~ stateful-plugin severity=high
            await Task.Yield();
            GC.KeepAlive(number + tally.Count + calls);
        }

        private static void Set(ref int value) { value = 1; }
    }

    // S07/async
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
            HookAsync(new Bell()).Wait(); //~later sync-over-async
            if (Rung != null) { Rung(); }
        }

        private async Task HookAsync(Bell bell) //~later async-method
        {
            await Task.Yield();
            Rung += OnRung; //~ stateful-plugin target=E:Acme.Asynchronous.BellPlugin.Rung
            bell.Rung += OnRung; //= stateful-plugin
            bell.Ring();
        }

        private static void OnRung() { }
    }

    // S08/async: no lock spans an await, but one can stand between two.
    public class LockedPlugin : IPlugin
    {
        private readonly object _gate = new object();
        private int _locked;
        private int _mine;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~later sync-over-async
        }

        private async Task RunAsync() //~later async-method
        {
            var gate = new object();
            await Task.Yield();
            lock (_gate) //~ static-lock severity=low
            {
                _locked++; //~ stateful-plugin severity=medium
            }
            lock (gate) //= static-lock
            {
                _mine++; //~ stateful-plugin severity=high
            }
            await Task.Yield();
        }
    }

    // S09/async, S10/async, S11/async, S12/async
    public class HeldPlugin : IPlugin
    {
        private readonly List<Box> _boxes = new List<Box>();
        private readonly int[] _slots = new int[4];
        private readonly Box _box = new Box();
        private readonly ConcurrentDictionary<string, object> _cache = new ConcurrentDictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync(serviceProvider, new List<Box>()).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(IServiceProvider serviceProvider, List<Box> mine) //~later async-method
        {
            var box = new Box();
            await Task.Yield();
            _boxes.Add(box); //~ shared-object-mutation target=F:Acme.Asynchronous.HeldPlugin._boxes
            mine.Add(new Box()); //= shared-object-mutation
            foreach (Box each in _boxes)
            {
                await Task.Yield();
                each.Value++; //~ shared-object-mutation target=F:Acme.Asynchronous.HeldPlugin._boxes
            }
            await QuietAsync(mine);
            _slots[1] = 2; //~ shared-object-mutation target=F:Acme.Asynchronous.HeldPlugin._slots
            int[] copy = _slots.ToArray();
            copy[1] = 3; //= shared-object-mutation
            _box.Text = "a"; //~ shared-object-mutation target=F:Acme.Asynchronous.HeldPlugin._box
            box.Text = "b"; //~ shared-object-mutation target=F:Acme.Asynchronous.HeldPlugin._boxes
            mine[0].Text = "c"; //= shared-object-mutation
            _cache["a"] = serviceProvider.GetService(typeof(ITracingService)); //~ shared-object-mutation severity=high
            _cache["b"] = "text"; //= shared-object-mutation
        }

        private static async Task QuietAsync(List<Box> mine) //~later async-method
        {
            foreach (Box each in mine)
            {
                await Task.Yield();
                each.Value++; //= shared-object-mutation
            }
        }
    }

    // S14/async
    public class LazyPlugin : IPlugin
    {
        private List<string> _names;
        private object _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync(serviceProvider).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(IServiceProvider serviceProvider) //~later async-method
        {
            List<string> mine = null;
            await Task.Yield();
            if (_names == null)
            {
                _names = new List<string>(); //~ lazy-member-cache target=F:Acme.Asynchronous.LazyPlugin._names
            }
            if (mine == null)
            {
                mine = new List<string>(); //= lazy-member-cache
            }
            if (_service == null)
            {
                _service = serviceProvider.GetService(typeof(IOrganizationService)); //~ stateful-plugin severity=high
            }
            await Task.Yield();
            GC.KeepAlive(mine.Count + _names.Count);
        }
    }

    // S16/async, S17/async, S18/async, S20/async
    public class PerCallPlugin : IPlugin
    {
        public int N;
        private Box _held;

        public void Execute(IServiceProvider serviceProvider)
        {
            new PerCallPlugin().RunAsync(serviceProvider).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(IServiceProvider serviceProvider) //~later async-method
        {
            N = 1; //= stateful-plugin
            _held = new Box(); //= stateful-plugin
            await Task.Yield();
            _held.Value = N; //= stateful-plugin
            new PerCallPlugin().N = 2; //= stateful-plugin
            Box made = await MakeAsync();
            made.Value = 3; //= stateful-plugin
            new CountingPlugin().Execute(serviceProvider); //= stateful-plugin
            var names = new List<string>();
            names.Sort((a, b) => string.CompareOrdinal(a, b)); //= static-state
        }

        private static async Task<Box> MakeAsync() //~later async-method
        {
            await Task.Yield();
            return new Box();
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
}
