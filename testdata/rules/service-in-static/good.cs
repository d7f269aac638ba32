//! build: all net40
// Services are handed on; a static that holds nothing of a call is another matter.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Accounts
{
    public class AccountPlugin : IPlugin
    {
        private static readonly string[] Columns = { "name", "number" };
        private static int s_calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(null);
            s_calls = Columns.Length; //~ static-state
            Touch(service);
        }

        private static void Touch(IOrganizationService service)
        {
            var scope = new Scope { Service = service }; //= service-in-static
            scope.Service.Update(new Entity(Columns[0]));
        }
    }

    public class Scope
    {
        public IOrganizationService Service;
    }
}
