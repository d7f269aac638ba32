//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities activities-base
// Workflow activities: bases in another assembly, helpers, lambdas, generic ones.
using System;
using System.Activities;
using Acme.Activities.Base;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Workflow;

namespace Acme.Activities
{
    // P04/base-dll, S19/base-dll
    public class DerivedActivity : ActivityBase
    {
        private string _last;

        protected override void Run(CodeActivityContext context)
        {
            _last = "a"; //~ stateful-plugin target=F:Acme.Activities.DerivedActivity._last
            Text.Set(context, "b"); //= stateful-plugin
        }
    }

    // P04, S19, S19/helper, S19/lambda
    public class ArgumentActivity : CodeActivity
    {
        private int _days;
        public InArgument<int> Days { get; set; }
        public OutArgument<string> Text { get; set; }
        public InOutArgument<int> Both { get; set; }

        protected override void Execute(CodeActivityContext context)
        {
            _days = Days.Get(context); //~ stateful-plugin target=F:Acme.Activities.ArgumentActivity._days
            Text.Set(context, "a"); //= stateful-plugin
            Both.Set(context, 1); //= stateful-plugin
            Fill(context, Text);
            Action<string> set = text => Text.Set(context, text); //= stateful-plugin
            set("b");
        }

        private static void Fill(CodeActivityContext context, OutArgument<string> argument)
        {
            argument.Set(context, "c"); //= stateful-plugin
        }
    }

    // P04/generic, S19/generic
    public abstract class GenericActivity<T> : CodeActivity<T>
    {
        private T _kept;
        public InArgument<T> In { get; set; }

        protected override T Execute(CodeActivityContext context)
        {
            T mine = In.Get(context); //= stateful-plugin
            Result.Set(context, mine); //= stateful-plugin
            _kept = mine; //~ stateful-plugin target=F:Acme.Activities.GenericActivity`1._kept
            return mine;
        }
    }

    public class IntActivity : GenericActivity<int>
    {
    }
}
