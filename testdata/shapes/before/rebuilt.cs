//! build: all
// The same assembly as in `after`, before a change that touches no finding: each keeps its fingerprint.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Rebuilt
{
    public class Counter : IPlugin
    {
        private int _calls;

        private string _last;

        public string Name { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++; //~ stateful-plugin
            _calls += 2; //~ stateful-plugin
            Name = "first"; //~ stateful-plugin
            var numbers = new List<int> { 1, 2, 3 };
            numbers.ForEach(number => _last = number.ToString()); //~ stateful-plugin
            Work(numbers.Count);
        }

        private void Work(int times)
        {
            for (int index = 0; index < times; index++)
            {
                Thread.Sleep(20000); //~ thread-sleep
            }

            Task.Run(() => Math.Abs(times)); //~ parallel-execution
        }
    }

    public class Other : IPlugin
    {
        private static int s_total;

        private IEnumerable<int> Numbers(int upTo)
        {
            for (int number = 0; number < upTo; number++)
            {
                s_total = number; //~ static-state
                yield return number;
            }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Numbers(3).ToList();
        }
    }
}
