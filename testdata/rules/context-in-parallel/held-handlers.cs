//! build: all
// What work runs elsewhere: what it calls, not every delegate that the object holds to which it is bound.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.HeldHandlers
{
    public class Dispatcher
    {
        public Action<int> Handler;
        public List<int> Log = new List<int>();

        public void Start()
        {
            Task.Run(new Action(Work)); //~ parallel-execution //= context-in-parallel
        }

        public void StartWithHandler()
        {
            Task.Run(new Action(Handle)); //~ parallel-execution, context-in-parallel severity=medium
        }

        private void Work()
        {
            Console.Beep(); //~ sandbox-api
        }

        private void Handle()
        {
            Handler(1);
        }
    }

    public class HoldingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            // X05/helper
            var dispatcher = new Dispatcher();
            var all = new List<int>();
            dispatcher.Handler = number => all.Add(number);
            dispatcher.Start();
        }
    }

    public class CallingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var dispatcher = new Dispatcher();
            var all = new List<int>();
            dispatcher.Handler = number => all.Add(number);
            dispatcher.StartWithHandler();
        }
    }

    public class ServiceDispatcher
    {
        public Action<int> Handler;

        public void Start()
        {
            Task.Run(new Action(Work)); //~ parallel-execution //= context-in-parallel
        }

        private void Work()
        {
            Console.Beep(); //~ sandbox-api
        }
    }

    public class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var dispatcher = new ServiceDispatcher();
            dispatcher.Handler = number => service.Create(new Entity("account"));
            dispatcher.Start();
        }
    }

    // A lambda captures what another one of the method needs; several delegates in an array and in a list are run.
    public class ClosurePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var all = new List<int>();
            Action add = () => all.Add(1);
            Action both = () => add();
            Task.Run(() => GC.KeepAlive(add)); //~ parallel-execution //= context-in-parallel
            both();

            var some = new List<int>();
            Parallel.Invoke(new Action[] { () => some.Add(1), () => some.Add(2) }); //~ parallel-execution, context-in-parallel severity=medium
        }
    }
}
