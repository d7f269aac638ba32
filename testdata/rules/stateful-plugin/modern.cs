//! build: roslyn
//! api: 4.7.2
// C# 7 and 8: local functions, tuples, ref locals, `in`, null-coalescing assignment. mcs does not know them.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Cases
{
    // S02: local functions, with and without captures.
    public class CaseRouter : IPlugin
    {
        private string _queue;
        private int _hops;
        private int _depth;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            string queue = context.PrimaryEntityName;
            Choose();
            Hop(this);
            int total = 0;
            Sum(2);
            context.SharedVariables["total"] = total;
            Func<int> depth = () => Deep(queue.Length);
            context.SharedVariables["depth"] = depth();

            void Choose()
            {
                _queue = queue; //~ stateful-plugin target=F:Fabrikam.Cases.CaseRouter._queue
            }

            static void Hop(CaseRouter router)
            {
                router._hops++; //~ stateful-plugin target=F:Fabrikam.Cases.CaseRouter._hops
            }

            void Sum(int n)
            {
                total += n; //= stateful-plugin
            }

            int Deep(int n)
            {
                return _depth = n; //~ stateful-plugin
            }
        }
    }

    // S01: several stores on one line are one finding a field.
    public class CaseSplitter : IPlugin
    {
        private int _left;
        private int _right;

        public void Execute(IServiceProvider serviceProvider)
        {
            (_left, _right) = (1, 2); //~ stateful-plugin, stateful-plugin
            int left, right;
            (left, right) = (_left, _right); //= stateful-plugin
            serviceProvider.GetService((left + right).GetType());
        }
    }

    // S04: ref local, ref return, `in`.
    public class CaseCounter : IPlugin
    {
        private int _open;
        private int _closed;
        private long _limit;

        public void Execute(IServiceProvider serviceProvider)
        {
            ref int open = ref _open;
            open = 1; //~ stateful-plugin target=F:Fabrikam.Cases.CaseCounter._open
            Slot() = 2; //~ stateful-plugin target=F:Fabrikam.Cases.CaseCounter._closed
            long shown = Show(in _limit); //= stateful-plugin
            int number = 0;
            ref int alias = ref number;
            alias = (int)shown; //= stateful-plugin
            serviceProvider.GetService(number.GetType());
        }

        private ref int Slot()
        {
            return ref _closed;
        }

        private static long Show(in long limit)
        {
            return limit + 1;
        }
    }

    // S14: null-coalescing assignment of something that is the same for every caller.
    public class CaseSettings : IPlugin
    {
        private Dictionary<string, string> _settings;

        public void Execute(IServiceProvider serviceProvider)
        {
            _settings ??= Load(); //~later lazy-member-cache
            serviceProvider.GetService(_settings.GetType());
        }

        private static Dictionary<string, string> Load()
        {
            return new Dictionary<string, string>();
        }
    }
}
