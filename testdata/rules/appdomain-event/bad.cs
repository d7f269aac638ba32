//! build: all net40
// U08: handlers of the whole process: registered in a call, by a helper, in a constructor, once in a static constructor.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Resolving
{
    public class ResolvingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            AppDomain.CurrentDomain.AssemblyResolve += Resolve; //~ appdomain-event severity=high confidence=high
            AppDomain domain = AppDomain.CurrentDomain;
            Watch(domain);
        }

        private static void Watch(AppDomain domain)
        {
            domain.UnhandledException += delegate { }; //~ appdomain-event severity=high target=M:System.AppDomain.add_UnhandledException(System.UnhandledExceptionEventHandler)
        }

        private static System.Reflection.Assembly Resolve(object sender, ResolveEventArgs args)
        {
            return null;
        }
    }

    public class EagerPlugin : IPlugin
    {
        public EagerPlugin()
        {
            AppDomain.CurrentDomain.DomainUnload += OnUnload; //~ appdomain-event severity=high
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }

        private void OnUnload(object sender, EventArgs e)
        {
        }
    }

    public class OncePlugin : IPlugin
    {
        static OncePlugin()
        {
            AppDomain.CurrentDomain.ProcessExit += delegate { }; //~ appdomain-event severity=low
        }

        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }
}
