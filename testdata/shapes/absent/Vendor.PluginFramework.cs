//! refs: Microsoft.Xrm.Sdk System.Activities
// Compiled for reference only: the bases that shapes/unresolved-base.cs cannot find.
using System;
using System.Collections.Generic;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Vendor.PluginFramework
{
    public abstract class VendorPluginBase : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            ExecuteCdsPlugin(serviceProvider);
        }

        protected virtual void ExecuteCdsPlugin(IServiceProvider serviceProvider)
        {
        }
    }

    public abstract class VendorPlugin<T> : IPlugin
    {
        protected readonly List<Action<T>> RegisteredEvents = new List<Action<T>>();

        public void Execute(IServiceProvider serviceProvider)
        {
            ExecuteInternal(default(T));
        }

        protected virtual void ExecuteInternal(T context)
        {
        }

        protected virtual void Dispose(bool disposing)
        {
        }

        protected void Register(Action<T> handler)
        {
            RegisteredEvents.Add(handler);
        }
    }

    public abstract class Handler
    {
        public virtual void Execute(IServiceProvider serviceProvider)
        {
        }

        public virtual void OnExecute(string context)
        {
        }

        public virtual void ExecutePlugin(string context)
        {
        }

        public virtual void ExecuteDataversePlugin(string context)
        {
        }

        public virtual void ExecuteCrmPlugin(string context)
        {
        }
    }

    public abstract class Activity
    {
        protected virtual void Execute(CodeActivityContext context)
        {
        }
    }

    public abstract class PluginBase<T> : IPlugin
    {
        protected T Settings;

        public void Execute(IServiceProvider serviceProvider)
        {
            OnExecute(serviceProvider);
        }

        protected virtual void OnExecute(IServiceProvider serviceProvider)
        {
        }
    }

    public abstract class Widget
    {
        public virtual void Execute(string text)
        {
        }

        public virtual void Draw()
        {
        }
    }
}
