//! build: roslyn
//! api: 4.7.2
// What is in a tuple that lies in an array, a list or a field is what was put there; the tuple itself is a copy.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.TuplesInArrays
{
    public class Page
    {
        public int Number;
    }

    public class ArrayPlugin : IPlugin
    {
        private readonly List<Page> _pages = new List<Page> { new Page() };
        private readonly IProducerConsumerCollection<Page> _queue = new ConcurrentQueue<Page>();

        public ArrayPlugin() { _queue.TryAdd(new Page()); }

        public void Execute(IServiceProvider provider)
        {
            var pairs = new (Page page, int index)[1];
            pairs[0] = (_pages[0], 1);
            pairs[0].page.Number = 1; //~ shared-object-mutation
            pairs[0].index = 2; //= shared-object-mutation
            _pages.Select(page => (page, 1)).ToArray()[0].page.Number = 3; //~ shared-object-mutation
            var chosen = _pages.Select((page, index) => (page, index)).Where(pair => pair.index > 0).ToArray();
            chosen[0].page.Number = 4; //~ shared-object-mutation
            chosen[0].index = 5; //= shared-object-mutation

            var mine = new (Page page, int index)[1];
            mine[0] = (new Page(), 1);
            mine[0].page.Number = 6; //= shared-object-mutation
            var both = new (Page held, Page own)[1];
            both[0] = (_pages[0], new Page());
            both[0].own.Number = 7; //= shared-object-mutation
            both[0].held.Number = 8; //~ shared-object-mutation

            // A queue by its interface: what is taken out of it nobody else has.
            Page taken;
            if (_queue.TryTake(out taken))
                taken.Number = 9; //= shared-object-mutation
            IProducerConsumerCollection<Page> own = new ConcurrentQueue<Page>();
            own.TryAdd(new Page());
            if (own.TryTake(out taken))
                taken.Number = 10; //= shared-object-mutation
        }
    }
}
