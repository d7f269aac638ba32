//! build: all
// X06, X01: handlers that a constructor adds to an event run where that is raised.
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Raised
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    public class OwnEventPlugin : IPlugin
    {
        private event Action<IOrganizationService> Saved;

        public OwnEventPlugin()
        {
            Saved += service => service.Update(new Entity("account"));
            Saved += OnSaved;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Thread.Sleep(100); //~ thread-sleep severity=medium
            Saved(Services.Of(serviceProvider));
            Thread.Sleep(110); //~ thread-sleep severity=high
        }

        private static void OnSaved(IOrganizationService service)
        {
            Task.Run(() => 1); //~ parallel-execution severity=high
        }
    }

    public class Hub
    {
        public event EventHandler Done;

        public void Raise()
        {
            EventHandler done = Done;
            if (done != null)
            {
                done(this, EventArgs.Empty);
            }
        }
    }

    public class HubPlugin : IPlugin
    {
        private readonly Hub _hub = new Hub();

        public HubPlugin()
        {
            _hub.Done += OnDone;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            _hub.Raise();
        }

        private static void OnDone(object sender, EventArgs arguments)
        {
            Thread.Sleep(120); //~ thread-sleep severity=high
        }
    }

    // Raised before the write.
    public class EarlyPlugin : IPlugin
    {
        private event Action Started;

        public EarlyPlugin()
        {
            Started += OnStarted;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Started();
            Services.Of(serviceProvider).Update(new Entity("account"));
        }

        private static void OnStarted()
        {
            Thread.Sleep(130); //~ thread-sleep severity=medium
        }
    }

    // Waiting for a signal is no sleep.
    public class SignalPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Services.Of(serviceProvider).Update(new Entity("account"));
            using (var slim = new ManualResetEventSlim(false))
            {
                slim.Wait(100); //= thread-sleep
            }
            using (var plain = new ManualResetEvent(false))
            {
                plain.WaitOne(100); //= thread-sleep
            }
            SpinWait.SpinUntil(() => true, 100); //= thread-sleep
        }
    }
}
