//! build: all net40
// R03, R04, R06, R10, R13, R14: which method a call reaches.
using System;
using System.Collections.Generic;
using System.Reflection;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Dispatch
{
    public abstract class Step
    {
        public abstract void Run();
    }

    public class FastStep : Step
    {
        public override void Run()
        {
        }
    }

    public class SlowStep : Step
    {
        public override void Run()
        {
            Thread.Sleep(100); //~ thread-sleep
        }
    }

    // No code in reach makes one.
    public class NeverStep : Step
    {
        public override void Run()
        {
            Thread.Sleep(100); //= thread-sleep
        }
    }

    public interface IRule
    {
        bool Holds(string value);
    }

    public class LockedRule : IRule
    {
        private static readonly object Gate = new object();

        public bool Holds(string value)
        {
            lock (Gate) //~ static-lock
            {
                return value != null;
            }
        }
    }

    public class FreeRule : IRule
    {
        public bool Holds(string value)
        {
            return value == null;
        }
    }

    // No code in reach makes one.
    public class UnusedRule : IRule
    {
        public bool Holds(string value)
        {
            Thread.Sleep(100); //= thread-sleep
            return false;
        }
    }

    public class DispatchPlugin : IPlugin
    {
        private readonly Step[] _steps = { new FastStep(), new SlowStep() };

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (Step step in _steps)
            {
                step.Run();
            }
            var rules = new List<IRule> { new LockedRule(), new FreeRule() };
            foreach (IRule rule in rules)
            {
                rule.Holds("a");
            }
        }
    }

    // R04: the receiver is known: the implementer that is made here, not the one that another root makes.
    public class ExactPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Step step = new FastStep();
            step.Run();
        }
    }

    // R10: properties, operators, indexers, conversions, extension methods, generic methods.
    public struct Length
    {
        public static int Conversions;
        private readonly int _metres;

        public Length(int metres)
        {
            _metres = metres;
        }

        public static Length operator +(Length a, Length b)
        {
            Thread.Sleep(1); //~ thread-sleep
            return new Length(a._metres + b._metres);
        }

        public static Length operator -(Length a, Length b)
        {
            Thread.Sleep(1); //= thread-sleep
            return new Length(a._metres - b._metres);
        }

        public static implicit operator int(Length a)
        {
            Conversions++; //~ static-state
            return a._metres;
        }
    }

    public class Shelf
    {
        public string this[int index]
        {
            get
            {
                Thread.Sleep(index); //~ thread-sleep
                return "book";
            }
            set
            {
                Thread.Sleep(index); //= thread-sleep
            }
        }
    }

    public static class Extensions
    {
        public static T Slow<T>(this T value)
        {
            Thread.Sleep(2); //~ thread-sleep
            return value;
        }
    }

    public class Holder<T>
    {
        public void Put(T value)
        {
            Thread.Sleep(3); //~ thread-sleep
        }

        public U Swap<U>(T value, U other)
        {
            Thread.Sleep(4); //~ thread-sleep
            return other;
        }

        public void Leave(T value)
        {
            Thread.Sleep(5); //= thread-sleep
        }
    }

    public class MemberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Length sum = new Length(1) + new Length(2);
            int metres = sum;
            string book = new Shelf()[metres];
            book = book.Slow();
            var holder = new Holder<string>();
            holder.Put(book);
            holder.Swap(book, 5);
        }
    }

    // R06: a virtual method as a method group (ldvirtftn); a delegate made and never handed on still counts.
    public class GroupPlugin : IPlugin
    {
        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            Action action = Step;
            action();
            Func<string> text = serviceProvider.ToString;
            text();
        }

        protected virtual void Step()
        {
            _calls++; //~ stateful-plugin target=F:Fabrikam.Dispatch.GroupPlugin._calls
        }
    }

    // R14: what reflection reaches is not followed.
    public class ReflectionPlugin : IPlugin
    {
        private int _hidden;

        public void Execute(IServiceProvider serviceProvider)
        {
            MethodInfo method = typeof(ReflectionPlugin).GetMethod("Hidden");
            method.Invoke(this, null);
            object step = Activator.CreateInstance(typeof(NeverStep));
            GC.KeepAlive(step);
        }

        public void Hidden()
        {
            _hidden++; //= stateful-plugin
        }
    }
}
