// What is taken out of a shared collection in one step belongs to who took it. An enumerator that the instance keeps is moved on for all.
using System;
using System.Collections;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Taken
{
    public class Item
    {
        public int N;
    }

    public class PoolPlugin : IPlugin
    {
        private static readonly ConcurrentBag<StringBuilder> s_builders = new ConcurrentBag<StringBuilder>();
        private static readonly ConcurrentDictionary<string, Item> s_items = new ConcurrentDictionary<string, Item>();
        private readonly ConcurrentQueue<Item> _work = new ConcurrentQueue<Item>();
        private readonly BlockingCollection<Item> _more = new BlockingCollection<Item>();
        private readonly ConcurrentStack<Item> _stack = new ConcurrentStack<Item>();

        public PoolPlugin()
        {
            _work.Enqueue(new Item());
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            StringBuilder builder;
            if (!s_builders.TryTake(out builder))
                builder = new StringBuilder();
            builder.Append("a"); //= static-state
            builder.Clear(); //= static-state
            s_builders.Add(builder); //= static-state
            builder.Append("b"); //~ static-state target=F:Acme.Taken.PoolPlugin.s_builders

            Item item;
            while (_work.TryDequeue(out item))
                item.N = 1; //= shared-object-mutation
            if (_work.TryPeek(out item))
                item.N = 2; //~ shared-object-mutation target=F:Acme.Taken.PoolPlugin._work
            if (s_items.TryRemove("a", out item))
                item.N = 3; //= static-state
            if (s_items.TryGetValue("a", out item))
                item.N = 4; //~ static-state
            if (_stack.TryPop(out item))
                item.N = 5; //= shared-object-mutation
            _more.Take().N = 6; //= shared-object-mutation
            foreach (var held in _work)
                held.N = 7; //~ shared-object-mutation
        }
    }

    public class EnumeratorPlugin : IPlugin
    {
        private static readonly IEnumerator<int> s_numbers = Numbers().GetEnumerator();
        private readonly IEnumerator<int> _ids = Numbers().GetEnumerator();
        private readonly IEnumerator _old = new ArrayList { 1 }.GetEnumerator();
        private readonly IEnumerable<int> _all = new List<int> { 1 };
        private readonly List<int> _list = new List<int> { 1 };
        private SpinLock _lock = new SpinLock();

        private static IEnumerable<int> Numbers()
        {
            var i = 0;
            while (true)
                yield return i++;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _ids.MoveNext(); //~ shared-object-mutation severity=medium target=F:Acme.Taken.EnumeratorPlugin._ids
            _old.MoveNext(); //~ shared-object-mutation
            _old.Reset(); //~ shared-object-mutation
            s_numbers.MoveNext(); //~ static-state target=F:Acme.Taken.EnumeratorPlugin.s_numbers
            var current = _ids.Current; //= shared-object-mutation

            var mine = _all.GetEnumerator();
            mine.MoveNext(); //= shared-object-mutation
            IEnumerator<int> other = _list.GetEnumerator();
            other.MoveNext(); //= shared-object-mutation
            var numbers = Numbers().GetEnumerator();
            numbers.MoveNext(); //= shared-object-mutation
            foreach (var number in _all.Concat(_list)) //= shared-object-mutation
                current += number;

            var taken = false;
            _lock.Enter(ref taken); //= stateful-plugin
            if (taken)
                _lock.Exit(); //= stateful-plugin
        }
    }
}
