//! build: all
// S12: a collection made to be shared is fine, unless it gets what the service answered to one call.
using System;
using System.Collections.Concurrent;
using Microsoft.Xrm.Sdk;

namespace Acme.Answers
{
    public class CachePlugin : IPlugin
    {
        private readonly ConcurrentDictionary<string, object> _records = new ConcurrentDictionary<string, object>();
        private readonly ConcurrentBag<Func<object>> _later = new ConcurrentBag<Func<object>>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            IOrganizationService service = factory.CreateOrganizationService(context.UserId);
            Entity account = service.Retrieve("account", Guid.Empty, null);
            _records["account"] = account; //~ shared-object-mutation severity=high
            _records["target"] = (Entity)context.InputParameters["Target"]; //~ shared-object-mutation severity=high
            _later.Add(() => account); //~ shared-object-mutation severity=high
            _records["name"] = account.GetAttributeValue<string>("name"); //= shared-object-mutation
            _records["id"] = account.Id; //= shared-object-mutation
            _records["text"] = (string)context.InputParameters["Text"]; //= shared-object-mutation
        }
    }
}
