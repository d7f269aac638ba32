//! build: all
//! refs: Microsoft.Xrm.Sdk keeping-library
//! problem: shared-object-mutation: in a dependency, not in your own code
// Objects of a library that a field holds: what it keeps of itself is its own business. Told is a call of a member that keeps what belongs to
// the call, not one behind which such a member is called, and a property where it is set.
using System;
using Microsoft.Xrm.Sdk;
using Keeping;

namespace Fabrikam.Keepers
{
    public class HoldingPlugin : IPlugin
    {
        private readonly Holder<Entity> _records = new Holder<Entity>();
        private readonly Holder<string> _texts = new Holder<string>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var target = (Entity)context.InputParameters["Target"];
            _records.Push(target); //~ shared-object-mutation severity=medium confidence=medium
            _records.Auto = target; //~ shared-object-mutation severity=high
            _records.Indent = 2; //~ shared-object-mutation severity=medium confidence=medium target=F:Fabrikam.Keepers.HoldingPlugin._records
            _records.Changed += (sender, e) => GC.KeepAlive(e); //~ shared-object-mutation

            _texts.Push("a"); //= shared-object-mutation
            var text = _texts.Write(_texts.Text); //= shared-object-mutation
            var mine = new Holder<Entity>();
            mine.Push(target); //= shared-object-mutation
            mine.Indent = text.Length; //= shared-object-mutation
            mine.Changed += (sender, e) => GC.KeepAlive(e); //= shared-object-mutation
        }
    }

    public class StaticPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            Global.Keep(service); //~ service-in-static severity=medium confidence=medium
            Global.Depth = 3; //~ static-state severity=low confidence=medium
            Global.Count(); //= static-state
            Global.Hand(service); //= service-in-static
            Global.Keep("a"); //= service-in-static
        }
    }
}
