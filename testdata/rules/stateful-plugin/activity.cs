//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities
// S19: workflow activities. An activity object is shared like a plug-in; arguments live in the activity context.
using System;
using System.Activities;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Workflow;

namespace Acme.Workflow
{
    public sealed class AddDays : CodeActivity
    {
        private int _days;

        [Input("Days")]
        public InArgument<int> Days { get; set; }

        [Output("Result")]
        public OutArgument<DateTime> Result { get; set; }

        protected override void Execute(CodeActivityContext context)
        {
            _days = Days.Get(context); //~ stateful-plugin target=F:Acme.Workflow.AddDays._days
            Result.Set(context, DateTime.UtcNow.AddDays(_days));
        }
    }

    public sealed class QuietAddDays : CodeActivity
    {
        private bool _ready;

        [Input("Days")]
        public InArgument<int> Days { get; set; }

        [Output("Result")]
        public OutArgument<DateTime> Result { get; set; }

        protected override void CacheMetadata(CodeActivityMetadata metadata)
        {
            _ready = true;
            base.CacheMetadata(metadata);
        }

        protected override void Execute(CodeActivityContext context)
        {
            int days = Days.Get(context);
            Result.Set(context, DateTime.UtcNow.AddDays(_ready ? days : 0));
        }
    }
}
