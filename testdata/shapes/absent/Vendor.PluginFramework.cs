// Compiled for reference only: the bases that shapes/unresolved-base.cs cannot find.
using System;
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

    public abstract class Handler
    {
        public virtual void Execute(IServiceProvider serviceProvider)
        {
        }
    }

    public abstract class Widget
    {
        public virtual void Execute(string text)
        {
        }
    }
}
