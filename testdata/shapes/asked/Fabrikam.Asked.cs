//! build: release
//! library
//! refs: none
// What `asker` was compiled against; after/ has what lies beside it later.
using System;
using System.Collections.Generic;

namespace Fabrikam.Asked
{
    public class A
    {
        public int Field;
        public static int Static;
        public int Result() { return 1; }
        public static int Fixed() { return 1; }
        public int Set { get; set; }
        public void Gone() { }
        public void Gone(int a) { }
        public void Parameter(int a) { }
        public void Kept(List<int> a) { }
        public T Kept<T>(T a, T[] b) { return a; }
        public void MovedUp() { }
        public void MovedUpGeneric(int a) { }
        public new string ToString() { return ""; }
    }

    public class G<T>
    {
        public T Value;
        public T Get(List<T> a) { return Value; }
    }

    public class Outer { public class Nested { } }

    public sealed class MarkedAttribute : Attribute
    {
        public int Kept;
        public MarkedAttribute(Type type) { }
        public int Lost { get; set; }
    }
}
