//! refs: Microsoft.Xrm.Sdk Microsoft.Xrm.Sdk.Workflow System.Activities
// S19: workflow activities of each kind, each with its quiet twin in the same class: arguments and locals.
using System;
using System.Activities;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Workflow;

namespace Fabrikam.Activities
{
    public class Sum : CodeActivity<int>
    {
        private int _last;
        public InArgument<int> Left { get; set; }

        protected override int Execute(CodeActivityContext context)
        {
            _last = Left.Get(context); //~ stateful-plugin target=F:Fabrikam.Activities.Sum._last
            int twice = _last * 2;
            return twice;
        }
    }

    public class Notify : NativeActivity
    {
        private IWorkflowContext _context;
        public OutArgument<string> Entity { get; set; }

        protected override void Execute(NativeActivityContext context)
        {
            _context = context.GetExtension<IWorkflowContext>(); //~ stateful-plugin severity=high
            Entity.Set(context, _context.PrimaryEntityName);
        }
    }

    public class Ask : NativeActivity<string>
    {
        private int _asked;

        protected override void Execute(NativeActivityContext context)
        {
            _asked++; //~ stateful-plugin
            Result.Set(context, "yes");
        }
    }

    public class Upload : AsyncCodeActivity
    {
        private int _begun;
        private int _ended;

        protected override IAsyncResult BeginExecute(AsyncCodeActivityContext context, AsyncCallback callback, object state)
        {
            _begun++; //~ stateful-plugin
            Thread.Sleep(100); //~ thread-sleep
            context.UserState = "upload";
            return null;
        }

        protected override void EndExecute(AsyncCodeActivityContext context, IAsyncResult result)
        {
            _ended++; //~ stateful-plugin
        }
    }

    public class Download : AsyncCodeActivity<string>
    {
        private string _name;

        protected override IAsyncResult BeginExecute(AsyncCodeActivityContext context, AsyncCallback callback, object state)
        {
            return null;
        }

        protected override string EndExecute(AsyncCodeActivityContext context, IAsyncResult result)
        {
            _name = "file"; //~ stateful-plugin
            return _name;
        }
    }

    // A base of our own between the activity and the framework.
    public abstract class ActivityBase : CodeActivity
    {
        protected override void Execute(CodeActivityContext context)
        {
            ExecuteActivity(context);
        }

        protected abstract void ExecuteActivity(CodeActivityContext context);
    }

    public class Rename : ActivityBase
    {
        private string _name;

        protected override void ExecuteActivity(CodeActivityContext context)
        {
            _name = context.ActivityInstanceId; //~ stateful-plugin
            string local = _name + "!";
            GC.KeepAlive(local);
        }
    }

    // Its settings are made when the workflow is loaded.
    public class Prepared : CodeActivity
    {
        private int _size;

        protected override void CacheMetadata(CodeActivityMetadata metadata)
        {
            _size = 5;
        }

        protected override void Execute(CodeActivityContext context)
        {
            GC.KeepAlive(_size);
        }
    }
}
