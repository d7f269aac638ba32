//! build: all
// What a static gets: plain values, what belongs to the call, and nothing at all; each store is told once.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Values
{
    // A handler gets plain values, whoever invokes it.
    public class HandlerPlugin : IPlugin
    {
        private static int s_number;
        private static string s_name;
        private static object s_sender;

        private event Action<int> Done;

        public HandlerPlugin()
        {
            Done += OnDone;
            AppDomain.CurrentDomain.ProcessExit += (sender, e) => s_name = sender.ToString(); //~ static-state, appdomain-event //= service-in-static
            AppDomain.CurrentDomain.DomainUnload += (sender, e) => s_sender = sender; //~ static-state, appdomain-event //= service-in-static
        }

        private static void OnDone(int number)
        {
            s_number = number; //~ static-state //= service-in-static
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Done(7);
        }
    }

    public class ProviderPlugin : IPlugin
    {
        private static object s_provider;

        public void Execute(IServiceProvider serviceProvider)
        {
            s_provider = serviceProvider; //~ service-in-static severity=high confidence=high
        }
    }

    // Through a property or an event nothing is less sure than through a field.
    public static class Registry
    {
        public static object Service { get; set; }
        public static int Runs { get; set; }
        public static event EventHandler Changed;
        public static int Listeners { get { return Changed == null ? 0 : 1; } }
    }

    public class PropertyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Registry.Service = serviceProvider.GetService(typeof(IOrganizationService)); //~ service-in-static severity=high confidence=high
            Registry.Runs = 1; //~ static-state confidence=high //= service-in-static
            Registry.Changed += OnChanged; //~ static-state confidence=high //= service-in-static
        }

        private static void OnChanged(object sender, EventArgs e)
        {
        }
    }

    // `null` keeps nothing, and a field of each thread is not shared.
    public class NothingPlugin : IPlugin
    {
        private static IOrganizationService s_service;
        private static readonly List<object> s_all = new List<object>();
        [ThreadStatic] private static IOrganizationService t_service;

        private static IOrganizationService Current { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            s_service = null; //~ static-state //= service-in-static
            Current = null; //~ static-state //= service-in-static
            t_service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //= service-in-static
            s_all.Add(t_service); //~ service-in-static
            s_all.Add(null); //~ static-state //= service-in-static
        }
    }

    // Early-bound entities belong to one call, and so does what holds one.
    public class Account : Entity
    {
        public Account() : base("account")
        {
        }
    }

    public class Holder
    {
        public Account Account;
    }

    public class Numbers
    {
        public int Account;
    }

    public class HolderPlugin : IPlugin
    {
        private static Holder s_holder;
        private static Numbers s_numbers;

        public void Execute(IServiceProvider serviceProvider)
        {
            s_holder = new Holder(); //~ static-state //= service-in-static
            s_holder = new Holder { Account = new Account() }; //~ service-in-static
            s_numbers = new Numbers(); //~ static-state //= service-in-static
        }
    }

    // One store, one finding, whatever the callers put there.
    public class OncePlugin : IPlugin
    {
        private static object s_what;

        private static void Set(object what)
        {
            s_what = what; //~ service-in-static
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Set(serviceProvider);
            Set("name");
        }
    }

    public class OtherPlugin : IPlugin
    {
        private static object s_what;

        private static void Set(object what)
        {
            s_what = what; //~ static-state //= service-in-static
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Set("name");
        }
    }
}
