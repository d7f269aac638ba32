//! build: all
// S04: the address of a field goes to a member of an interface or an abstract class: what that does is known by who implements it.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.ByInterface
{
    public interface IReader { int Read(ref int number); }

    public class Reader : IReader { public int Read(ref int number) { return number + 1; } }

    public interface ICounter { void Count(ref int number); }

    public class Counter : ICounter { public void Count(ref int number) { number++; } }

    public abstract class Clock { public abstract void Read(ref long ticks, out int count); }

    public class FixedClock : Clock
    {
        public override void Read(ref long ticks, out int count) { count = (int)ticks; }
    }

    public class AddressPlugin : IPlugin
    {
        private readonly IReader _reader = new Reader();
        private readonly ICounter _counter = new Counter();
        private readonly Clock _clock = new FixedClock();
        private int _read;
        private int _counted;
        private int _relayed;
        private long _ticks;
        private int _ticked;

        public void Execute(IServiceProvider serviceProvider)
        {
            _reader.Read(ref _read); //= stateful-plugin
            _counter.Count(ref _counted); //~ stateful-plugin target=F:Acme.ByInterface.AddressPlugin._counted
            _clock.Read(ref _ticks, out _ticked); //~ stateful-plugin target=F:Acme.ByInterface.AddressPlugin._ticked
            Relay(_reader, ref _read); //= stateful-plugin
            Relay(_counter, ref _relayed); //~ stateful-plugin target=F:Acme.ByInterface.AddressPlugin._relayed
        }

        private static void Relay(IReader reader, ref int number) { reader.Read(ref number); }

        private static void Relay(ICounter counter, ref int number) { counter.Count(ref number); }
    }
}
