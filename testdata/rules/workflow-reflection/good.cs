//! build: all net40
// U10: reflection on one's own classes and the SDK's, the same words in a text, other classes of a like name.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Peeking
{
    public class OwnPlugin : IPlugin
    {
        public string ProxyTypesAssembly
        {
            get { return "none"; }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Type type = typeof(IPluginExecutionContext);
            type.GetProperty("MessageName"); //= workflow-reflection
            Type.GetType("Contoso.Peeking.OwnPlugin"); //= workflow-reflection
            Type.GetType("Microsoft.Crm.Workflow.Activities.StepActivity"); //= workflow-reflection
            string text = "see Microsoft.Crm.Workflow.SynchronousRuntime"; //= workflow-reflection
            if (text == "Microsoft.Crm.Workflow") //= workflow-reflection
            {
                text = "ProxyTypesAssembly"; //= workflow-reflection
            }
            throw new InvalidPluginExecutionException(string.Concat(text, ProxyTypesAssembly)); //= workflow-reflection
        }
    }
}
