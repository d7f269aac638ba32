//! build: all net40
// U08: a handler that is removed, events of the plug-in's own classes, what nothing reaches.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Resolving
{
    public class QuietPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            AppDomain.CurrentDomain.AssemblyResolve -= Resolve; //= appdomain-event
            var domain = new AppDomain2();
            domain.UnhandledException += delegate { }; //= appdomain-event
            domain.Name = AppDomain.CurrentDomain.FriendlyName; //= appdomain-event
        }

        private static System.Reflection.Assembly Resolve(object sender, ResolveEventArgs args)
        {
            return null;
        }
    }

    public class AppDomain2
    {
        public string Name;

        public event EventHandler UnhandledException
        {
            add { Name = "asked"; }
            remove { Name = null; }
        }
    }

    public static class Console2
    {
        public static void Main2()
        {
            AppDomain.CurrentDomain.UnhandledException += delegate { }; //= appdomain-event
        }
    }
}
