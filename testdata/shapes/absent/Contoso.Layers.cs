//! refs: Microsoft.Xrm.Sdk
// Compiled for reference only: the bases that shapes/unresolved-overrides.cs cannot find.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Layers
{
    public abstract class LayerPluginBase : IPlugin, IDisposable
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Run(serviceProvider, Name);
        }

        public void Dispose()
        {
            Dispose(true);
        }

        protected virtual string Name
        {
            get { return "a"; }
        }

        protected virtual void Run(IServiceProvider serviceProvider, string name)
        {
        }

        protected virtual void OnExecute(IServiceProvider serviceProvider)
        {
        }

        protected virtual void OnFailed(Exception e)
        {
        }

        protected virtual void Dispose(bool disposing)
        {
        }
    }

    public abstract class Template
    {
        protected virtual void OnExecute(IServiceProvider serviceProvider)
        {
        }

        protected virtual void Draw()
        {
        }
    }
}
