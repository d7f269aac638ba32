//! build: all
// X06, R06: a method group of `Thread.Sleep` that is kept waits where the delegate is invoked.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Groups
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    public class StaticPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=high confidence=medium

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            Wait(100);
        }
    }

    public class PropertyPlugin : IPlugin
    {
        static PropertyPlugin()
        {
            WaitAction = Thread.Sleep; //~ thread-sleep severity=high
        }

        public static Action<int> WaitAction { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            WaitAction(100);
        }
    }

    public class InstancePlugin : IPlugin
    {
        private readonly Action<int> wait = Thread.Sleep; //~ thread-sleep severity=high

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            wait(100);
        }
    }

    // The write is later.
    public class BeforePlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=medium

        public void Execute(IServiceProvider serviceProvider)
        {
            Wait(100);
            Services.Of(serviceProvider).Update(new Entity("account"));
        }
    }

    // How long it waits is said where it is invoked.
    public class LongPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Action<int> wait = Thread.Sleep; //~ thread-sleep severity=high
            wait(5000);
        }
    }

    // Nobody invokes it: all that can be said is that it was made while the type was initialised.
    public class NeverPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
        }
    }

    // It lets others run and goes on.
    public class YieldingPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //= thread-sleep

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            Wait(0);
        }
    }

    public class CountingPlugin : IPlugin
    {
        private static readonly Func<int, int> Wait = Math.Abs; //= thread-sleep

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            GC.KeepAlive(Wait(100));
        }
    }

    // The framework waits as long as what it goes through says.
    public class GroupForEachPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Wait(0);
            new List<int> { 5000 }.ForEach(Wait);
        }
    }

    public class GroupBegunPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Wait(0);
            Wait.BeginInvoke(5000, null, null); //~ parallel-execution severity=high
        }
    }

    public interface IRetry
    {
        void Do(Action<int> wait);
    }

    // Nobody knows what does it.
    public class GroupHandedPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //~ thread-sleep severity=low

        public void Execute(IServiceProvider serviceProvider)
        {
            Wait(0);
            ((IRetry)serviceProvider.GetService(typeof(IRetry))).Do(Wait);
        }
    }

    // A list keeps it, and no more.
    public class GroupListedPlugin : IPlugin
    {
        private static readonly Action<int> Wait = Thread.Sleep; //= thread-sleep

        public void Execute(IServiceProvider serviceProvider)
        {
            var waits = new List<Action<int>> { Wait };
            foreach (Action<int> wait in waits)
            {
                wait(0);
            }
        }
    }
}
