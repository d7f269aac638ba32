// A closure caches the delegates that are made in a loop or a lambda: what they use, the work that is started does not.
using System;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Cached
{
    public class NumbersPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            new Numbers(service).Run(3);
        }
    }

    public class Numbers
    {
        private readonly IOrganizationService _service;

        public Numbers(IOrganizationService service)
        {
            _service = service;
        }

        public void Run(int number)
        {
            Task.Run(() => Math.Sin(number)); //~ parallel-execution
            var made = new[] { 1, 2 }.Select(i => Enumerable.Range(0, i).Select(k => _service.Create(new Entity("account"))).Count() + number).ToArray(); //= context-in-parallel
            var tasks = made.Select(i => Task.Run(() => _service.Create(new Entity("account")))).ToArray(); //~ parallel-execution, context-in-parallel
            GC.KeepAlive(tasks);
        }
    }

    // The target is the target, whether it is cast or not.
    public class TargetPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            ThreadPool.QueueUserWorkItem(Work, context.InputParameters["Target"]); //~ parallel-execution, context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, context.InputParameters["Count"]); //~ parallel-execution
        }

        private static void Work(object state)
        {
        }
    }
}
