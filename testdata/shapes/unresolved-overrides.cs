//! refs: Microsoft.Xrm.Sdk Contoso.Layers
//! problem: unresolvedBase Contoso.Own.RunningPlugin its base class Contoso.Layers.LayerPluginBase was not found
//! problem: unresolvedBase Contoso.Own.FailingPlugin its base class Contoso.Layers.LayerPluginBase was not found
//! problem: unresolvedBase Contoso.Own.DerivedPlugin its base class Contoso.Layers.LayerPluginBase was not found
//! problem: unresolvedBase Contoso.Own.EmptyPlugin its base class Contoso.Layers.LayerPluginBase was not found: give its folder with --reference; no method was found in it that the platform calls: only what makes it was analysed
//! problem: unresolvedBase Contoso.Own.Drawing its base class Contoso.Layers.Template was not found
//! problem: unresolvedBase Contoso.Layers.LayerPluginBase this base class was not found
//! problem: missingAssembly Contoso.Layers
// P06/helper: overrides of a base that cannot be found, by names of the team's own: nothing at hand declares them.
using System;
using Contoso.Layers;

namespace Contoso.Own
{
    public class RunningPlugin : LayerPluginBase
    {
        private int _runs;
        private int _named;
        private int _texts;
        private bool _disposed;

        protected override string Name
        {
            get
            {
                _named++; //~ stateful-plugin confidence=medium
                return "b";
            }
        }

        protected override void Run(IServiceProvider serviceProvider, string name)
        {
            _runs++; //~ stateful-plugin severity=high confidence=medium target=F:Contoso.Own.RunningPlugin._runs
        }

        public override string ToString()
        {
            _texts++; //= stateful-plugin
            return "c";
        }

        protected override void Dispose(bool disposing)
        {
            _disposed = true; //= stateful-plugin
        }
    }

    // Beside one of the known names.
    public class FailingPlugin : LayerPluginBase
    {
        private int _failed;

        protected override void OnExecute(IServiceProvider serviceProvider)
        {
        }

        protected override void OnFailed(Exception e)
        {
            _failed++; //~ stateful-plugin confidence=medium
        }
    }

    public abstract class Between : LayerPluginBase
    {
        protected virtual void Step()
        {
        }
    }

    // What a base at hand declares is called by whoever calls it there.
    public class DerivedPlugin : Between
    {
        private int _steps;
        private int _runs;

        protected override void Step()
        {
            _steps++; //= stateful-plugin
        }

        protected override void Run(IServiceProvider serviceProvider, string name)
        {
            _runs++; //~ stateful-plugin confidence=medium
        }
    }

    // Nothing of it runs but its constructor.
    public class EmptyPlugin : LayerPluginBase
    {
        private int _made;

        public EmptyPlugin()
        {
            _made = 1; //= stateful-plugin
        }
    }

    // The base's name says nothing: it is a root by the name of what is overridden, and so only that is called.
    public class Drawing : Template
    {
        private int _drawn;

        protected override void OnExecute(IServiceProvider serviceProvider)
        {
            _drawn++; //~ stateful-plugin confidence=medium
        }

        protected override void Draw()
        {
            _drawn++; //= stateful-plugin
        }
    }
}
