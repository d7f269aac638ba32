// X02: tasks that somebody waits for, keeps or hands on; completed ones; Begin with its End.
using System;
using System.Collections.Generic;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Contoso.Notices
{
    // The early-bound entity class of the `task` table.
    public class Task : Entity
    {
        public static Task Create(string subject)
        {
            var task = new Task();
            task["subject"] = subject;
            return task;
        }
    }

    public class NoticePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Task.Create("call back"); //= unobserved-async
            Count(Send(1)); //= unobserved-async
            System.Threading.Tasks.Task.FromResult(1); //= unobserved-async
            var kept = new List<System.Threading.Tasks.Task>();
            kept.Add(Send(2)); //= unobserved-async
            System.Threading.Tasks.Task first = Relay(3); //= unobserved-async
            System.Threading.Tasks.Task either = kept.Count > 1 ? Send(4) : first; //= unobserved-async
            if (either.IsCompleted)
            {
                kept.Clear();
            }
            var source = new TaskCompletionSource<int>();
            source.TrySetResult(1); //= unobserved-async
            GC.KeepAlive(source.Task);
            var holder = new Holder();
            holder.Pending = Send(5); //= unobserved-async
            GC.KeepAlive(holder);
            kept[0].GetType();
            Pass(Send(7)); //= unobserved-async
            Finished(); //= unobserved-async
            Kept(); //= unobserved-async
            Send(8).ConfigureAwait(false).GetAwaiter().GetResult(); //~ sync-over-async //= unobserved-async
            Begin(ar => GC.KeepAlive(ar)); //= unobserved-async
            Func<AsyncCallback, object, IAsyncResult> begin = (callback, state) => Begin(callback);
            begin(ar => GC.KeepAlive(ar), null); //= unobserved-async
            var buffer = new byte[4];
            var stream = new MemoryStream(buffer);
            stream.BeginRead(buffer, 0, 4, ar => stream.EndRead(ar), null); //= unobserved-async
        }

        // Gives back what it got, and starts nothing.
        private static T Pass<T>(T value)
        {
            GC.KeepAlive(value);
            return value;
        }

        private static System.Threading.Tasks.Task Finished()
        {
            return System.Threading.Tasks.Task.FromResult(1);
        }

        private static readonly System.Threading.Tasks.Task Done = System.Threading.Tasks.Task.FromResult(0);

        private static System.Threading.Tasks.Task Kept()
        {
            return Done;
        }

        private static IAsyncResult Begin(AsyncCallback callback)
        {
            callback(null);
            return null;
        }

        private static System.Threading.Tasks.Task Relay(int number)
        {
            return Send(number); //= unobserved-async
        }

        private static System.Threading.Tasks.Task Send(int number)
        {
            var source = new TaskCompletionSource<int>();
            source.TrySetResult(number);
            return source.Task;
        }

        private static void Count(System.Threading.Tasks.Task task)
        {
            GC.KeepAlive(task);
        }

        // Nothing calls it.
        public static void Fire()
        {
            Send(6); //= unobserved-async
        }
    }

    public class Holder
    {
        public System.Threading.Tasks.Task Pending;
    }
}
