//! build: all
// A wrapper holds what it wraps by an interface of its own, and is no node of a structure therefore; a struct is empty while a field of it is.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Wrappers
{
    public interface IRates
    {
        decimal Rate(string currency);
    }

    public class FixedRates : IRates
    {
        public decimal Rate(string currency) { return 1; }
    }

    public class Rates : IRates
    {
        private IRates _inner;
        private IRates _next;

        public decimal Rate(string currency)
        {
            if (_inner == null)
                _inner = new FixedRates(); //~ lazy-member-cache target=F:Acme.Wrappers.Rates._inner
            return _inner.Rate(currency);
        }

        // A structure that grows.
        public void Grow()
        {
            if (_next == null)
                _next = new Rates(); //~ shared-object-mutation
        }
    }

    // Two classes whose nodes lead to one another.
    public class Even : IRates
    {
        public IRates Next;

        public decimal Rate(string currency) { return 2; }

        public void Grow()
        {
            if (Next == null)
                Next = new Odd(); //~ shared-object-mutation
        }
    }

    public class Odd : IRates
    {
        public IRates Next;

        public decimal Rate(string currency) { return 3; }
    }

    public class RatePlugin : IPlugin
    {
        private readonly Rates _rates = new Rates();
        private readonly Even _even = new Even();

        public void Execute(IServiceProvider serviceProvider)
        {
            _even.Grow();
            GC.KeepAlive(_rates.Rate("EUR"));
            _rates.Grow();
        }
    }

    public struct Owned<T>
        where T : class
    {
        public readonly T Value;
        public readonly bool IsOwned;
        public readonly int Count;

        public Owned(T value, bool isOwned, int count)
        {
            Value = value;
            IsOwned = isOwned;
            Count = count;
        }
    }

    public static class Owned
    {
        public static Owned<T> By<T>(T value)
            where T : class
        {
            return new Owned<T>(value, true, 1);
        }
    }

    public enum Mode
    {
        None,
        Some,
    }

    public class StructPlugin : IPlugin
    {
        private Owned<IRates> _rates;
        private Owned<string> _flagged;
        private Owned<object> _counted;
        private Owned<object> _always;
        private Owned<IServiceProvider> _call;
        private Mode _mode;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_rates.Value == null)
                _rates = Owned.By<IRates>(new FixedRates()); //~ lazy-member-cache target=F:Acme.Wrappers.StructPlugin._rates
            // A flag and a number are state: they may be empty again.
            if (!_flagged.IsOwned)
                _flagged = new Owned<string>("a", true, 1); //~ stateful-plugin
            if (_counted.Count == 0)
                _counted = new Owned<object>(new object(), true, 1); //~ stateful-plugin
            if (_rates.Value != null)
                _always = new Owned<object>(new object(), true, 1); //~ stateful-plugin
            if (_call.Value == null)
                _call = Owned.By(serviceProvider); //~ stateful-plugin
            if (_mode == Mode.None)
                _mode = Mode.Some; //~ stateful-plugin
            GC.KeepAlive(_rates.Value.Rate("EUR") + _flagged.Count + _counted.Count + _always.Count + (int)_mode);
        }
    }
}
