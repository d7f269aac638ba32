// R12: what a constructor may do and what it registers; classes that the platform cannot make.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Registration
{
    public class EventBase : IPlugin
    {
        private readonly Action<IServiceProvider> _handler;
        private readonly Dictionary<string, Action<IServiceProvider>> _handlers = new Dictionary<string, Action<IServiceProvider>>();

        protected EventBase(Action<IServiceProvider> handler)
        {
            _handler = handler;
        }

        public EventBase()
        {
        }

        protected void Register(string message, Action<IServiceProvider> handler)
        {
            _handlers[message] = handler;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_handler != null)
            {
                _handler(serviceProvider);
            }
            foreach (var handler in _handlers.Values)
            {
                handler(serviceProvider);
            }
        }
    }

    // A delegate kept by the base, made by a method, a lambda with captures and a lambda without.
    public class HandlerPlugin : EventBase
    {
        private int _created;
        private int _updated;
        private int _deleted;
        private int _once;

        public HandlerPlugin()
        {
            Register("Create", OnCreate);
            Register("Update", provider => _updated++); //~ stateful-plugin target=F:Fabrikam.Registration.HandlerPlugin._updated
            Action once = () => _once++; //= stateful-plugin
            once();
            RegisterDelete();
        }

        private void RegisterDelete()
        {
            Register("Delete", provider =>
            {
                _deleted++; //~ stateful-plugin target=F:Fabrikam.Registration.HandlerPlugin._deleted
            });
        }

        private void OnCreate(IServiceProvider provider)
        {
            _created++; //~ stateful-plugin target=F:Fabrikam.Registration.HandlerPlugin._created
            int local = 0;
            local++; //= stateful-plugin
            GC.KeepAlive(local);
        }
    }

    // A delegate handed to the base constructor.
    public class PassedPlugin : EventBase
    {
        private static int s_passed;

        public PassedPlugin()
            : base(OnAny)
        {
        }

        private static void OnAny(IServiceProvider provider)
        {
            s_passed++; //~ static-state
        }
    }

    // Its constructors are private: nothing can make one.
    public class HiddenPlugin : IPlugin
    {
        private int _count;

        private HiddenPlugin() //~ no-usable-constructor
        {
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //= stateful-plugin
        }
    }

    // Its only constructor is unusable for the platform, it is analysed all the same.
    public class OddPlugin : IPlugin
    {
        private int _count;

        public OddPlugin(int size) //~ no-usable-constructor
        {
            _count = size; //= stateful-plugin
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //~ stateful-plugin target=F:Fabrikam.Registration.OddPlugin._count
        }
    }

    // Abstract, and nothing derives from it.
    public abstract class OpenPlugin : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //= stateful-plugin
            Thread.Sleep(5000); //= thread-sleep
        }
    }

    // R13: what the framework does with a delegate of ours is ours.
    public class CallbackPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Array.ForEach(new[] { 1 }, Nap);
            string text = string.Join(",", new[] { "a" });
            GC.KeepAlive(text);
        }

        private static void Nap(int length)
        {
            Thread.Sleep(length); //~ thread-sleep
        }
    }
}
