//! build: all net40
// B03: locks without a name are known to nobody else; names of other things; what nothing reaches.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Numbers.Named
{
    public class Mutex
    {
        private readonly string _name;
        public Mutex(bool owned, string name) { _name = owned ? name : string.Empty; }
        public bool WaitOne() { return _name.Length > 0; }
    }

    public class NumberPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var mine = new System.Threading.Mutex()) //= cross-process-lock
            {
                mine.WaitOne();
                mine.ReleaseMutex();
            }
            bool isNew;
            using (var unnamed = new System.Threading.Mutex(false, null, out isNew)) //= cross-process-lock
            {
                unnamed.WaitOne(); //= cross-process-lock
                unnamed.ReleaseMutex();
            }
            using (var few = new Semaphore(1, 2)) //= cross-process-lock
            {
                few.WaitOne();
                few.Release();
            }
            using (var nameless = new Semaphore(1, 2, "")) //= cross-process-lock
            {
                nameless.WaitOne();
                nameless.Release();
            }
            using (var done = new EventWaitHandle(true, EventResetMode.AutoReset)) //= cross-process-lock
            {
                done.WaitOne();
            }
            using (var signal = new AutoResetEvent(true)) //= cross-process-lock
            {
                signal.WaitOne();
            }
            // A class of our own with that name.
            var named = new Mutex(true, "contoso"); //= cross-process-lock
            serviceProvider.GetService(named.WaitOne() ? typeof(IPlugin) : typeof(string));
        }
    }

    // Nothing reaches this class: a console tool keeps it in the same assembly.
    public static class Importer
    {
        public static void Run()
        {
            using (var mutex = new System.Threading.Mutex(false, "Global\\Import")) //= cross-process-lock
            {
                mutex.WaitOne();
            }
        }
    }
}
