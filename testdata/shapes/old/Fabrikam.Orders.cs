//! build: release
// The earlier release of the assembly of the same name in ../new: what `ilvet diff` says of each change stands there.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Orders
{
    public class Gone { }
    public class Moved { }
    internal class GoneInside { public void Unseen() { } }
    public class Narrowed { }
    internal class Widened { }
    public class Sealed { public virtual void Open() { } }
    public class MadeAbstract { }
    public class BaseA { public void Shared() { } public virtual void Kept() { } }
    public class BaseB { }
    public class Rebased : BaseA { }
    public class Deeper : BaseA { }
    public class Between : BaseA { }
    public class LosesInterface : IDisposable, IComparable<int> { public void Dispose() { } public int CompareTo(int other) => 0; }
    public class GainsInterface { public void Dispose() { } }
    public interface IGrows { void First(); }
    public interface IExtends { }
    public class OtherArguments : List<int> { }
    public class Constrained<T> { }
    public delegate void Handler(int number);
    public enum Size { Small, Large = 5 }
    public enum Wide : short { One }
    public class Renamed { public string Name; }
    public struct Point { public int X; }

    public class Members
    {
        public const int Limit = 10;
        public static readonly int Free = 10;
        public int Writable;
        public readonly int Fixed;
        public int Kind { get; set; }
        public int Hidden { get; set; }
        public int Lone { get; set; }
        public int Later { get; set; }
        public void Removed() { }
        private void RemovedInside() { }
        public void Narrowed() { }
        protected void Opened() { }
        public void BecomesStatic() { }
        public virtual void Closed() { }
        public void Opening() { }
        public int Returns() => 0;
        public Dictionary<string, int> Contents() => null;
        public void Named(int first) { }
        public override string ToString() => "";
        public event EventHandler Raised { add { } remove { } }
        public void Retired() { }
        public void Sooner() { }
    }

    public class Child : BaseA { public new void Shared() { } public override void Kept() { } }
    public abstract class Template { public abstract void Step(); public void Plain() { } }

    public class Counting : IPlugin
    {
        private int count;
        public int Count => count;
        public void Execute(IServiceProvider provider) { GC.KeepAlive(provider); }
    }

    public class Repaired : IPlugin
    {
        private int count;
        public void Execute(IServiceProvider provider) { count++; } //~ stateful-plugin target=F:Fabrikam.Orders.Repaired.count
    }
}

namespace Fabrikam.Other
{
    public class Thing { }
}

namespace Fabrikam.Another
{
    public class Thing { }
}

namespace Fabrikam.Orders
{
    public class SameName { public Other.Thing Thing() => null; }
}
