//! build: all
// X06: a sleep in the handler of a write that failed is not after a write.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Retries
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(factory.CreateOrganizationService(null));
        }

        protected abstract void Run(IOrganizationService service);
    }

    public class Retry : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            for (int i = 0; i < 3; i++)
            {
                try
                {
                    service.Update(new Entity("account"));
                    return;
                }
                catch (Exception) //~ swallowed-service-exception
                {
                    Thread.Sleep(200); //~ thread-sleep severity=medium
                }
            }
        }
    }

    // The first write was done when the second one failed.
    public class Second : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            try
            {
                service.Update(new Entity("account"));
                service.Update(new Entity("contact"));
            }
            catch (Exception)
            {
                Thread.Sleep(200); //~ thread-sleep severity=high
                throw; //~ async-no-rollback
            }
        }
    }

    public class Finally : ServicePlugin
    {
        protected override void Run(IOrganizationService service)
        {
            try
            {
                service.Update(new Entity("account"));
            }
            finally
            {
                Thread.Sleep(200); //~ thread-sleep severity=high
            }
        }
    }
}
