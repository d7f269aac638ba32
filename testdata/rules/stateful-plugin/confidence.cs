// Receivers that are only perhaps the shared instance: confidence Medium.
using System;
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
            target._plain = 2;
        }
    }
}
