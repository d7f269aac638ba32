//! build: all
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// What the body of a parallel loop throws comes out in an AggregateException: no other class gets it.
using System;
using System.Collections.Generic;
using System.ServiceModel;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.ParallelFaults
{
    public class LoopPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var ids = new List<Guid> { Guid.Empty };
            try
            {
                Parallel.ForEach(ids, id => factory.CreateOrganizationService(null).Delete("account", id)); //~ parallel-execution
            }
            catch (FaultException) //= swallowed-service-exception
            {
                tracing.Trace("never");
            }
            try
            {
                Parallel.ForEach(ids, id => factory.CreateOrganizationService(null).Delete("account", id)); //~ parallel-execution
            }
            catch (AggregateException) //~ swallowed-service-exception confidence=medium
            {
                tracing.Trace("lost");
            }
            try
            {
                Parallel.ForEach(ids, id => factory.CreateOrganizationService(null).Delete("account", id)); //~ parallel-execution
            }
            catch (AggregateException e) //= swallowed-service-exception
            {
                throw new InvalidPluginExecutionException(e.Message, e); //~ async-no-rollback
            }
            // A list's own loop lets it out as it is.
            try
            {
                ids.ForEach(id => factory.CreateOrganizationService(null).Delete("account", id));
            }
            catch (FaultException) //~ swallowed-service-exception
            {
                tracing.Trace("lost");
            }
            try
            {
                ids.ForEach(id => factory.CreateOrganizationService(null).Delete("account", id));
            }
            catch (AggregateException) //= swallowed-service-exception
            {
                tracing.Trace("never");
            }
        }
    }
}
