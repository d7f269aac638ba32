//! library
//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities
// Bases of workflow activities in an assembly of their own.
using System.Activities;
using Microsoft.Xrm.Sdk.Workflow;

namespace Acme.Activities.Base
{
    // P04/base-dll, S19/base-dll
    public abstract class ActivityBase : CodeActivity
    {
        private int _runs;
        public InArgument<int> Days { get; set; }
        public OutArgument<string> Text { get; set; }

        protected override void Execute(CodeActivityContext context)
        {
            _runs++; //~ stateful-plugin target=F:Acme.Activities.Base.ActivityBase._runs
            int days = Days.Get(context); //= stateful-plugin
            Text.Set(context, days.ToString()); //= stateful-plugin
            Run(context);
        }

        protected abstract void Run(CodeActivityContext context);
    }
}
