// Edges of reach in helpers, lambdas, async methods and generic code.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Reach
{
    public abstract class Step
    {
        public abstract void Run();
    }

    public class HelperStep : Step { public override void Run() { Thread.Sleep(1); } } //~ thread-sleep
    public class LambdaStep : Step { public override void Run() { Thread.Sleep(1); } } //~ thread-sleep
    public class AsyncStep : Step { public override void Run() { Thread.Sleep(1); } } //~ thread-sleep
    public class GenericStep : Step { public override void Run() { Thread.Sleep(1); } } //~ thread-sleep
    public class NeverStep : Step { public override void Run() { Thread.Sleep(1); } } //= thread-sleep

    public interface IRule { void Hold(); }

    public class HelperRule : IRule { public void Hold() { Thread.Sleep(2); } } //~ thread-sleep
    public class LambdaRule : IRule { public void Hold() { Thread.Sleep(2); } } //~ thread-sleep
    public class AsyncRule : IRule { public void Hold() { Thread.Sleep(2); } } //~ thread-sleep
    public class GenericRule : IRule { public void Hold() { Thread.Sleep(2); } } //~ thread-sleep
    public class NeverRule : IRule { public void Hold() { Thread.Sleep(2); } } //= thread-sleep

    public static class Table<T>
    {
        public static readonly int Rows;
        private static int s_reads;

        static Table()
        {
            Rows = 1; //= static-state
            s_reads++; //= static-state
            Thread.Sleep(3); //~ thread-sleep severity=low
        }
    }

    public static class Index
    {
        public static readonly int Rows;
        static Index() { Rows = 1; Thread.Sleep(3); } //~ thread-sleep severity=low
    }

    public static class UntouchedIndex
    {
        public static readonly int Rows;
        static UntouchedIndex() { Rows = 1; Thread.Sleep(3); } //= thread-sleep
    }

    // R01/helper, R02/helper, R03/helper, R04/helper, R05/helper, R06/helper, R11/helper, R13/helper
    public abstract class HelperPlugin : IPlugin, IEqualityComparer<string>
    {
        protected int Calls;
        private int _hashes;
        private int _napped;

        public void Execute(IServiceProvider serviceProvider)
        {
            Helper.Begin(this);
            Helper.Hold(new HelperRule());
            Helper.Run(new HelperStep());
            Helper.Distinct(this);
            Helper.Each(this);
            GC.KeepAlive(Helper.Rows());
        }

        public virtual void Count()
        {
            Calls++; //= stateful-plugin
        }

        public bool Equals(string x, string y) { return x == y; }

        public int GetHashCode(string text)
        {
            _hashes++; //~ stateful-plugin target=F:Acme.Reach.HelperPlugin._hashes
            return 1;
        }

        internal void Nap(int n)
        {
            _napped += n; //~ stateful-plugin target=F:Acme.Reach.HelperPlugin._napped
        }

        private static class Helper
        {
            public static void Begin(HelperPlugin plugin) { plugin.Count(); }
            public static void Hold(IRule rule) { rule.Hold(); }
            public static void Run(Step step) { Action run = step.Run; run(); }
            public static void Distinct(IEqualityComparer<string> comparer) { GC.KeepAlive(new[] { "a" }.Distinct(comparer).ToList()); }
            public static void Each(HelperPlugin plugin) { new List<int> { 1 }.ForEach(plugin.Nap); }
            public static int Rows() { return Index.Rows; }
        }
    }

    public class DerivedHelperPlugin : HelperPlugin
    {
        public override void Count()
        {
            Calls += 2; //~ stateful-plugin target=F:Acme.Reach.HelperPlugin.Calls
        }
    }

    // R01/lambda, R02/lambda, R03/lambda, R04/lambda, R05/lambda, R11/lambda, R13/lambda
    public class LambdaPlugin : IPlugin, IComparer<string>
    {
        private int _counted;
        private int _compared;
        private int _each;

        public void Execute(IServiceProvider serviceProvider)
        {
            Action count = () => Count();
            Action<Step> run = step => step.Run();
            Action<IRule> hold = rule => rule.Hold();
            Func<int> rows = () => Table<int>.Rows;
            Action sort = () => new List<string> { "b", "a" }.Sort(this);
            count();
            run(new LambdaStep());
            hold(new LambdaRule());
            sort();
            new[] { 1, 2 }.ToList().ForEach(n => _each += n); //~ stateful-plugin target=F:Acme.Reach.LambdaPlugin._each
            int sum = 0;
            new[] { 1, 2 }.ToList().ForEach(n => sum += n); //= stateful-plugin
            GC.KeepAlive(rows() + sum);
        }

        protected virtual void Count()
        {
            _counted++; //~ stateful-plugin target=F:Acme.Reach.LambdaPlugin._counted
        }

        public int Compare(string x, string y)
        {
            _compared++; //~ stateful-plugin target=F:Acme.Reach.LambdaPlugin._compared
            return 0;
        }
    }

    // R01/async, R02/async, R03/async, R04/async, R05/async, R06/async, R09/async, R10/async, R13/async
    public class AsyncPlugin : IPlugin, IDisposable
    {
        private int _counted;
        private int _closed;
        private int _captured;
        private int _each;
        private int _mine;
        private int Prop { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync(new AsyncStep(), new AsyncRule()).Wait(); //~later sync-over-async
        }

        private async Task RunAsync(Step step, IRule rule) //~later async-method
        {
            await Task.Yield();
            Count();
            step.Run();
            await Task.Yield();
            rule.Hold();
            using (this)
            {
                await Task.Yield();
            }
            Action group = Group;
            group();
            Action captured = () => _captured += Prop; //~ stateful-plugin target=F:Acme.Reach.AsyncPlugin._captured
            captured();
            Prop = 1; //~ stateful-plugin target=P:Acme.Reach.AsyncPlugin.Prop
            new List<int> { 1 }.ForEach(Each);
            var other = new AsyncPlugin();
            other.Prop = 2; //= stateful-plugin
            Action<AsyncPlugin> quiet = plugin => plugin._mine = 1; //= stateful-plugin
            quiet(other);
        }

        protected virtual void Count()
        {
            _counted++; //~ stateful-plugin target=F:Acme.Reach.AsyncPlugin._counted
        }

        public void Dispose()
        {
            _closed++; //~ stateful-plugin target=F:Acme.Reach.AsyncPlugin._closed
        }

        private void Group()
        {
            _counted = 0; //~ stateful-plugin
        }

        private void Each(int n)
        {
            _each += n; //~ stateful-plugin target=F:Acme.Reach.AsyncPlugin._each
        }
    }

    // R01/generic, R02/generic, R03/generic, R04/generic, R05/generic, R06/generic, R09/generic, R10/generic, R11/generic, R13/generic
    public class GenericPlugin<T> : IPlugin, IComparer<T> where T : Step, new()
    {
        private int _counted;
        private int _compared;
        private int _captured;
        private int _each;
        private T Item { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Helper<GenericPlugin<T>>.Begin(this, plugin => plugin.Count());
            Run(new T());
            Hold<IRule>(new GenericRule());
            new List<T> { new T() }.Sort(this);
            Func<T, int> group = Group;
            GC.KeepAlive(group(null));
            Action captured = () => _captured = Table<T>.Rows; //~ stateful-plugin target=F:Acme.Reach.GenericPlugin`1._captured
            captured();
            Item = new T(); //~ stateful-plugin target=P:Acme.Reach.GenericPlugin`1.Item
            new GenericPlugin<T>().Item = new T(); //= stateful-plugin
            new List<T>().ForEach(item => _each++); //~ stateful-plugin target=F:Acme.Reach.GenericPlugin`1._each
        }

        private void Run<TStep>(TStep step) where TStep : Step
        {
            step.Run();
        }

        private static void Hold<TRule>(TRule rule) where TRule : IRule
        {
            rule.Hold();
        }

        protected virtual void Count()
        {
            _counted++; //~ stateful-plugin target=F:Acme.Reach.GenericPlugin`1._counted
        }

        private int Group<U>(U value)
        {
            return ++_counted; //~ stateful-plugin
        }

        public int Compare(T x, T y)
        {
            _compared++; //~ stateful-plugin target=F:Acme.Reach.GenericPlugin`1._compared
            return 0;
        }

        private static class Helper<TPlugin>
        {
            public static void Begin(TPlugin plugin, Action<TPlugin> begin) { begin(plugin); }
        }
    }

    public class GenericStepPlugin : GenericPlugin<GenericStep>
    {
    }

    // R07/helper, R08/helper, R09/helper, R10/helper
    public class MachineHelper
    {
        private readonly MachinePlugin _plugin;
        private int _mine;
        public MachineHelper(MachinePlugin plugin) { _plugin = plugin; }

        public async Task<int> RunAsync() //~later async-method
        {
            _mine++; //= stateful-plugin
            await Task.Yield();
            return _plugin.Steps++; //~ stateful-plugin target=F:Acme.Reach.MachinePlugin.Steps
        }

        public IEnumerable<int> Pages()
        {
            _mine++; //= stateful-plugin
            yield return 1;
            _plugin.Pages++; //~ stateful-plugin target=F:Acme.Reach.MachinePlugin.Pages
            yield return _mine;
        }

        public Func<int> Counter()
        {
            int mine = 0;
            return () => _plugin.Closures += mine++; //~ stateful-plugin target=F:Acme.Reach.MachinePlugin.Closures
        }

        public int this[int index]
        {
            get { return _plugin.Reads++; } //~ stateful-plugin target=F:Acme.Reach.MachinePlugin.Reads
            set { _plugin.Reads = value; } //= stateful-plugin
        }
    }

    public class MachinePlugin : IPlugin
    {
        internal int Steps;
        internal int Pages;
        internal int Closures;
        internal int Reads;

        public void Execute(IServiceProvider serviceProvider)
        {
            var helper = new MachineHelper(this);
            GC.KeepAlive(helper.RunAsync().Result); //~later sync-over-async
            GC.KeepAlive(helper.Pages().ToList());
            GC.KeepAlive(helper.Counter()());
            GC.KeepAlive(helper[1]);
        }
    }

    // R07/lambda, R08/lambda, R10/lambda
    public class MachineLambdaPlugin : IPlugin
    {
        private int _async;
        private int _pages;
        private int _reads;
        private int Reads { get { return _reads++; } } //~ stateful-plugin target=F:Acme.Reach.MachineLambdaPlugin._reads

        public void Execute(IServiceProvider serviceProvider)
        {
            int mine = 0;
            Func<Task> run = async () => //~later async-method
            {
                await Task.Yield();
                _async++; //~ stateful-plugin target=F:Acme.Reach.MachineLambdaPlugin._async
                mine++; //= stateful-plugin
            };
            run().Wait(); //~later sync-over-async
            Func<IEnumerable<int>> pages = () => Pages();
            foreach (int page in pages())
            {
                mine += page; //= stateful-plugin
            }
            Func<int> reads = () => Reads;
            GC.KeepAlive(reads() + mine);
        }

        private IEnumerable<int> Pages()
        {
            _pages++; //~ stateful-plugin target=F:Acme.Reach.MachineLambdaPlugin._pages
            yield return 1;
        }
    }

    // R07/generic, R08/generic
    public class MachineGenericPlugin<T> : IPlugin where T : new()
    {
        private T _item;
        private T _page;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync<string>().Wait(); //~later sync-over-async
        }

        private async Task<U> RunAsync<U>() //~later async-method
        {
            var other = new MachineGenericPlugin<T>();
            await Task.Yield();
            _item = new T(); //~ stateful-plugin target=F:Acme.Reach.MachineGenericPlugin`1._item
            other._item = new T(); //= stateful-plugin
            foreach (T item in Pages<U>())
            {
                GC.KeepAlive(item);
            }
            return default(U);
        }

        private IEnumerable<T> Pages<U>()
        {
            _page = new T(); //~ stateful-plugin target=F:Acme.Reach.MachineGenericPlugin`1._page
            yield return _page;
        }
    }

    // R14, R14/helper, R14/lambda: what reflection reaches is not followed, and the report says so.
    public class ReflectionPlugin : IPlugin
    {
        private int _hidden;

        public void Execute(IServiceProvider serviceProvider)
        {
            Helper.Invoke(this, "Hidden");
            Action invoke = () => GetType().GetMethod("Hidden").Invoke(this, null); //= stateful-plugin
            invoke();
            GC.KeepAlive(Activator.CreateInstance(typeof(NeverStep)));
        }

        public void Hidden()
        {
            _hidden++; //= stateful-plugin
        }

        private static class Helper
        {
            public static void Invoke(object target, string name)
            {
                MethodInfo method = target.GetType().GetMethod(name);
                method.Invoke(target, null); //= stateful-plugin
            }
        }
    }
}
