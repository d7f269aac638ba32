//! build: all net40
// Control flow and heaps that make an analysis think: filters, jumps, recursion, generic recursion without end, linked objects.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Flow
{
    public class Node
    {
        public Node Next;
        public object Value;
        public int Weight;
    }

    public class FlowPlugin : IPlugin
    {
        private int _filtered;
        private int _switched;
        private int _jumped;
        private int _last;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            try
            {
                Jump(context.Depth);
            }
            catch (InvalidOperationException e) when (Note(e))
            {
                throw new InvalidPluginExecutionException("no", e);
            }
            switch (context.Stage)
            {
                case 10:
                    _switched = 10; //~ stateful-plugin
                    break;
                case 20:
                case 30:
                    int local = 20;
                    GC.KeepAlive(local);
                    break;
                case 40:
                    goto default;
                default:
                    _switched = 0; //~ stateful-plugin
                    break;
            }
            Grow<int>(3);
            Even(4);
        }

        private bool Note(Exception e)
        {
            _filtered++; //~ stateful-plugin target=F:Fabrikam.Flow.FlowPlugin._filtered
            return e.Message.Length > 0;
        }

        private void Jump(int depth)
        {
            int i = 0;
        again:
            i++;
            if (i < depth)
            {
                goto again;
            }
            if (i > 100)
            {
                throw new InvalidOperationException("deep"); //~ exception-type
            }
            _jumped = i; //~ stateful-plugin target=F:Fabrikam.Flow.FlowPlugin._jumped
        }

        // Every call is of another instantiation.
        private void Grow<T>(int depth)
        {
            if (depth > 0)
            {
                Grow<List<T>>(depth - 1);
            }
            _last = depth; //~ stateful-plugin target=F:Fabrikam.Flow.FlowPlugin._last
        }

        private bool Even(int n)
        {
            return n == 0 || Odd(n - 1);
        }

        private bool Odd(int n)
        {
            return n != 0 && Even(n - 1);
        }
    }

    public class LinkedPlugin : IPlugin
    {
        private int _found;

        public void Execute(IServiceProvider serviceProvider)
        {
            Node head = null;
            for (int i = 0; i < 3; i++)
            {
                var node = new Node();
                node.Next = head;
                node.Weight = i; //= stateful-plugin
                head = node;
            }
            while (head.Next != null)
            {
                head = head.Next;
                head.Weight++; //= stateful-plugin
            }
            head.Value = this;
            var plugin = (LinkedPlugin)head.Value;
            plugin._found = 1; //~ stateful-plugin target=F:Fabrikam.Flow.LinkedPlugin._found
        }
    }
}
