//! build: roslyn
//! api: netstandard2.1
// Execute supplied by a default interface method counts: the root is the class, the entry method the interface's.
using System;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Defaults
{
    public interface IStep : IPlugin
    {
        int Count { get; set; }

        void IPlugin.Execute(IServiceProvider serviceProvider)
        {
            Count = 1;
            Run(serviceProvider);
        }

        void Run(IServiceProvider serviceProvider);
    }

    public class DefaultPlugin : IStep
    {
        private int _count;
        private int _runs;

        public int Count
        {
            get { return _count; }
            set { _count = value; } //~ stateful-plugin target=F:Fabrikam.Defaults.DefaultPlugin._count
        }

        public void Run(IServiceProvider serviceProvider)
        {
            _runs++; //~ stateful-plugin target=F:Fabrikam.Defaults.DefaultPlugin._runs
        }
    }

    public class QuietDefaultPlugin : IStep
    {
        public int Count
        {
            get { return 0; }
            set { }
        }

        public void Run(IServiceProvider serviceProvider)
        {
        }
    }
}
