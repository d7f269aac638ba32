// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! refs: Microsoft.Xrm.Sdk
using System;
using Microsoft.Xrm.Sdk;

[assembly: System.Reflection.AssemblyVersion("9.0.0.0")]

namespace Microsoft.Xrm.Sdk.Workflow
{
    public interface IWorkflowContext : IExecutionContext
    {
        string StageName { get; }
        int WorkflowCategory { get; }
        int WorkflowMode { get; }
        IWorkflowContext ParentContext { get; }
    }

    [AttributeUsage(AttributeTargets.Property)]
    public abstract class ParameterAttribute : Attribute
    {
        protected ParameterAttribute(string name) { }
        public string Name { get { return null; } }
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class InputAttribute : ParameterAttribute { public InputAttribute(string name) : base(name) { } }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class OutputAttribute : ParameterAttribute { public OutputAttribute(string name) : base(name) { } }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class DefaultAttribute : Attribute { public DefaultAttribute(string value) { } }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class ReferenceTargetAttribute : Attribute { public ReferenceTargetAttribute(string entityName) { } }
}
