//! build: all net40
// A service of one call in a static field: other users run with it.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Accounts
{
    public class AccountPlugin : IPlugin
    {
        private static IOrganizationService s_service;
        private static ITracingService s_tracing;
        private static AccountScope s_scope;

        public static IPluginExecutionContext Current { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            s_service = factory.CreateOrganizationService(null); //~ service-in-static severity=high confidence=high target=F:Acme.Accounts.AccountPlugin.s_service
            Trace((ITracingService)serviceProvider.GetService(typeof(ITracingService)));
            Current = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext)); //~ service-in-static target=P:Acme.Accounts.AccountPlugin.Current
            s_scope = new AccountScope(s_service); //~ service-in-static
        }

        private static void Trace(ITracingService tracing)
        {
            s_tracing = tracing; //~ service-in-static target=F:Acme.Accounts.AccountPlugin.s_tracing
            s_tracing.Trace("traced");
        }
    }

    // A type of one's own that holds a service belongs to one call too.
    public class AccountScope
    {
        private readonly IOrganizationService _service;

        public AccountScope(IOrganizationService service)
        {
            _service = service;
        }

        public void Touch()
        {
            _service.Update(new Entity("account"));
        }
    }
}
