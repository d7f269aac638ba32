//! build: all net40
// mcs marks what stands behind `=>` as made by the compiler; only an accessor that touches nothing but a field of the compiler is.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Arrows
{
    public class ArrowPlugin : IPlugin
    {
        private List<int> _made;
        private int _number;

        private List<int> Made => _made ?? (_made = new List<int>()); //~ lazy-member-cache target=F:Fabrikam.Arrows.ArrowPlugin._made
        private int Next => ++_number; //~ stateful-plugin target=F:Fabrikam.Arrows.ArrowPlugin._number
        private int Number => _number; //= stateful-plugin
        private int Plain { get; set; } //= stateful-plugin

        public void Execute(IServiceProvider serviceProvider)
        {
            var count = Made.Count; //= lazy-member-cache
            count = Next; //= stateful-plugin
            count = Number; //= stateful-plugin
            Plain = count; //~ stateful-plugin
        }
    }
}
