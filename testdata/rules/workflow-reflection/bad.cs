//! build: all net40
//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities
// U10: the platform's own classes, by name: looked up, compared, asked for a member; the name in a variable, a field, a helper's argument.
using System;
using System.Activities;
using System.Reflection;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Workflow;

namespace Acme.Peeking
{
    public class PeekingActivity : CodeActivity
    {
        private const string Runtime = "Microsoft.Crm.Workflow.SynchronousRuntime.WorkflowContextBase, Microsoft.Crm.Workflow";
        private static readonly string Kept = "ProxyTypesAssembly";

        protected override void Execute(CodeActivityContext executionContext)
        {
            var factory = executionContext.GetExtension<IOrganizationServiceFactory>();
            PropertyInfo property = factory.GetType().GetProperty("ProxyTypesAssembly"); //~ workflow-reflection severity=high confidence=high
            property.SetValue(factory, GetType().Assembly, null);
            Type type = Type.GetType(Runtime); //~ workflow-reflection target=M:System.Type.GetType(System.String)
            object context = executionContext.GetExtension<IWorkflowContext>();
            if (context.GetType().FullName == "Microsoft.Crm.Workflow.SynchronousRuntime.XrmWorkflowContext") //~ workflow-reflection
            {
                Ask(type, Kept);
            }
        }

        private static void Ask(Type type, string name)
        {
            type.GetProperty(name, BindingFlags.NonPublic | BindingFlags.Instance); //~ workflow-reflection
        }
    }
}
