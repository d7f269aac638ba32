//! build: roslyn
//! api: 4.7.2
// `this` put into a tuple and read back: confidence Medium. The other items of the tuple stay what they are.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Pairs
{
    public class PairPlugin : IPlugin
    {
        private int _local;
        private int _returned;
        private int _created;
        private int _stored;
        private int _quiet;

        public void Execute(IServiceProvider serviceProvider)
        {
            var pair = (this, new PairPlugin());
            pair.Item1._local = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Pairs.PairPlugin._local
            pair.Item2._quiet = 1; //= stateful-plugin
            Both().Item2._returned = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Pairs.PairPlugin._returned
            Both().Item1._quiet = 1; //= stateful-plugin
            var tuple = Tuple.Create(1, this);
            tuple.Item2._created = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Pairs.PairPlugin._created
            (PairPlugin Left, PairPlugin Right) named = default;
            named.Left = this;
            named.Right = new PairPlugin();
            named.Left._stored = 1; //~ stateful-plugin confidence=medium target=F:Contoso.Pairs.PairPlugin._stored
            named.Right._quiet = 2; //= stateful-plugin
        }

        private (PairPlugin, PairPlugin) Both()
        {
            return (new PairPlugin(), this);
        }
    }
}
