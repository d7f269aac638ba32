// X06: a sleep inside a plug-in holds the transaction and its row locks.
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Approvals
{
    // The seed problem: a sleep after a write.
    public class ApprovalPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            Thread.Sleep(100); //~ thread-sleep severity=medium confidence=high
            service.Update(new Entity("approval"));
            Thread.Sleep(200); //~ thread-sleep severity=high
            Wait();
        }

        // Only reached after the write.
        private static void Wait()
        {
            Thread.Sleep(300); //~ thread-sleep severity=high
        }
    }

    // No write: the length decides.
    public class PollingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Thread.Sleep(1999); //~ thread-sleep severity=medium
            Thread.Sleep(2000); //~ thread-sleep severity=high
            Thread.Sleep(TimeSpan.FromMinutes(1)); //~ thread-sleep
            Thread.Sleep(new TimeSpan(0, 0, 5)); //~ thread-sleep severity=high
            Thread.Sleep(new TimeSpan(0, 0, 0, 0, 500)); //~ thread-sleep severity=medium
            var pauseTime = new TimeSpan(0, 1, 0);
            Thread.Sleep(pauseTime); //~ thread-sleep severity=high
            Thread.Sleep(Timeout.Infinite); //~ thread-sleep severity=high
            Thread.Sleep(Interval(2)); //~ thread-sleep severity=medium
            Task.Delay(500).Wait(); //~ thread-sleep severity=medium
            Task.Delay(5000).Wait(); //~ thread-sleep severity=high
            Action<int> pause = Thread.Sleep; //~ thread-sleep
            pause(10);
            for (int i = 0; i < 3; i++)
            {
                Thread.Sleep(50); //~ thread-sleep severity=medium
            }
            Retry(() => Thread.Sleep(20)); //~ thread-sleep
        }

        private static void Retry(Action action)
        {
            action();
        }

        private static int Interval(int attempt)
        {
            return attempt * 100;
        }
    }

    // R12, R11: constructors are in reach; in a static constructor every use rule is Low.
    public class StartupPlugin : IPlugin
    {
        static StartupPlugin()
        {
            Thread.Sleep(5); //~ thread-sleep severity=low
        }

        public StartupPlugin()
        {
            Thread.Sleep(10); //~ thread-sleep severity=medium
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }
}
