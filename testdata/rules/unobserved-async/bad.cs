// X02, X02/helper/lambda/generic: asynchronous work that nobody waits for.
using System;
using System.IO;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Notices
{
    public class NoticePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var stream = new MemoryStream();
            Send(1); //~ unobserved-async severity=high confidence=high target=M:Acme.Notices.NoticePlugin.Send(System.Int32)
            Deliver("a"); //~ unobserved-async
            Task ignored = Send(2); //~ unobserved-async
            Queue(stream);
            Func<int, Task> send = Send;
            send(3); //~ unobserved-async
            Action later = () => Deliver("b"); //~ unobserved-async
            later();
            Start(); //~ unobserved-async
            Task compared = Send(4); //~ unobserved-async
            if (compared != null)
            {
                stream.WriteByte(1);
            }
            Pick<int>(); //~ unobserved-async
        }

        private static Task Send(int number)
        {
            var source = new TaskCompletionSource<int>();
            source.TrySetResult(number);
            return source.Task;
        }

        private static Task<int> Deliver(string name)
        {
            var source = new TaskCompletionSource<int>();
            source.TrySetResult(name.Length);
            return source.Task;
        }

        private static Task<T> Pick<T>()
        {
            var source = new TaskCompletionSource<T>();
            return source.Task;
        }

        // Something to wait for that is no task.
        private static IAsyncResult Start()
        {
            return Send(5);
        }

        private static void Queue(Stream stream)
        {
            Send((int)stream.Length); //~ unobserved-async
        }
    }
}
