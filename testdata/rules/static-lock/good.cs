//! build: all net40
// B02: no lock; a lock on an object of the call; atomic operations on locals; a lock that nothing reaches.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Numbers
{
    public class Job
    {
        public readonly object Gate = new object();
        public int Number;
    }

    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var mine = new object();
            lock (mine)
            {
                serviceProvider.GetService(typeof(IPluginExecutionContext));
            }
            var job = new Job();
            lock (job.Gate)
            {
                job.Number++;
            }
            int number = 0;
            Interlocked.Increment(ref number);
            serviceProvider.GetService(number.GetType());
        }
    }

    // Nothing reaches this class.
    public static class Importer
    {
        private static readonly object Gate = new object();

        public static void Run()
        {
            lock (Gate)
            {
                GC.KeepAlive(Gate);
            }
        }
    }
}
