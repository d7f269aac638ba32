// The same attribute in another toolkit: in a namespace, `Synchronous` is 0, and a form for custom APIs.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Toolkit
{
    internal enum ExecutionModeEnum
    {
        Synchronous = 0,
        Asynchronous = 1
    }

    internal enum IsolationModeEnum
    {
        None = 0,
        Sandbox = 1
    }

    internal enum PluginStepOperationEnum
    {
        Activate = 0,
        Deactivate = 1
    }

    internal enum StageEnum : byte
    {
        PreValidation = 10,
        PreOperation = 20,
        PostOperation = 40
    }

    internal enum PluginType
    {
        Plugin = 0,
        Workflow = 1,
        CustomAction = 2,
        DataProvider = 3,
        CustomApi = 4
    }

    [AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
    internal class CrmPluginRegistrationAttribute : Attribute
    {
        public CrmPluginRegistrationAttribute(
            string message,
            string entityLogicalName,
            StageEnum stage,
            ExecutionModeEnum executionMode,
            string filteringAttributes,
            string stepName,
            int executionOrder,
            IsolationModeEnum isolationModel)
        {
        }

        public CrmPluginRegistrationAttribute(string name, string message, PluginType pluginType)
        {
        }

        public PluginStepOperationEnum Action { get; set; }
    }
}

namespace Contoso.Attributes
{
    using Contoso.Toolkit;

    [CrmPluginRegistration("Update", "account", StageEnum.PreValidation, ExecutionModeEnum.Synchronous, "name", "First", 1, IsolationModeEnum.None)]
    [CrmPluginRegistration("Delete", "account", StageEnum.PostOperation, ExecutionModeEnum.Asynchronous, "", "Second", 1, IsolationModeEnum.None, Action = PluginStepOperationEnum.Activate)]
    public class Steps : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    [CrmPluginRegistration("Do it", "contoso_Do", PluginType.CustomApi)]
    public class Api : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Console.WriteLine("done"); //~ sandbox-api severity=info
        }
    }
}
