// Receivers that are only perhaps the shared instance: confidence Medium.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Contoso.Claims
{
    public class ClaimPlugin : IPlugin
    {
        private int _merged;
        private int _plain;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            ClaimPlugin target;
            if (context.Depth > 1)
            {
                target = this;
            }
            else
            {
                target = new ClaimPlugin();
            }
            target._merged = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Claims.ClaimPlugin._merged
            target = new ClaimPlugin();
            target._plain = 2; //= stateful-plugin
        }
    }

    // `this` put into a container and read back.
    public class HeldClaimPlugin : IPlugin
    {
        private int _read;
        private int _quiet;
        private string[] _names = { "a" };

        public void Execute(IServiceProvider serviceProvider)
        {
            var plugins = new Dictionary<string, HeldClaimPlugin>();
            plugins["x"] = this;
            plugins["x"]._read = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Claims.HeldClaimPlugin._read
            var others = new Dictionary<string, HeldClaimPlugin>();
            others["x"] = new HeldClaimPlugin();
            others["x"]._quiet = 1; //= stateful-plugin
            Array.Resize(ref _names, 3); //~ stateful-plugin target=F:Contoso.Claims.HeldClaimPlugin._names
            string[] local = { "b" };
            Array.Resize(ref local, 2); //= stateful-plugin
            serviceProvider.GetService(local.GetType());
        }
    }
}
