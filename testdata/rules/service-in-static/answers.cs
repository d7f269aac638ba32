//! build: all
// S12/helper: what the service answers and what the pipeline holds, kept as something general: `object`, in a list, an array, a `Lazy`, a delegate.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Linq;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Answers
{
    public abstract class ServicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Run(context, factory.CreateOrganizationService(context.UserId));
        }

        protected abstract void Run(IPluginExecutionContext context, IOrganizationService service);
    }

    public class Records : ServicePlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_safe = new ConcurrentDictionary<string, object>();
        private static readonly List<object> s_list = new List<object>();
        private static readonly object[] s_array = new object[4];
        private static object s_record;
        private static object s_result;
        private static object s_response;
        private static object s_all;

        protected override void Run(IPluginExecutionContext context, IOrganizationService service)
        {
            s_safe["r"] = service.Retrieve("account", Guid.Empty, null); //~ service-in-static severity=high
            s_list.Add(service.Retrieve("account", Guid.Empty, null)); //~ service-in-static severity=high
            s_array[0] = service.Retrieve("account", Guid.Empty, null); //~ service-in-static severity=high
            s_record = service.Retrieve("account", Guid.Empty, null); //~ service-in-static severity=high confidence=high
            s_result = service.RetrieveMultiple(new QueryExpression("account")); //~ service-in-static severity=high
            s_response = service.Execute(new RetrieveRequest()); //~ service-in-static severity=high
            s_all = service.RetrieveMultiple(new QueryExpression("account")).Entities; //~ service-in-static severity=high
            s_safe.TryAdd("first", First(service)); //~ service-in-static severity=high
        }

        private static object First(IOrganizationService service)
        {
            return service.RetrieveMultiple(new QueryExpression("account"))[0];
        }
    }

    // Plain values of a record are nobody's.
    public class Values : ServicePlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_safe = new ConcurrentDictionary<string, object>();
        private static object s_name;
        private static object s_id;
        private static object s_count;

        protected override void Run(IPluginExecutionContext context, IOrganizationService service)
        {
            Entity account = service.Retrieve("account", Guid.Empty, null);
            s_safe["name"] = account.GetAttributeValue<string>("name"); //= service-in-static
            s_safe["revenue"] = account.GetAttributeValue<Money>("revenue"); //= service-in-static
            s_safe["owner"] = account.GetAttributeValue<EntityReference>("ownerid"); //~ service-in-static severity=high
            s_name = account.LogicalName; //~ static-state //= service-in-static
            s_id = service.Create(account); //~ static-state //= service-in-static
            s_count = service.RetrieveMultiple(new QueryExpression("account")).Entities.Count; //~ static-state //= service-in-static
        }
    }

    // What an item of the parameters is shows where it is cast.
    public class Parameters : ServicePlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_safe = new ConcurrentDictionary<string, object>();
        private static readonly List<Entity> s_list = new List<Entity>();
        private static object s_target;
        private static object s_name;

        protected override void Run(IPluginExecutionContext context, IOrganizationService service)
        {
            s_safe["target"] = (Entity)context.InputParameters["Target"]; //~ service-in-static severity=high
            s_list.Add((Entity)context.InputParameters["Target"]); //~ service-in-static severity=high
            s_target = context.InputParameters["Target"] as Entity; //~ service-in-static severity=high confidence=high
            s_safe["image"] = context.PreEntityImages["image"]; //~ service-in-static severity=high
            s_safe["name"] = (string)context.InputParameters["Name"]; //= service-in-static
            s_safe["any"] = context.SharedVariables["Name"]; //= service-in-static
            s_name = (int)context.InputParameters["Number"]; //~ static-state //= service-in-static
        }
    }

    // Inside of what is stored.
    public class Containers : ServicePlugin
    {
        private static readonly ConcurrentDictionary<string, object> s_safe = new ConcurrentDictionary<string, object>();
        private static object s_list;
        private static object[] s_array;
        private static Lazy<object> s_lazy;
        private static Func<object> s_delegate;
        private static Func<int> s_plain;
        private static object s_names;

        protected override void Run(IPluginExecutionContext context, IOrganizationService service)
        {
            Entity account = service.Retrieve("account", Guid.Empty, null);
            s_list = new List<object> { account }; //~ service-in-static severity=high
            s_array = new object[] { 1, service }; //~ service-in-static severity=high
            s_lazy = new Lazy<object>(() => service.Retrieve("account", Guid.Empty, null)); //~ service-in-static severity=high
            s_delegate = () => account; //~ service-in-static severity=high
            s_safe["list"] = new List<object> { account }; //~ service-in-static severity=high
            s_names = new List<object> { account.LogicalName }; //~ static-state //= service-in-static
            int length = account.LogicalName.Length;
            s_plain = Plain(length); //~ static-state //= service-in-static
        }

        private static Func<int> Plain(int length)
        {
            return () => length;
        }
    }
}
