//! build: all
// B04: what the body of a parallel loop throws comes out in an AggregateException.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Loops
{
    public class LoopPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Parallel.ForEach(new[] { 1 }, number => //~ parallel-execution
            {
                if (number > 1)
                {
                    throw new InvalidOperationException("x"); //= exception-type
                }
            });
        }
    }

    // A loop of its own lets it out as it is.
    public class ListPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            new List<int> { 1 }.ForEach(number =>
            {
                if (number > 1)
                {
                    throw new InvalidOperationException("x"); //~ exception-type
                }
            });
        }
    }
}
