//! build: all
// The same assembly as in `before`, after a change that touches no finding: a class more, members in another order, locals with other
// names, code before and between, another lambda and another iterator before those that matter.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Rebuilt
{
    public static class Added
    {
        public static int Twice(int number)
        {
            return new[] { number }.Select(it => it * 2).First();
        }
    }

    public class Other : IPlugin
    {
        private static readonly string s_label = "label";

        private static int s_total;

        public void Execute(IServiceProvider serviceProvider)
        {
            var before = Letters().Count();
            Numbers(before).ToList();
        }

        private IEnumerable<char> Letters()
        {
            foreach (char letter in s_label)
            {
                yield return letter;
            }
        }

        private IEnumerable<int> Numbers(int end)
        {
            for (int current = 0; current < end; current++)
            {
                int twice = Added.Twice(current);
                s_total = twice; //~ static-state
                yield return current;
            }
        }
    }

    public class Counter : IPlugin
    {
        private readonly int _limit = 5;

        private string _last;

        private int _calls;

        private void Work(int count)
        {
            int slept = 0;
            while (slept < count && slept < _limit)
            {
                Thread.Sleep(20000); //~ thread-sleep
                slept++;
            }

            Func<int> work = () => Math.Abs(slept);
            Task.Run(work); //~ parallel-execution
        }

        public void Execute(IServiceProvider provider)
        {
            var sorted = new List<int> { 3, 2, 1 }.OrderBy(it => it + _limit).ToList();
            _calls++; //~ stateful-plugin
            if (sorted.Count > 2)
            {
                _calls += 2; //~ stateful-plugin
            }

            Name = "first"; //~ stateful-plugin
            sorted.ForEach(it => _last = it.ToString()); //~ stateful-plugin
            Work(sorted.Count);
        }

        public string Name { get; set; }
    }
}
