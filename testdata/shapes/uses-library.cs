//! refs: Microsoft.Xrm.Sdk throttle-library
// The finding stands at the call that leaves our own code, one severity lower, confidence Medium.
using System;
using Microsoft.Xrm.Sdk;
using Throttling;

namespace Fabrikam.Imports
{
    public class ThrottledPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Throttle.Pause(); //~ thread-sleep severity=low confidence=medium
            var throttle = new Throttle();
            throttle.Note(1);
        }
    }
}
