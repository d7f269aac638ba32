// R12, R13: handlers that a constructor registers, and how a call gets to them.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Handlers
{
    public class Call
    {
        public IServiceProvider Provider;
        public string Message;
        public int Steps;
    }

    // What toolkits generate: the handler is chosen by a query.
    public abstract class ToolkitBase : IPlugin
    {
        private readonly List<Tuple<string, Action<Call>>> _events = new List<Tuple<string, Action<Call>>>();

        protected void On(string message, Action<Call> handler)
        {
            _events.Add(Tuple.Create(message, handler));
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var call = new Call { Provider = serviceProvider, Message = "Update" };
            var handler = (from known in _events where known.Item1 == call.Message select known.Item2).FirstOrDefault();
            if (handler != null)
            {
                handler.Invoke(call);
            }
        }
    }

    public class InvoicePlugin : ToolkitBase
    {
        private int _invoices;

        public InvoicePlugin()
        {
            On("Update", OnUpdate);
        }

        private void OnUpdate(Call call)
        {
            call.Steps++;
            _invoices++; //~ stateful-plugin confidence=high target=F:Fabrikam.Handlers.InvoicePlugin._invoices
            Thread.Sleep(50); //~ thread-sleep
        }
    }

    // The handlers stand in a field and in a dictionary, and Execute invokes them through a helper.
    public class ReceiptPlugin : IPlugin
    {
        private readonly Action<Call> _first;
        private readonly Dictionary<string, Action<Call>> _rest = new Dictionary<string, Action<Call>>();
        private int _receipts;
        private int _lines;
        private int _never;

        public ReceiptPlugin()
        {
            _first = CountReceipt;
            _rest["line"] = CountLine;
            // Invoked here and let go: the constructor's own.
            Action<Call> once = CountNothing;
            once(new Call());
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var call = new Call { Provider = serviceProvider };
            Run(call);
        }

        private void Run(Call call)
        {
            _first(call);
            foreach (var handler in _rest.Values)
            {
                handler(call);
            }
        }

        private void CountReceipt(Call call)
        {
            call.Steps++;
            _receipts++; //~ stateful-plugin confidence=high target=F:Fabrikam.Handlers.ReceiptPlugin._receipts
        }

        private void CountLine(Call call)
        {
            call.Steps++;
            _lines++; //~ stateful-plugin confidence=high target=F:Fabrikam.Handlers.ReceiptPlugin._lines
        }

        private void CountNothing(Call call)
        {
            _never++;
        }
    }

    // A constructor that runs during the call, and an iterator that the framework runs.
    public class StampPlugin : IPlugin
    {
        private int _numbered;

        public void Execute(IServiceProvider serviceProvider)
        {
            var stamp = new Stamp();
            GC.KeepAlive(stamp);
            GC.KeepAlive(string.Join(",", Numbers()));
        }

        private IEnumerable<string> Numbers()
        {
            _numbered++; //~ stateful-plugin target=F:Fabrikam.Handlers.StampPlugin._numbered
            yield return "1";
        }
    }

    public class Stamp
    {
        private static int s_stamps;
        private int _number;

        public Stamp()
        {
            s_stamps++; //~ static-state target=F:Fabrikam.Handlers.Stamp.s_stamps
            _number++;
        }
    }

    public interface IStep
    {
        void Go(RelayPlugin plugin);
    }

    public interface IRelay
    {
        void Pass(RelayPlugin plugin, IStep step);
    }

    public class CountingStep : IStep
    {
        public void Go(RelayPlugin plugin)
        {
            plugin.Steps++; //~ stateful-plugin confidence=medium target=F:Fabrikam.Handlers.RelayPlugin.Steps
        }
    }

    public class IdleStep : IStep
    {
        public void Go(RelayPlugin plugin)
        {
        }
    }

    public class ShortRelay : IRelay
    {
        public void Pass(RelayPlugin plugin, IStep step)
        {
            step.Go(plugin);
        }
    }

    public class IdleRelay : IRelay
    {
        public void Pass(RelayPlugin plugin, IStep step)
        {
        }
    }

    // Two ways, neither of them certain: the short one is told, though the long one is certain for longer.
    public class RelayPlugin : IPlugin
    {
        public int Steps;

        public void Execute(IServiceProvider serviceProvider)
        {
            var steps = new IStep[] { new CountingStep(), new IdleStep() };
            var relays = new IRelay[] { new ShortRelay(), new IdleRelay() };
            GC.KeepAlive(steps.Length + relays.Length);
            var step = (IStep)serviceProvider.GetService(typeof(IStep));
            First(step);
            ((IRelay)serviceProvider.GetService(typeof(IRelay))).Pass(this, step);
        }

        private void First(IStep step)
        {
            Second(step);
        }

        private void Second(IStep step)
        {
            Third(step);
        }

        private void Third(IStep step)
        {
            step.Go(this);
        }
    }
}
