// Classes whose registration stands in attributes, as toolkits read them. In this copy of the attribute `Asynchronous` comes first.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Messages;

[AttributeUsage(AttributeTargets.Class, Inherited = false, AllowMultiple = true)]
public class CrmPluginRegistrationAttribute : Attribute
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

    public CrmPluginRegistrationAttribute(
        MessageNameEnum message,
        string entityLogicalName,
        StageEnum stage,
        ExecutionModeEnum executionMode,
        string filteringAttributes,
        string stepName,
        int executionOrder,
        IsolationModeEnum isolationModel)
    {
    }

    public CrmPluginRegistrationAttribute(
        string name,
        string friendlyName,
        string description,
        string groupName,
        IsolationModeEnum isolationModel)
    {
    }

    public CrmPluginRegistrationAttribute(string message)
    {
    }

    public string Id { get; set; }
    public string Image1Name { get; set; }
    public string Image1Attributes { get; set; }
    public ImageTypeEnum Image1Type { get; set; }
    public string Image2Name { get; set; }
    public ImageTypeEnum Image2Type { get; set; }
    public PluginStepOperationEnum Action { get; set; }
}

public enum ExecutionModeEnum
{
    Asynchronous,
    Synchronous
}

public enum ImageTypeEnum
{
    PreImage = 0,
    PostImage = 1,
    Both = 2
}

public enum IsolationModeEnum
{
    None = 0,
    Sandbox = 1
}

public enum MessageNameEnum
{
    Assign,
    Create,
    Update
}

public enum PluginStepOperationEnum
{
    Delete = 0,
    Deactivate = 1
}

public enum StageEnum
{
    PreValidation = 10,
    PreOperation = 20,
    PostOperation = 40
}

namespace Contoso.Attributes
{
    [CrmPluginRegistration("Update", "account", StageEnum.PostOperation, ExecutionModeEnum.Asynchronous, "name,telephone1", "Bulk: update", 3,
        IsolationModeEnum.Sandbox, Id = "9C0FFEE0-0000-4000-8000-000000000001", Image1Name = "Before", Image1Attributes = "name", Image1Type = ImageTypeEnum.Both)]
    [CrmPluginRegistration(MessageNameEnum.Create, "none", StageEnum.PostOperation, ExecutionModeEnum.Asynchronous, null, "Bulk: create", 1, IsolationModeEnum.Sandbox)]
    public class Bulk : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var batch = new ExecuteMultipleRequest(); //~ batch-request severity=low
        }
    }

    [CrmPluginRegistration("Create", "account", StageEnum.PreOperation, ExecutionModeEnum.Synchronous, "", "Single: create", 1, IsolationModeEnum.Sandbox)]
    [CrmPluginRegistration("Create", "account", StageEnum.PostOperation, ExecutionModeEnum.Asynchronous, "", "Single: later", 1, IsolationModeEnum.Sandbox)]
    public class Single : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var batch = new ExecuteMultipleRequest(); //~ batch-request severity=medium
        }
    }

    [CrmPluginRegistration("contoso_Do")]
    public class Api : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    [CrmPluginRegistration("Send", "Send it", "Sends it", "Contoso", IsolationModeEnum.Sandbox)]
    public class InWorkflow : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    // Registered by hand, or not at all: nobody knows.
    public class Unknown : IPlugin
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++; //~ stateful-plugin severity=high
        }
    }
}
