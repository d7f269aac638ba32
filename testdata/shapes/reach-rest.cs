//! build: all
//! problem: reflection
// What is left of the tables of rules: delegates made in lambdas, reflection in async and generic code, [ThreadStatic] behind an await.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Rest
{
    public class MethodGroupPlugin : IPlugin
    {
        private int _count;

        // R06/lambda: the method group is made in a lambda.
        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string>();
            Action run = () => names.ForEach(Bump);
            run();
            Func<Action<string>> make = () => new Counter().Bump;
            make()("x");
            Action other = () => { Action<string> bump = Bump; bump("x"); _count++; }; //~ stateful-plugin
            other();
            Action own = () => { Action<string> bump = new Counter().Bump; bump("x"); }; //= stateful-plugin
            own();
        }

        private void Bump(string name)
        {
            _count++; //~ stateful-plugin target=F:Acme.Rest.MethodGroupPlugin._count
        }
    }

    public class Counter
    {
        private int _count;

        public void Bump(string name)
        {
            _count++; //= stateful-plugin
        }
    }

    public class ReflectionPlugin : IPlugin
    {
        private int _hidden;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~ sync-over-async
            new Caller<ReflectionPlugin>().Call(this);
        }

        // R14/async
        private async Task RunAsync() //~ async-method
        {
            await Task.Yield();
            GetType().GetMethod("Hidden").Invoke(this, null); //= stateful-plugin
        }

        public void Hidden()
        {
            _hidden++;
        }
    }

    // R14/generic
    public class Caller<T>
    {
        public void Call(T target)
        {
            typeof(T).GetMethod("Hidden").Invoke(target, null); //= stateful-plugin
        }
    }

    public class ThreadStaticPlugin : IPlugin
    {
        [ThreadStatic] private static int t_static;
        [ThreadStatic] private int _instance;

        public void Execute(IServiceProvider serviceProvider)
        {
            RunAsync().Wait(); //~ sync-over-async
        }

        // S13/async
        private async Task RunAsync() //~ async-method
        {
            await Task.Yield();
            t_static = 1; //= static-state
            _instance = 1; //~ stateful-plugin target=F:Acme.Rest.ThreadStaticPlugin._instance
        }
    }
}
