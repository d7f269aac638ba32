// What a static field keeps decides, not what its class could hold.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Holders
{
    /// <summary>Can hold a service, and does so where it is told to.</summary>
    public class Settings
    {
        public IOrganizationService Service;
        public string Name;

        public static Settings Load(IOrganizationService service)
        {
            var found = service.Retrieve("acme_settings", Guid.Empty, new ColumnSet("acme_name"));
            return new Settings { Name = (string)found["acme_name"] };
        }

        public static Settings LoadAndKeep(IOrganizationService service)
        {
            return new Settings { Service = service, Name = "" };
        }

        public void Fill(IOrganizationService service)
        {
            Service = service; //~ service-in-static confidence=medium target=F:Acme.Holders.LatePlugin.s_settings
        }
    }

    public class Last
    {
        public Entity Record;
        public string Name;
    }

    public static class Locator
    {
        public static Func<Type, object> Find;
    }

    public class SettingsPlugin : IPlugin
    {
        private static Settings s_settings;
        private static Settings s_keeps;
        private static Settings s_found;
        private static Last s_last;
        private static Last s_record;
        private static Settings Property { get; set; }
        private Settings _mine;

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var service = factory.CreateOrganizationService(null);
            if (s_settings == null)
                s_settings = Settings.Load(service); //~ static-state severity=low confidence=high //= service-in-static
            if (s_keeps == null)
                s_keeps = Settings.LoadAndKeep(service); //~ service-in-static severity=high confidence=high
            s_last = new Last { Name = "none" }; //~ static-state //= service-in-static
            s_record = new Last { Record = service.Retrieve("account", Guid.Empty, new ColumnSet()) }; //~ service-in-static confidence=high
            Property = Property ?? Settings.Load(service); //~ static-state //= service-in-static
            // Nobody knows what that holds.
            s_found = (Settings)Locator.Find(typeof(Settings)); //~ service-in-static severity=high confidence=medium
            s_found = s_settings; //~ static-state //= service-in-static
            _mine = Settings.Load(service); //~ stateful-plugin
        }
    }

    /// <summary>The object gets the service when it is in the field already.</summary>
    public class LatePlugin : IPlugin
    {
        private static Settings s_settings;

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var settings = new Settings();
            s_settings = settings; //~ service-in-static
            settings.Fill(factory.CreateOrganizationService(null));
        }
    }

    /// <summary>A delegate keeps what its code captured, and nothing of what another one of the same field does.</summary>
    public class HandlerPlugin : IPlugin
    {
        private static Action<string> s_log;
        private static Func<IServiceProvider, object> s_get;
        private static Action s_run;
        private static event Action<string> Told;

        public void Execute(IServiceProvider serviceProvider)
        {
            s_log += s => { }; //~ static-state severity=low //= service-in-static
            s_log += Say; //~ static-state //= service-in-static
            Told += s => { }; //~ static-state //= service-in-static
            s_get = provider => provider.GetService(typeof(ITracingService)); //~ static-state //= service-in-static
            s_run += Run; //~ static-state //= service-in-static
            Add(serviceProvider);
            new Caller((ITracingService)serviceProvider.GetService(typeof(ITracingService))).Hook();
        }

        private static void Say(string text)
        {
        }

        private void Run()
        {
        }

        private static void Add(IServiceProvider provider)
        {
            s_log += s => provider.GetService(typeof(ITracingService)); //~ service-in-static severity=high
            Told += s => provider.GetService(typeof(ITracingService)); //~ service-in-static severity=high
        }
    }

    public class Caller
    {
        private static Action s_hook;
        private static Action<int> s_other;
        private readonly ITracingService _tracing;

        public Caller(ITracingService tracing)
        {
            _tracing = tracing;
        }

        public void Hook()
        {
            s_hook += Trace; //~ service-in-static
            s_other += n => { }; //~ static-state //= service-in-static
        }

        private void Trace()
        {
            _tracing.Trace("called");
        }
    }
}
