//! refs: Microsoft.Xrm.Sdk System.Threading.Tasks.Dataflow
// X01: timers, background workers, delegates, contexts, blocks, mail.
using System;
using System.ComponentModel;
using System.Net.Mail;
using System.Threading;
using System.Threading.Tasks.Dataflow;
using Microsoft.Xrm.Sdk;

namespace Acme.Reminders
{
    public class ReminderPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var timer = new Timer(OnTick, null, 1000, 1000); //~ parallel-execution
            timer.Change(0, 500);
            var other = new System.Timers.Timer(500); //~ parallel-execution
            other.Elapsed += OnElapsed;
            other.Start();
            Restart(other);
            GC.KeepAlive(timer);
        }

        // Not constructed in this method.
        private static void Restart(System.Timers.Timer timer)
        {
            timer.Start(); //~ parallel-execution
        }

        private static void OnTick(object state)
        {
        }

        private static void OnElapsed(object sender, System.Timers.ElapsedEventArgs e)
        {
        }
    }

    public class WorkerPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var worker = new BackgroundWorker();
            worker.DoWork += OnWork;
            worker.RunWorkerAsync(); //~ parallel-execution
        }

        private static void OnWork(object sender, DoWorkEventArgs e)
        {
        }
    }

    public class DelegatePlugin : IPlugin
    {
        private delegate int Counter(string name);

        public void Execute(IServiceProvider serviceProvider)
        {
            Counter counter = Count;
            counter.BeginInvoke("a", null, null); //~ parallel-execution
            Action clean = Clean;
            clean.BeginInvoke(null, null); //~ parallel-execution
            counter.Invoke("b");
            clean();
        }

        private static int Count(string name)
        {
            return name.Length;
        }

        private static void Clean()
        {
        }
    }

    public class ContextPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            SynchronizationContext context = SynchronizationContext.Current ?? new SynchronizationContext();
            context.Post(OnTick, null); //~ parallel-execution
            context.Send(OnTick, null); //~ parallel-execution
        }

        private static void OnTick(object state)
        {
        }
    }

    public class BlockPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var block = new ActionBlock<string>(Handle); //~ parallel-execution
            block.Post("a");
            block.Complete();
        }

        private static void Handle(string name)
        {
        }
    }

    public class MailPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            using (var client = new SmtpClient("localhost"))
            {
                client.SendMailAsync(new MailMessage("a@example.com", "b@example.com")).Wait(); //~ parallel-execution
                client.SendAsync(new MailMessage("a@example.com", "b@example.com"), null); //~ parallel-execution
            }
        }
    }

    // R12: a constructor is in reach for this rule, at its full severity.
    public class WatchingPlugin : IPlugin
    {
        private readonly Timer _timer;

        public WatchingPlugin()
        {
            _timer = new Timer(OnTick); //~ parallel-execution severity=high
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(_timer);
        }

        private static void OnTick(object state)
        {
        }
    }

    // R11: in a static constructor every use rule is Low.
    public class StaticWatchingPlugin : IPlugin
    {
        private static readonly Timer Watch;

        static StaticWatchingPlugin()
        {
            Watch = new Timer(OnTick); //~ parallel-execution severity=low
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(Watch);
        }

        private static void OnTick(object state)
        {
        }
    }
}
