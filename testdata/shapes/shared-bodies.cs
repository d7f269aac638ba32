//! build: release shared-bodies
// Built without -deterministic+, Roslyn lets methods with equal small bodies share one body: several rows of the method table, one address.
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Shared
{
    public class First : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            Tidy();
            Note();
            Count();
        }

        private void Count()
        {
            _count = 1; //~ stateful-plugin target=F:Fabrikam.Shared.First._count
        }

        private static void Tidy()
        {
        }

        private static void Note()
        {
        }
    }

    public class Second : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
        }

        public object Nothing()
        {
            return null;
        }

        public string NothingElse()
        {
            return null;
        }
    }
}
