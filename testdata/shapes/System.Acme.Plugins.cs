//! build: all
// An assembly that is called like one of the framework's, and holds a plug-in: own code, whatever it is called.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace System.Acme.Plugins
{
    public interface IStep
    {
        void Run();
    }

    public class NamePlugin : IPlugin
    {
        private readonly List<string> _names = new List<string>();

        private static int s_calls;

        private string _last;

        public void Execute(IServiceProvider serviceProvider)
        {
            _last = "x"; //~ stateful-plugin severity=high confidence=high
            _names.Add(_last); //~ shared-object-mutation severity=medium
            s_calls++; //~ static-state severity=low confidence=high
            IStep step = new Pause();
            step.Run();
        }

        private class Pause : IStep
        {
            public void Run()
            {
                Thread.Sleep(10); //~ thread-sleep severity=medium confidence=high
            }
        }

        // Nobody makes one of these.
        private class Unused : IStep
        {
            public void Run()
            {
                Thread.Sleep(20);
            }
        }
    }
}
