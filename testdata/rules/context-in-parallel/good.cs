// X05: what the work makes for itself, plain values, concurrent collections, changes under a lock.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Cleanup
{
    public class CleanupPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            Guid user = context.UserId;
            string name = context.PrimaryEntityName;
            Task first = Task.Run(() => Compute(user, name)); //~ parallel-execution //= context-in-parallel
            // Captured beside it, in the same closure, by a lambda that runs here.
            Action touch = () => service.Delete(name, user); //= context-in-parallel
            touch();
            var mine = new Entity("account");
            Task second = Task.Run(() => { mine["name"] = name; }); //~ parallel-execution //= context-in-parallel
            var bag = new ConcurrentBag<int>();
            Parallel.For(0, 3, i => bag.Add(i)); //~ parallel-execution //= context-in-parallel
            IDictionary<int, int> shared = new ConcurrentDictionary<int, int>();
            Parallel.For(0, 3, i => shared.Add(i, i)); //~ parallel-execution //= context-in-parallel
            var guarded = new List<int>();
            Parallel.For(0, 3, i => //~ parallel-execution //= context-in-parallel
            {
                lock (guarded)
                {
                    guarded.Add(i);
                }
            });
            Parallel.For(0, 3, i => Collect(guarded, i)); //~ parallel-execution //= context-in-parallel
            Parallel.For(0, 3, i => //~ parallel-execution //= context-in-parallel
            {
                var own = new List<int>();
                own.Add(i);
            });
            var squares = new int[3];
            Parallel.For(0, 3, i => { squares[i] = i * i; }); //~ parallel-execution //= context-in-parallel
            List<int> doubled = squares.AsParallel().Select(n => n * 2).ToList(); //~ parallel-execution //= context-in-parallel
            doubled.ForEach(n => guarded.Add(n)); //= context-in-parallel
            GC.KeepAlive(first);
            GC.KeepAlive(second);
        }

        private static void Collect(List<int> guarded, int number)
        {
            lock (guarded)
            {
                Keep(guarded, number);
            }
        }

        private static void Keep(List<int> guarded, int number)
        {
            guarded.Add(number);
        }

        private static int Compute(Guid user, string name)
        {
            return user.GetHashCode() + name.Length;
        }
    }

    // A service of its own, made inside the work.
    public class OwnServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Task work = Task.Run(() => new Gateway().Ping()); //~ parallel-execution //= context-in-parallel
            ThreadPool.QueueUserWorkItem(Tick, "state"); //~ parallel-execution //= context-in-parallel
            GC.KeepAlive(work);
        }

        private static void Tick(object state)
        {
        }
    }

    public class Gateway
    {
        private readonly Entity _last = new Entity("ping");

        public void Ping()
        {
            _last["at"] = 1;
        }
    }
}
