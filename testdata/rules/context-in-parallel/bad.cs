// X05, X05/helper/lambda/async: objects of the pipeline on other threads, captured or handed over.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Cleanup
{
    // The seed problem.
    public class CleanupPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(context.UserId);
            var ids = new List<Guid> { Guid.NewGuid(), Guid.NewGuid() };
            Parallel.ForEach(ids, id => service.Delete("account", id)); //~ parallel-execution, context-in-parallel severity=high confidence=high
            Task first = Task.Run(() => context.SharedVariables.Clear()); //~ parallel-execution, context-in-parallel
            var target = (Entity)context.InputParameters["Target"];
            Task second = Task.Factory.StartNew(() => { target["name"] = "a"; }); //~ parallel-execution, context-in-parallel
            Task third = Task.Run(() => Touch(service, target)); //~ parallel-execution, context-in-parallel
            Task fourth = Task.Run(() => Ask(serviceProvider)); //~ parallel-execution, context-in-parallel
            Task fifth = Task.Run(async () => { await Task.FromResult(1); service.Update(target); }); //~ parallel-execution, context-in-parallel, async-method
            GC.KeepAlive(new[] { first, second, third, fourth, fifth });
            var worker = new Worker(service);
            Task sixth = Task.Run(worker.Run); //~ parallel-execution, context-in-parallel
            Task seventh = sixth.ContinueWith(t => worker.Run()); //~ parallel-execution, context-in-parallel
            GC.KeepAlive(seventh);
        }

        private static void Touch(IOrganizationService service, Entity target)
        {
            service.Update(target);
        }

        private static void Ask(IServiceProvider provider)
        {
            provider.GetService(typeof(ITracingService));
        }
    }

    public class Worker
    {
        private readonly IOrganizationService _service;

        public Worker(IOrganizationService service)
        {
            _service = service;
        }

        public void Run()
        {
            _service.Delete("account", Guid.Empty);
        }
    }

    // Handed over as an argument.
    public class HandedPlugin : IPlugin
    {
        private delegate void Touching(IOrganizationService service);

        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Get<IOrganizationService>(serviceProvider);
            var thread = new Thread(Work); //~ parallel-execution, context-in-parallel
            thread.Start(service);
            ThreadPool.QueueUserWorkItem(Work, service); //~ parallel-execution, context-in-parallel
            ThreadPool.QueueUserWorkItem(Work, new Job { Service = service }); //~ parallel-execution, context-in-parallel
            var timer = new Timer(Work, service, 10, 10); //~ parallel-execution, context-in-parallel
            Touching touching = Touch;
            touching.BeginInvoke(service, null, null); //~ parallel-execution, context-in-parallel
            var captured = new Thread(() => service.Delete("account", Guid.Empty)); //~ parallel-execution, context-in-parallel
            captured.Start();
            GC.KeepAlive(timer);
        }

        private static T Get<T>(IServiceProvider provider)
        {
            return (T)provider.GetService(typeof(T));
        }

        private static void Work(object state)
        {
        }

        private static void Touch(IOrganizationService service)
        {
        }
    }

    public class Job
    {
        public IOrganizationService Service;
    }

    // Handlers that were added before, and queries.
    public class HandlerPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var worker = new BackgroundWorker();
            worker.DoWork += (sender, e) => service.Delete("account", Guid.Empty);
            worker.RunWorkerAsync(); //~ parallel-execution, context-in-parallel
            var ids = new[] { Guid.NewGuid() };
            ids.AsParallel().ForAll(id => service.Delete("account", id)); //~ parallel-execution, context-in-parallel confidence=high
        }
    }

    // X05/lambda: several delegates at once, in arrays and lists, and delegates of delegates.
    public class ManyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            Parallel.Invoke(() => service.Delete("account", Guid.Empty), () => GC.KeepAlive(this)); //~ parallel-execution, context-in-parallel
            Parallel.Invoke(() => GC.KeepAlive(this), () => GC.KeepAlive(this)); //~ parallel-execution //= context-in-parallel
            var actions = new List<Action>();
            actions.Add(() => service.Delete("account", Guid.Empty));
            Parallel.ForEach(actions, action => action()); //~ parallel-execution, context-in-parallel
            Action inner = () => service.Delete("account", Guid.Empty);
            var thread = new Thread(new ThreadStart(inner)); //~ parallel-execution, context-in-parallel
            thread.Start();
            Parallel.ForEach(new[] { service }, s => Keep(s)); //~ parallel-execution, context-in-parallel
            var deep = new Outer { Middle = new Middle { Job = new Job { Service = service } } };
            ThreadPool.QueueUserWorkItem(Keep, deep); //~ parallel-execution, context-in-parallel
        }

        private static void Keep(object state)
        {
        }
    }

    public class Outer
    {
        public Middle Middle;
    }

    public class Middle
    {
        public Job Job;
    }

    // A collection made outside and changed inside.
    public class ResultPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var results = new List<int>();
            var sums = new Dictionary<int, int>();
            Parallel.For(0, 3, i => results.Add(i)); //~ parallel-execution, context-in-parallel severity=medium
            Parallel.For(0, 3, i => Add(sums, i)); //~ parallel-execution, context-in-parallel severity=medium
            GC.KeepAlive(results);
            GC.KeepAlive(sums);
        }

        private static void Add(IDictionary<int, int> sums, int number)
        {
            sums[number] = number;
        }
    }
}
