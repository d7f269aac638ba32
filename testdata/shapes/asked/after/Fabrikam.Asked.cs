//! build: release
//! library
//! refs: none
// The members of ../Fabrikam.Asked.cs, most of them with another signature under the same documentation id.
using System;
using System.Collections.Generic;

namespace System.Runtime.CompilerServices { internal static class IsExternalInit { } }

namespace Fabrikam.Asked
{
    public class Base<T> { public void MovedUpGeneric(T a) { } }

    public class Middle : Base<int> { public void MovedUp() { } }

    public class A : Middle
    {
        public long Field;
        public int Static;
        public long Result() { return 1; }
        public int Fixed() { return 1; }
        public int Set { get; init; }
        public void Gone(int a) { }
        public void Parameter(long a) { }
        public void Kept(List<int> a) { }
        public T Kept<T>(T a, T[] b) { return a; }
    }

    public class G<T>
    {
        public T Value;
        public T Get(List<T> a) { return Value; }
    }

    public class Outer { }

    public sealed class MarkedAttribute : Attribute
    {
        public int Kept;
        public MarkedAttribute(Type type) { }
    }
}
