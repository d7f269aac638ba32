//! build: all
// A variable whose address goes to a call holds what was put into it last, and not whatever it ever held.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Lent
{
    public class Page
    {
        public int Number;

        public Page Copy() { return new Page { Number = Number }; }
    }

    public static class Pages
    {
        public static void Fill(out List<string> list) { list = new List<string>(); }

        public static bool TryCopy(Dictionary<string, Page> from, string key, out Page copy)
        {
            Page page;
            copy = from.TryGetValue(key, out page) ? page.Copy() : null;
            return copy != null;
        }

        public static void Keep(ref Page page) { if (page == null) page = new Page(); }

        public static void Swap<T>(ref T left, ref T right)
        {
            T kept = left;
            left = right;
            right = kept;
        }
    }

    public class OutPlugin : IPlugin
    {
        private readonly Dictionary<string, List<string>> _lists = new Dictionary<string, List<string>>();
        private readonly Dictionary<string, Page> _pages = new Dictionary<string, Page>();
        private readonly List<string> _first = new List<string>();
        private readonly List<string> _second = new List<string>();

        public void Execute(IServiceProvider provider)
        {
            List<string> list;
            Pages.Fill(out list);
            list.Add("a"); //= shared-object-mutation
            if (_lists.TryGetValue("a", out list))
                list.Add("b"); //~ shared-object-mutation target=F:Acme.Lent.OutPlugin._lists
            list = new List<string>();
            list.Add("c"); //= shared-object-mutation
            _lists.TryGetValue("d", out list);

            var mine = new Dictionary<string, Page>();
            Page page;
            if (_pages.TryGetValue("a", out page))
                page.Number = 1; //~ shared-object-mutation target=F:Acme.Lent.OutPlugin._pages
            if (mine.TryGetValue("a", out page))
                page.Number = 2; //= shared-object-mutation
            if (Pages.TryCopy(_pages, "a", out page))
                page.Number = 3; //= shared-object-mutation

            // By `ref` stays what was in it.
            _pages.TryGetValue("b", out page);
            Pages.Keep(ref page);
            page.Number = 4; //~ shared-object-mutation target=F:Acme.Lent.OutPlugin._pages
            page = null;
            Pages.Keep(ref page);
            page.Number = 5; //= shared-object-mutation

            var left = new List<string>();
            var right = new List<string>();
            Pages.Swap(ref left, ref right);
            left.Add("e"); //= shared-object-mutation
            left = _first;
            right = _second;
            Pages.Swap(ref left, ref right);
            left.Add("f"); //~ shared-object-mutation
        }
    }

    // One way or the other, and what is stored where an exception comes.
    public class WaysPlugin : IPlugin
    {
        private readonly Dictionary<string, Page> _pages = new Dictionary<string, Page>();

        public void Execute(IServiceProvider provider)
        {
            Page page = new Page();
            foreach (string key in new[] { "a", "b" })
            {
                if (key == "b" && !_pages.TryGetValue(key, out page))
                    continue;
                page.Number = 1; //~ shared-object-mutation
                page = new Page();
                page.Number = 2; //= shared-object-mutation
            }
            try
            {
                _pages.TryGetValue("c", out page);
                provider.GetService(typeof(ITracingService));
                page = new Page();
            }
            catch (InvalidOperationException)
            {
                page.Number = 3; //~ shared-object-mutation
                throw new InvalidPluginExecutionException("c");
            }
            page.Number = 4; //= shared-object-mutation
        }
    }

    public struct Maybe<T>
    {
        private readonly T _value;
        private readonly bool _has;

        public Maybe(T value)
        {
            _value = value;
            _has = true;
        }

        public Maybe<U> Map<U>(Func<T, U> map) { return _has ? new Maybe<U>(map(_value)) : new Maybe<U>(); }

        public T Or(T other) { return _has ? _value : other; }

        public Maybe<T> Do(Action<T> act)
        {
            if (_has)
                act(_value);
            return this;
        }
    }

    // Compilers use one variable for all that is in the middle of such a chain.
    public class ChainPlugin : IPlugin
    {
        private readonly Page _page = new Page();

        public void Execute(IServiceProvider provider)
        {
            new Maybe<Page>(_page).Do(page => page.Number = 1); //~ shared-object-mutation
            new Maybe<Page>(_page).Map(page => page.Copy()).Do(page => page.Number = 2); //= shared-object-mutation
            new Maybe<Page>().Or(new Page()).Number = 3; //= shared-object-mutation
            var maybe = new Maybe<Page>(_page);
            maybe.Or(null).Number = 4; //~ shared-object-mutation
            maybe = new Maybe<Page>(new Page());
            maybe.Or(null).Number = 5; //= shared-object-mutation
        }
    }
}
