//! refs: Microsoft.Xrm.Sdk System.Activities Vendor.PluginFramework
//! problem: GenericEventPlugin
//! problem: its base class Vendor.PluginFramework.VendorPluginBase was not found
//! problem: unresolvedBase Vendor.PluginFramework.VendorPluginBase this base class was not found
//! problem: its base class Vendor.PluginFramework.VendorPlugin`1 was not found
//! problem: its base class Vendor.PluginFramework.Handler was not found
//! problem: its base class Vendor.PluginFramework.Activity was not found
//! problem: unresolvedBase Vendor.PluginFramework.Widget this base class was not found
//! problem: missingAssembly Vendor.PluginFramework
// Base classes in an assembly that cannot be found: a root if the base's name says plug-in or a known method is overridden.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;
using Vendor.PluginFramework;

namespace Contoso.Events
{
    // P06: by the name of the base.
    public class EventPlugin : VendorPluginBase
    {
        private int _events;

        protected override void ExecuteCdsPlugin(IServiceProvider serviceProvider)
        {
            _events++; //~ stateful-plugin confidence=medium target=F:Contoso.Events.EventPlugin._events
        }
    }

    // By the name of the base, which is generic and has a name of its own for what it calls.
    public class InternalPlugin : VendorPlugin<string>
    {
        private int _internal;

        private bool _disposed;

        protected override void ExecuteInternal(string context)
        {
            _internal++; //~ stateful-plugin confidence=medium
        }

        // Whoever calls this, it is not the platform.
        protected override void Dispose(bool disposing)
        {
            _disposed = true;
        }
    }

    // By the name of the base; what runs is registered in the constructor.
    public class RegisteringPlugin : VendorPlugin<string>
    {
        private int _made;

        private int _handled;

        public RegisteringPlugin()
        {
            _made = 1;
            Register(Handle);
        }

        private void Handle(string context)
        {
            _handled++; //~ stateful-plugin confidence=medium
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

    // By the parameter of Execute, in an activity.
    public class CountActivity : Vendor.PluginFramework.Activity
    {
        private int _counted;

        protected override void Execute(CodeActivityContext context)
        {
            _counted++; //~ stateful-plugin confidence=medium
        }
    }

    // By the name of what is overridden, whatever its parameters.
    public class NamedHandler : Handler
    {
        private int _named;

        public override void OnExecute(string context)
        {
            _named++; //~ stateful-plugin confidence=medium
        }

        public override void ExecutePlugin(string context)
        {
            _named--; //~ stateful-plugin confidence=medium
        }

        public override void ExecuteDataversePlugin(string context)
        {
            _named = 0; //~ stateful-plugin confidence=medium
        }

        public override void ExecuteCrmPlugin(string context)
        {
            _named = 1; //~ stateful-plugin confidence=medium
        }
    }

    // A method of the name that overrides nothing.
    public class Lookalike : Widget
    {
        private int _looks;

        public void OnExecute(string context)
        {
            _looks++;
        }

        public override void Draw()
        {
            _looks++;
        }
    }

    // P06/generic
    public class GenericEventPlugin<T> : PluginBase<T>
    {
        private T _last;

        protected override void OnExecute(IServiceProvider serviceProvider)
        {
            T mine = default(T);
            mine = Settings; //= stateful-plugin
            _last = mine; //~ stateful-plugin confidence=medium target=F:Contoso.Events.GenericEventPlugin`1._last
        }
    }

    // Neither: the name of this class alone says nothing, nor does an Execute with a parameter of any kind.
    public class EventPluginWidget : Widget
    {
        private string _text;

        public override void Execute(string text)
        {
            _text = text;
        }
    }

    // Nobody makes an object of it.
    public class PrivatePlugin : VendorPluginBase
    {
        private int _private;

        private PrivatePlugin()
        {
        }

        protected override void ExecuteCdsPlugin(IServiceProvider serviceProvider)
        {
            _private++;
        }
    }
}
