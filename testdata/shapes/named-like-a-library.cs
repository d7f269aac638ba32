//! refs: Microsoft.Xrm.Sdk
// A company that is called like a well-known library: its plug-ins and what stands below the same name are own code; what was
// merged in under another known name is not.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Castle.Crm.Common
{
    public static class Pauses
    {
        private static int s_pauses;

        public static void Pause()
        {
            s_pauses++; //~ static-state severity=low confidence=high
            Thread.Sleep(10); //~ thread-sleep severity=medium confidence=high
        }
    }
}

namespace Polly.Retry
{
    public static class Waits
    {
        private static int s_waits;

        public static void Wait()
        {
            s_waits++;
            Thread.Sleep(10);
        }
    }
}

namespace Castle.Crm.Plugins
{
    public class VisitPlugin : IPlugin
    {
        private int _visits;

        public void Execute(IServiceProvider serviceProvider)
        {
            _visits++; //~ stateful-plugin severity=high confidence=high
            Common.Pauses.Pause();
            Polly.Retry.Waits.Wait(); //~ thread-sleep severity=low confidence=medium target=M:Polly.Retry.Waits.Wait
        }
    }
}
