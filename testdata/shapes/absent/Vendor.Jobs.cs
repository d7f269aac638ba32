//! refs: none
// Compiled for reference only: the bases of helpers that shapes/absent-jobs.cs cannot find.
namespace Vendor.Jobs
{
    public abstract class Job
    {
        public abstract void Run(object state);

        public virtual void Prepare()
        {
        }

        public void Go(object state)
        {
            Prepare();
            Run(state);
        }

        public void Trace(string text)
        {
        }
    }

    public class Settings
    {
        public int Indent { get; set; }

        public Settings Inner
        {
            get { return this; }
        }

        public event System.EventHandler Changed;

        public void Add(string name)
        {
            Changed(this, null);
        }
    }

    public abstract class Handler<T>
    {
        public virtual void Handle(T value)
        {
        }
    }

    public abstract class Function<TArgument, TResult>
    {
        public abstract TResult Invoke(TArgument argument);
    }
}
