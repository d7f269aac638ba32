//! build: all net40
// An iterator that the constructor made: each enumeration has a state of its own. What the iterator changes outside itself counts.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Iterators
{
    public class Tally
    {
        public int Count;
    }

    public class NumbersPlugin : IPlugin
    {
        private readonly IEnumerable<int> _numbers;
        private readonly List<int> _copy;
        private readonly Tally _tally = new Tally();
        private int _last;

        public NumbersPlugin()
        {
            _numbers = Numbers(3);
            _copy = new List<int>(Numbers(4));
        }

        private IEnumerable<int> Numbers(int count)
        {
            for (int number = 0; number < count; number++) //= shared-object-mutation
            {
                yield return number * 2; //= shared-object-mutation
            }
            _last = count; //~ stateful-plugin target=F:Fabrikam.Iterators.NumbersPlugin._last
            _tally.Count = count; //~ shared-object-mutation target=F:Fabrikam.Iterators.NumbersPlugin._tally
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            int sum = 0;
            foreach (int number in _numbers)
            {
                sum += number;
            }
            foreach (int number in _copy)
            {
                sum += number;
            }
            Console.WriteLine(sum); //~ sandbox-api severity=low
        }
    }
}
