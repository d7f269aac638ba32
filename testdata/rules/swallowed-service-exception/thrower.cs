//! build: all
// Who always throws never comes back, whatever else the call runs; and what the compiler puts around an async method swallows nothing.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Throwers
{
    // The call of a static method can run the static constructor.
    public class FieldPlugin : IPlugin
    {
        private static readonly string[] Columns = { "name", "accountnumber" };

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet(Columns));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                Fail(e);
            }
        }

        private static void Fail(Exception e)
        {
            throw new InvalidPluginExecutionException("The account could not be read.", e);
        }
    }

    public static class Errors
    {
        private static readonly Dictionary<string, string> Texts = new Dictionary<string, string> { { "a", "It failed." } };

        public static void Fail(string key)
        {
            throw new InvalidPluginExecutionException(Texts[key]);
        }

        // This one comes back.
        public static void Note(string key)
        {
            if (Texts.ContainsKey(key))
            {
                throw new InvalidPluginExecutionException(Texts[key]); //~ async-no-rollback
            }
        }
    }

    public class TextsPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception) //= swallowed-service-exception
            {
                Errors.Fail("a");
            }
            try
            {
                service.Update(new Entity("contact"));
            }
            catch (Exception) //~ swallowed-service-exception
            {
                Errors.Note("b");
            }
        }
    }

    // Nobody wrote a handler.
    public class UnobservedPlugin : IPlugin
    {
        public async void Execute(IServiceProvider serviceProvider) //~ unobserved-async
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            service.Update(new Entity("account")); //= swallowed-service-exception
            await Task.Yield();
            service.Update(new Entity("contact")); //= swallowed-service-exception
        }
    }

    // Here somebody did.
    public class HandledPlugin : IPlugin
    {
        public async void Execute(IServiceProvider serviceProvider) //~ unobserved-async
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            await Task.Yield();
            try
            {
                service.Update(new Entity("account"));
            }
            catch (Exception) //~ swallowed-service-exception
            {
            }
        }
    }
}
