//! build: all
// B05: a handler throws because something else than the change failed: a member of the framework, a method of one's own.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Wrapped
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            Run(factory.CreateOrganizationService(null), context);
        }

        protected abstract void Run(IOrganizationService service, IPluginExecutionContext context);
    }

    public class Parsing : ServicePlugin
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            try
            {
                service.Create(new Entity("contact"));
                context.SharedVariables["n"] = int.Parse(context.MessageName);
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //~ async-no-rollback severity=info confidence=high
            }
        }
    }

    public class Cutting : ServicePlugin
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            try
            {
                Save(service);
                context.SharedVariables["n"] = context.MessageName.Substring(3);
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //~ async-no-rollback severity=info confidence=high
            }
        }

        private static void Save(IOrganizationService service)
        {
            service.Create(new Entity("contact"));
        }
    }

    // Nothing behind the change fails.
    public class Alone : ServicePlugin
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            try
            {
                int number = int.Parse(context.MessageName);
                service.Create(new Entity("contact" + number));
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //= async-no-rollback
            }
        }
    }

    public class Harmless : ServicePlugin
    {
        protected override void Run(IOrganizationService service, IPluginExecutionContext context)
        {
            var names = new List<string>();
            try
            {
                service.Create(new Entity("contact"));
                names.Add(string.Concat(context.MessageName, " done"));
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //= async-no-rollback
            }
        }
    }
}
