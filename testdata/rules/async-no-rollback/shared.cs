//! build: all
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// B05/helper: classes with a base that throws again. Each class is told by its own throw; what the base throws by a change of the class.
using System;
using System.ServiceModel;
using Microsoft.Xrm.Sdk;

namespace Acme.Shared
{
    public abstract class FaultBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            try
            {
                Run(factory.CreateOrganizationService(null));
            }
            catch (FaultException)
            {
                throw; //~ exception-type severity=low //= async-no-rollback
            }
        }

        protected abstract void Run(IOrganizationService service);
    }

    public abstract class ThrowingBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Save(factory.CreateOrganizationService(null));
            throw new InvalidPluginExecutionException("always"); //~ async-no-rollback severity=info confidence=high
        }

        protected abstract void Save(IOrganizationService service);
    }

    // No fault gets out of it.
    public class Catching : FaultBase
    {
        protected override void Run(IOrganizationService service)
        {
            try
            {
                service.Create(new Entity("account"));
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //= async-no-rollback
            }
        }
    }

    public class Early : ThrowingBase
    {
        protected override void Save(IOrganizationService service)
        {
            service.Create(new Entity("account"));
        }
    }

    public class Late : ThrowingBase
    {
        protected override void Save(IOrganizationService service)
        {
            service.Retrieve("account", Guid.Empty, null);
            service.Update(new Entity("account"));
        }
    }

    public class Own : FaultBase
    {
        protected override void Run(IOrganizationService service)
        {
            service.Create(new Entity("account"));
            if (DateTime.Now.Day == 1)
            {
                throw new InvalidPluginExecutionException("no"); //~ async-no-rollback severity=info confidence=high
            }
        }
    }

    // The handlers further in stop what fails after the change.
    public class Stopping : FaultBase
    {
        protected override void Run(IOrganizationService service)
        {
            bool failed = false;
            try
            {
                service.Create(new Entity("account"));
                try
                {
                    int.Parse("x");
                }
                catch (Exception)
                {
                    failed = true;
                }
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed" + failed, e); //= async-no-rollback
            }
        }
    }
}
