// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
using System;

[assembly: System.Reflection.AssemblyVersion("4.0.0.0")]

namespace System.Activities
{
    public abstract class Activity
    {
        public string DisplayName { get; set; }
    }
    public abstract class Activity<TResult> : Activity { public OutArgument<TResult> Result { get; set; } }

    public abstract class CodeActivity : Activity
    {
        protected virtual void CacheMetadata(CodeActivityMetadata metadata) { }
        protected abstract void Execute(CodeActivityContext context);
    }
    public abstract class CodeActivity<TResult> : Activity<TResult>
    {
        protected virtual void CacheMetadata(CodeActivityMetadata metadata) { }
        protected abstract TResult Execute(CodeActivityContext context);
    }
    public abstract class AsyncCodeActivity : Activity
    {
        protected virtual void CacheMetadata(CodeActivityMetadata metadata) { }
        protected abstract IAsyncResult BeginExecute(AsyncCodeActivityContext context, AsyncCallback callback, object state);
        protected abstract void EndExecute(AsyncCodeActivityContext context, IAsyncResult result);
        protected virtual void Cancel(AsyncCodeActivityContext context) { }
    }
    public abstract class AsyncCodeActivity<TResult> : Activity<TResult>
    {
        protected abstract IAsyncResult BeginExecute(AsyncCodeActivityContext context, AsyncCallback callback, object state);
        protected abstract TResult EndExecute(AsyncCodeActivityContext context, IAsyncResult result);
        protected virtual void Cancel(AsyncCodeActivityContext context) { }
    }
    public abstract class NativeActivity : Activity
    {
        protected virtual void CacheMetadata(NativeActivityMetadata metadata) { }
        protected abstract void Execute(NativeActivityContext context);
    }
    public abstract class NativeActivity<TResult> : Activity<TResult>
    {
        protected virtual void CacheMetadata(NativeActivityMetadata metadata) { }
        protected abstract void Execute(NativeActivityContext context);
    }

    public struct CodeActivityMetadata { public void RequireExtension<T>() where T : class { } }
    public struct NativeActivityMetadata { }

    public class ActivityContext
    {
        internal ActivityContext() { }
        public string ActivityInstanceId { get { return null; } }
        public Guid WorkflowInstanceId { get { return Guid.Empty; } }
        public T GetExtension<T>() where T : class { return null; }
        public T GetValue<T>(InArgument<T> argument) { return default(T); }
        public void SetValue<T>(OutArgument<T> argument, T value) { }
    }
    public class CodeActivityContext : ActivityContext { internal CodeActivityContext() { } }
    public sealed class AsyncCodeActivityContext : CodeActivityContext
    {
        internal AsyncCodeActivityContext() { }
        public object UserState { get; set; }
    }
    public class NativeActivityContext : ActivityContext { internal NativeActivityContext() { } }

    public abstract class Argument
    {
        public object Get(ActivityContext context) { return null; }
        public void Set(ActivityContext context, object value) { }
    }
    public abstract class InArgument : Argument { }
    public abstract class OutArgument : Argument { }
    public abstract class InOutArgument : Argument { }
    public sealed class InArgument<T> : InArgument
    {
        public InArgument() { }
        public InArgument(T constValue) { }
        public new T Get(ActivityContext context) { return default(T); }
        public void Set(ActivityContext context, T value) { }
    }
    public sealed class OutArgument<T> : OutArgument
    {
        public new T Get(ActivityContext context) { return default(T); }
        public void Set(ActivityContext context, T value) { }
    }
    public sealed class InOutArgument<T> : InOutArgument
    {
        public new T Get(ActivityContext context) { return default(T); }
        public void Set(ActivityContext context, T value) { }
    }

    [AttributeUsage(AttributeTargets.Property)]
    public sealed class RequiredArgumentAttribute : Attribute { }
}
