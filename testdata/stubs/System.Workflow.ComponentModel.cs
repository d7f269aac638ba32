// Stub of the .NET 3.0 workflow base: only the signatures that the fixtures need. No behaviour.
//! api: 2.0
using System;

[assembly: System.Reflection.AssemblyVersion("3.0.0.0")]

namespace System.Workflow.ComponentModel
{
    public abstract class DependencyObject
    {
        public object GetValue(DependencyProperty dependencyProperty) { return null; }
        public void SetValue(DependencyProperty dependencyProperty, object value) { }
    }
    public sealed class DependencyProperty
    {
        private DependencyProperty() { }
        public static DependencyProperty Register(string name, Type propertyType, Type ownerType) { return null; }
    }
    public enum ActivityExecutionStatus : byte { Initialized, Executing, Canceling, Closed, Compensating, Faulting }
    public sealed class ActivityExecutionContext : IServiceProvider
    {
        internal ActivityExecutionContext() { }
        public object GetService(Type serviceType) { return null; }
        public T GetService<T>() { return default(T); }
    }
    public class Activity : DependencyObject
    {
        public Activity() { }
        public Activity(string name) { }
        public string Name { get { return null; } set { } }
        protected internal virtual ActivityExecutionStatus Execute(ActivityExecutionContext executionContext) { return ActivityExecutionStatus.Closed; }
    }
    public class CompositeActivity : Activity { }
}
