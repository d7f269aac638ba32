//! build: all
// A value made on first use for an object that may be the plug-in or another one: what it is made of is that object, not the call.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Receivers
{
    public class Formatter
    {
        private readonly object _owner;

        public Formatter(object owner)
        {
            _owner = owner;
        }

        public override string ToString()
        {
            return "of " + _owner;
        }
    }

    public class ReceiverPlugin : IPlugin
    {
        private Formatter _formatter;
        private Formatter _ofCall;

        public void Execute(IServiceProvider serviceProvider)
        {
            ReceiverPlugin either = Environment.HasShutdownStarted ? this : new ReceiverPlugin();
            either.Prepare();
            either.Remember(serviceProvider);
        }

        private void Prepare()
        {
            if (_formatter == null)
                _formatter = new Formatter(this); //~ lazy-member-cache confidence=medium target=F:Acme.Receivers.ReceiverPlugin._formatter
        }

        private void Remember(IServiceProvider serviceProvider)
        {
            if (_ofCall == null)
                _ofCall = new Formatter(serviceProvider); //~ stateful-plugin severity=high confidence=medium
        }
    }

    /// The same on an object of the call.
    public class FreshPlugin : IPlugin
    {
        private Formatter _formatter;

        public void Execute(IServiceProvider serviceProvider)
        {
            new FreshPlugin().Prepare();
        }

        private void Prepare()
        {
            if (_formatter == null)
                _formatter = new Formatter(this); //= lazy-member-cache
        }
    }
}
