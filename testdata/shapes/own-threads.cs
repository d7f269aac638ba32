//! build: all
//! refs: Microsoft.Xrm.Sdk
// Code that no plug-in reaches and that works with threads and timers: what a method does with one of them is said once.
using System.Threading;

namespace Fabrikam.Threads
{
    public class Worker
    {
        private static Thread s_thread;
        private Thread _thread;
        private System.Timers.Timer _timer;

        public Worker()
        {
            _thread = new Thread(Run);
        }

        public void InField()
        {
            _thread = new Thread(Run);
            _thread.IsBackground = true;
            _thread.Start();
            _thread.Join(30000);
        }

        public void InStatic()
        {
            s_thread = new Thread(Run);
            s_thread.Start();
            s_thread.Join();
        }

        public void Go()
        {
            var thread = new Thread(Run);
            thread.Start();
            thread.Join(5);
        }

        public void Again()
        {
            _thread.Start();
            _thread.Join(5);
        }

        public void Stop()
        {
            _thread.Abort();
        }

        public void Ticks()
        {
            _timer = new System.Timers.Timer(100);
            if (!_timer.Enabled)
            {
                _timer.Enabled = true;
            }
            _timer.Start();
        }

        // A thread that joins itself only waits.
        public void Pause()
        {
            Thread.CurrentThread.Join(100);
        }

        private static void Run()
        {
        }
    }
}
