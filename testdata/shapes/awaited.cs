//! build: all
// What a task gives is what was put into it, however it is waited for.
using System;
using System.Collections.Generic;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Awaited
{
    public class Box
    {
        public int N;
    }

    // S05/async: the instance comes back out of a task.
    public class SelfPlugin : IPlugin
    {
        private int _n;
        private int _m;
        private int _o;
        private int _p;
        private int _q;
        private int _r;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~ sync-over-async
        }

        private async Task RunAsync() //~ async-method
        {
            (await Self())._n = 1; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._n
            (await Self().ConfigureAwait(false))._m = 1; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._m
            (await Task.FromResult(this))._o = 1; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._o
            Promise().Result._p = 1; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._p, sync-over-async
            Self().ConfigureAwait(false).GetAwaiter().GetResult()._q = 1; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._q, sync-over-async
            await Self().ContinueWith(task => task.Result._r = 1); //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Awaited.SelfPlugin._r, parallel-execution, sync-over-async
        }

        private async Task<SelfPlugin> Self() //~ async-method
        {
            await Task.Yield();
            return this;
        }

        private Task<SelfPlugin> Promise()
        {
            var source = new TaskCompletionSource<SelfPlugin>();
            source.SetResult(this);
            return source.Task;
        }
    }

    // S05/async: what is made in the call stays of the call.
    public class FreshPlugin : IPlugin
    {
        public int N;
        private readonly Box _held = new Box();

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~ sync-over-async
        }

        private async Task RunAsync() //~ async-method
        {
            (await Fresh()).N = 1; //= stateful-plugin
            (await Task.FromResult(new FreshPlugin())).N = 1; //= stateful-plugin
            (await Made()).N = 1; //= shared-object-mutation
            (await Task.Run(() => new Box())).N = 1; //~ parallel-execution //= shared-object-mutation
            (await Held()).N = 1; //~ shared-object-mutation target=F:Fabrikam.Awaited.FreshPlugin._held
            (await Task.Run(() => _held)).N = 1; //~ shared-object-mutation target=F:Fabrikam.Awaited.FreshPlugin._held, parallel-execution
            (await Task.Run(() => Held())).N = 1; //~ shared-object-mutation target=F:Fabrikam.Awaited.FreshPlugin._held, parallel-execution
            var both = await Task.WhenAll(Held(), Made()); //~ parallel-execution
            both[0].N = 1; //~ shared-object-mutation target=F:Fabrikam.Awaited.FreshPlugin._held
        }

        private async Task<FreshPlugin> Fresh() //~ async-method
        {
            await Task.Yield();
            return new FreshPlugin();
        }

        private async Task<Box> Held() //~ async-method
        {
            await Task.Yield();
            return _held;
        }

        private async Task<Box> Made() //~ async-method
        {
            await Task.Yield();
            return new Box();
        }
    }

    // What is kept in a task is kept with it.
    public class KeptTaskPlugin : IPlugin
    {
        private readonly Task<List<string>> _names = Task.FromResult(new List<string>());

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.Result.Add("a"); //~ shared-object-mutation target=F:Fabrikam.Awaited.KeptTaskPlugin._names, sync-over-async
            Task.FromResult(new List<string>()).Result.Add("a"); //~ sync-over-async //= shared-object-mutation
        }
    }

    // Work that gets the instance as its argument.
    public class StatePlugin : IPlugin
    {
        private int _n;
        private int _m;
        public int Other;

        public void Execute(IServiceProvider serviceProvider)
        {
            ThreadPool.QueueUserWorkItem(state => ((StatePlugin)state)._n = 1, this); //~ stateful-plugin target=F:Fabrikam.Awaited.StatePlugin._n, parallel-execution
            Task.Factory.StartNew(state => ((StatePlugin)state)._m = 1, this); //~ stateful-plugin target=F:Fabrikam.Awaited.StatePlugin._m, parallel-execution
            ThreadPool.QueueUserWorkItem(state => ((StatePlugin)state).Other = 1, new StatePlugin()); //~ parallel-execution //= stateful-plugin
        }
    }
}
