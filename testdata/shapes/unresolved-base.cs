//! refs: Microsoft.Xrm.Sdk Vendor.PluginFramework
//! problem: Vendor.PluginFramework
// Base classes in an assembly that cannot be found: a root if the base's name says plug-in or a known method is overridden.
using System;
using Microsoft.Xrm.Sdk;
using Vendor.PluginFramework;

namespace Contoso.Events
{
    // By the name of the base.
    public class EventPlugin : VendorPluginBase
    {
        private int _events;

        protected override void ExecuteCdsPlugin(IServiceProvider serviceProvider)
        {
            _events++; //~ stateful-plugin confidence=medium target=F:Contoso.Events.EventPlugin._events
        }
    }

    // By the parameter of Execute.
    public class EventHandler : Handler
    {
        private int _handled;

        public override void Execute(IServiceProvider serviceProvider)
        {
            _handled++; //~ stateful-plugin confidence=medium target=F:Contoso.Events.EventHandler._handled
        }
    }

    // Neither: the name of this class alone says nothing.
    public class EventPluginWidget : Widget
    {
        private string _text;

        public override void Execute(string text)
        {
            _text = text;
        }
    }
}
