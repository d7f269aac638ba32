// X06/helper, X06/lambda, X06/async, X06/generic: how long a sleep is, followed through arguments, results and fields.
using System;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Waits
{
    public abstract class WaitBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Thread.Sleep(Pause); //~ thread-sleep severity=high
            Run();
        }

        protected abstract int Pause { get; }

        protected abstract void Run();
    }

    public class WaitPlugin : WaitBase
    {
        private static readonly TimeSpan Long = TimeSpan.FromSeconds(5);
        private static readonly int Short = 100;
        private readonly int _set = 4000;

        protected override int Pause
        {
            get { return 2500; }
        }

        protected override void Run()
        {
            Wait(3000);
            Wait(10);
            WaitShortly(20);
            WaitShortly(30);
            WaitFor(TimeSpan.FromMinutes(1));
            Thread.Sleep(Long); //~ thread-sleep severity=high
            Thread.Sleep(Short); //~ thread-sleep severity=medium
            Thread.Sleep(_set); //~ thread-sleep severity=high
            Action wait = () => Thread.Sleep(Short); //~ thread-sleep severity=medium
            wait();
            WaitAsync(6000).Wait(); //~ sync-over-async
            Retry<int>.After(7000);
            GC.KeepAlive(new Waiter(50));
            Thread.Sleep(0); //= thread-sleep
            Thread.Sleep(TimeSpan.FromSeconds(0)); //= thread-sleep
            Thread.CurrentThread.Join(300); //~ thread-sleep severity=medium //= parallel-execution
            Thread.CurrentThread.Join(TimeSpan.FromSeconds(30)); //~ thread-sleep severity=high
            Yield(0);
            Thread.Sleep(1); //~ thread-sleep severity=medium
        }

        private static void Wait(int milliseconds)
        {
            Thread.Sleep(milliseconds); //~ thread-sleep severity=high
        }

        private static void WaitShortly(int milliseconds)
        {
            Thread.Sleep(milliseconds); //~ thread-sleep severity=medium
        }

        private static void WaitFor(TimeSpan length)
        {
            Thread.Sleep(length); //~ thread-sleep severity=high
        }

        private static async Task WaitAsync(int milliseconds) //~ async-method
        {
            await Task.Delay(milliseconds); //= thread-sleep
            Thread.Sleep(milliseconds); //~ thread-sleep severity=high
        }

        private static void Yield(int milliseconds)
        {
            Thread.Sleep(milliseconds); //= thread-sleep
        }

        // Nothing calls it.
        public static void WaitLong()
        {
            WaitShortly(60000); //= thread-sleep
        }
    }

    public static class Retry<T>
    {
        public static void After(int milliseconds)
        {
            Thread.Sleep(milliseconds); //~ thread-sleep severity=high
        }
    }

    // What a constructor of the two passes nobody knows.
    public class ConfiguredPlugin : IPlugin
    {
        private readonly int _pause;

        public ConfiguredPlugin()
        {
            _pause = 0;
        }

        public ConfiguredPlugin(string unsecure, string secure)
        {
            _pause = int.Parse(unsecure);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Thread.Sleep(_pause); //~ thread-sleep severity=medium
            Pause(5);
            Pause(serviceProvider.GetHashCode());
            Thread.Sleep(Timeout.Infinite); //~ thread-sleep severity=high
        }

        private static void Pause(int milliseconds)
        {
            Thread.Sleep(milliseconds); //~ thread-sleep severity=medium
        }
    }

    public class SetPlugin : IPlugin
    {
        private readonly int _pause;

        public SetPlugin()
        {
            _pause = 0;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Thread.Sleep(_pause); //= thread-sleep
        }
    }

    public class Waiter
    {
        public Waiter(int milliseconds)
        {
            Thread.Sleep(milliseconds); //~ thread-sleep severity=medium
        }
    }
}
