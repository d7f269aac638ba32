// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! key: ms-b03
using System;

[assembly: System.Reflection.AssemblyVersion("4.5.24.0")]

namespace System.Threading.Tasks.Dataflow
{
    public interface ITargetBlock<in TInput> { }
    public sealed class ActionBlock<TInput> : ITargetBlock<TInput>
    {
        public ActionBlock(Action<TInput> action) { }
        public void Complete() { }
        public bool Post(TInput item) { return true; }
    }
}
