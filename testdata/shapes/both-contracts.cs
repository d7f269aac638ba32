//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities
// P01, P04: a class that is a plug-in and a workflow activity: the platform calls both of its methods.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;

namespace Contoso.Both
{
    public class PluginAndActivity : CodeActivity, IPlugin
    {
        private int _asActivity;
        private int _asPlugin;
        private int _cached;
        private int _never;

        protected override void Execute(CodeActivityContext context)
        {
            _asActivity++; //~ stateful-plugin target=F:Contoso.Both.PluginAndActivity._asActivity
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            _asPlugin++; //~ stateful-plugin target=F:Contoso.Both.PluginAndActivity._asPlugin
        }

        protected override void CacheMetadata(CodeActivityMetadata metadata)
        {
            _cached++; //= stateful-plugin
        }

        public void Execute(string text)
        {
            _never++; //= stateful-plugin
        }
    }
}
