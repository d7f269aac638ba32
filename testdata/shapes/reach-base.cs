//! library
// Edges of reach that lead through an assembly of its own.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Reach.Base
{
    public interface IRule { bool Holds(string value); }

    public abstract class Step
    {
        public virtual void Run() { Thread.Sleep(1); } //~ thread-sleep
        public virtual void Quiet() { Thread.Sleep(1); } //= thread-sleep
    }

    // R01/base-dll, R02/base-dll, R06/base-dll, R13/base-dll
    public abstract class TemplatePlugin : IPlugin
    {
        protected int Calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            Before();
            OnExecute(serviceProvider);
            Action after = After;
            after();
            Array.ForEach(new[] { 1 }, Each);
        }

        protected virtual void Before()
        {
            Calls++; //= stateful-plugin
        }

        protected abstract void OnExecute(IServiceProvider serviceProvider);

        protected virtual void After()
        {
            Thread.Sleep(2); //~ thread-sleep
        }

        private void Each(int n)
        {
            Calls += n; //~ stateful-plugin target=F:Acme.Reach.Base.TemplatePlugin.Calls
        }
    }

    // R03/base-dll, R04/base-dll
    public static class Runner
    {
        public static void Run(Step step)
        {
            step.Run();
        }

        public static bool All(IEnumerable<IRule> rules)
        {
            foreach (IRule rule in rules)
            {
                if (!rule.Holds("a")) { return false; }
            }
            return true;
        }
    }

    public class UnusedRule : IRule
    {
        public bool Holds(string value) { Thread.Sleep(3); return true; } //= thread-sleep
    }

    // What it is given is called back.
    public static class Sorter
    {
        public static void Sort(List<string> names, IComparer<string> comparer)
        {
            names.Sort(comparer);
        }
    }

    // R07/base-dll, R08/base-dll, R09/base-dll
    public static class Source
    {
        public static IEnumerable<int> Numbers(int n)
        {
            for (int i = 0; i < n; i++)
            {
                Thread.Sleep(4); //~ thread-sleep
                yield return i;
            }
        }

        public static IEnumerable<int> Never(int n)
        {
            Thread.Sleep(5); //= thread-sleep
            yield return n;
        }

        public static Action Closure(int n)
        {
            return () => Thread.Sleep(n); //~ thread-sleep
        }

        public static async System.Threading.Tasks.Task RunAsync() //~later async-method
        {
            await System.Threading.Tasks.Task.Yield();
            Thread.Sleep(6); //~ thread-sleep
        }
    }

    // R10/base-dll
    public class Shelf
    {
        public string this[int index] { get { Thread.Sleep(7); return "a"; } } //~ thread-sleep
        public static Shelf operator +(Shelf left, Shelf right) { Thread.Sleep(8); return left; } //~ thread-sleep
        public static Shelf operator -(Shelf left, Shelf right) { Thread.Sleep(8); return left; } //= thread-sleep
    }

    // R11/base-dll
    public static class Table
    {
        private static int s_rows;

        static Table()
        {
            s_rows = 1; //= static-state
            Thread.Sleep(3000); //~ thread-sleep severity=low
        }

        public static int Rows() { return s_rows; }
    }

    // R14/base-dll
    public static class Loader
    {
        public static void Load(string name)
        {
            Activator.CreateInstance(Type.GetType(name)); //= thread-sleep
        }
    }

    public class Loaded
    {
        public Loaded() { Thread.Sleep(9); } //= thread-sleep
    }
}
