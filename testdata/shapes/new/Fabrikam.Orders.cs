//! build: release
//! refs: Microsoft.Xrm.Sdk Fabrikam.Parts
// The later release of the assembly of the same name in ../old.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Fabrikam.Orders.Moved))]

namespace Fabrikam.Orders
{
    public class Added { public void Anything() { } }
    internal class Narrowed { }
    public class Widened { }
    public sealed class Sealed { public void Open() { } }
    public abstract class MadeAbstract { }
    public class BaseA { public void Shared() { } public virtual void Kept() { } }
    public class BaseB { }
    public class Rebased : BaseB { }
    public class Deeper : Between { }
    public class Between : BaseA { }
    public class LosesInterface : IComparable<string> { public void Dispose() { } public int CompareTo(string other) => 0; public int CompareTo(int other) => 0; }
    public class GainsInterface : IDisposable { public void Dispose() { } }
    public interface IGrows { void First(); void Second(); }
    public interface IExtends : IDisposable { }
    public class OtherArguments : List<long> { }
    public class Constrained<T> where T : class { }
    public delegate void Handler(long number);
    public enum Size { Small, Medium, Large = 6 }
    public enum Wide : byte { One }
    public class Renamed { public string Title; }
    public class Point { public int X; }

    public class Members
    {
        public const int Limit = 11;
        public static readonly int Free = 11;
        public readonly int Writable;
        public int Fixed;
        public int Kind { get; protected set; }
        public int Hidden { get; private set; }
        public int Lone { get; }
        public int Later { get; init; }
        protected void Narrowed() { }
        public void Opened() { }
        public static void BecomesStatic() { }
        public void Closed() { }
        public virtual void Opening() { }
        public long Returns() => 0;
        public Dictionary<string, long> Contents() => null;
        public void Named(int second) { }
        public event EventHandler<EventArgs> Raised { add { } remove { } }
        [Obsolete("Use Named.", true)] public void Retired() { }
        [Obsolete] public void Sooner() { }
        public void More() { System.Threading.Thread.Sleep(0); }
    }

    public class Child : BaseA { }
    public abstract class Template { public abstract void Step(); public abstract void Plain(); public abstract void Next(); }

    public class Counting : IPlugin
    {
        private int count;
        public int Count => count;
        public void Execute(IServiceProvider provider) { count++; } //~ stateful-plugin target=F:Fabrikam.Orders.Counting.count
    }

    public class Repaired : IPlugin
    {
        private readonly int count;
        public int Count => count;
        public void Execute(IServiceProvider provider) { GC.KeepAlive(provider); }
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
    public class SameName { public Another.Thing Thing() => null; }
}

namespace System.Runtime.CompilerServices
{
    internal class IsExternalInit { }
}
