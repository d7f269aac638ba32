//! doc: yes
//! unsafe: yes
//! refs: none
// Every kind of member, for documentation-comment ids. The compiler's own -doc output beside the DLL is what they must equal.
using System;
using System.Collections.Generic;

/// <summary>x</summary>
public class Global
{
    /// <summary>x</summary>
    public int Field;
}

namespace Fabrikam.Ids
{
    /// <summary>x</summary>
    public delegate void Plain();

    /// <summary>x</summary>
    public delegate TResult Convert<in T, out TResult>(T value);

    /// <summary>x</summary>
    public enum Colour
    {
        /// <summary>x</summary>
        Red,
        /// <summary>x</summary>
        Green = 5
    }

    /// <summary>x</summary>
    public interface IShape<T>
    {
        /// <summary>x</summary>
        void Draw(T on);
        /// <summary>x</summary>
        T Size { get; set; }
        /// <summary>x</summary>
        event EventHandler Changed;
        /// <summary>x</summary>
        int this[T index] { get; }
    }

    /// <summary>x</summary>
    public struct Point : IShape<int>, IShape<List<string>>
    {
        /// <summary>x</summary>
        public int X;
        /// <summary>x</summary>
        void IShape<int>.Draw(int on) { }
        /// <summary>x</summary>
        void IShape<List<string>>.Draw(List<string> on) { }
        /// <summary>x</summary>
        int IShape<int>.Size { get { return 0; } set { } }
        /// <summary>x</summary>
        List<string> IShape<List<string>>.Size { get { return null; } set { } }
        /// <summary>x</summary>
        event EventHandler IShape<int>.Changed { add { } remove { } }
        /// <summary>x</summary>
        event EventHandler IShape<List<string>>.Changed { add { } remove { } }
        /// <summary>x</summary>
        int IShape<int>.this[int index] { get { return 0; } }
        /// <summary>x</summary>
        int IShape<List<string>>.this[List<string> index] { get { return 0; } }
    }

    /// <summary>x</summary>
    public unsafe struct Members
    {
        /// <summary>x</summary>
        public const int Constant = 1;
        /// <summary>x</summary>
        public static readonly string Text = null;
        /// <summary>x</summary>
        public volatile int Volatile;
        /// <summary>x</summary>
        public int* Pointer;
        /// <summary>x</summary>
        public fixed byte Buffer[8];
    }

    /// <summary>x</summary>
    public unsafe class Outer<TA>
    {
        /// <summary>x</summary>
        static Outer() { }
        /// <summary>x</summary>
        public Outer() { }
        /// <summary>x</summary>
        public Outer(int number, TA value) { }
        /// <summary>x</summary>
        ~Outer() { }

        /// <summary>x</summary>
        public void Nothing() { }
        /// <summary>x</summary>
        public void Primitives(bool a, char b, sbyte c, byte d, short e, ushort f, int g, uint h, long i, ulong j, float k, double l, decimal m, string n, object o, IntPtr p, UIntPtr q) { }
        /// <summary>x</summary>
        public void ByRef(ref int a, out TA b, ref List<TA> c) { b = default(TA); }
        /// <summary>x</summary>
        public void Arrays(int[] a, int[,] b, int[,,] c, int[][] d, int[,][] e, int[][,] f, TA[] g, List<TA[]>[] h) { }
        /// <summary>x</summary>
        public void Pointers(int* a, void* b, int** c, char*[] d, ref int* e) { }
        /// <summary>x</summary>
        public void Params(string format, params object[] items) { }
        /// <summary>x</summary>
        public void Nullable(int? a, DateTime? b, List<int?> c) { }
        /// <summary>x</summary>
        public void Dynamic(dynamic a, List<dynamic> b) { }
        /// <summary>x</summary>
        public TB Generic<TB>(TA a, TB b) { return b; }
        /// <summary>x</summary>
        public void Generic<TB, TC>(TB[] a, Dictionary<TC, List<TA>> b, ref TC c, TB[,] d) where TB : struct { }
        /// <summary>x</summary>
        public static void Generic<TB>(Inner<TB>.Deep<TB, TA> a, Outer<TB>.Inner<TA> b, Outer<int>.Simple c, Inner<TA> d) { }
        /// <summary>x</summary>
        public void Uses(Simple a, Outer<string>.Inner<int>.Deep<TA, TA[]> b, Convert<int, string> c) { }

        /// <summary>x</summary>
        public int Property { get; set; }
        /// <summary>x</summary>
        public static TA Shared { get; private set; }
        /// <summary>x</summary>
        public TA this[int index] { get { return default(TA); } set { } }
        /// <summary>x</summary>
        public int this[string name, params TA[] items] { get { return 0; } }
        /// <summary>x</summary>
        public event EventHandler<EventArgs> Happened;
        /// <summary>x</summary>
        public event Convert<TA, int> Custom { add { } remove { } }

        /// <summary>x</summary>
        public static Outer<TA> operator +(Outer<TA> a, Outer<TA> b) { return a; }
        /// <summary>x</summary>
        public static Outer<TA> operator -(Outer<TA> a) { return a; }
        /// <summary>x</summary>
        public static Outer<TA> operator ++(Outer<TA> a) { return a; }
        /// <summary>x</summary>
        public static bool operator true(Outer<TA> a) { return true; }
        /// <summary>x</summary>
        public static bool operator false(Outer<TA> a) { return false; }
        /// <summary>x</summary>
        public static bool operator ==(Outer<TA> a, Outer<TA> b) { return true; }
        /// <summary>x</summary>
        public static bool operator !=(Outer<TA> a, Outer<TA> b) { return false; }
        /// <summary>x</summary>
        public static Outer<TA> operator <<(Outer<TA> a, int b) { return a; }
        /// <summary>x</summary>
        public static implicit operator int(Outer<TA> a) { return 0; }
        /// <summary>x</summary>
        public static implicit operator TA[](Outer<TA> a) { return null; }
        /// <summary>x</summary>
        public static explicit operator Outer<TA>(string a) { return null; }
        /// <summary>x</summary>
        public static explicit operator List<TA>(Outer<TA> a) { return null; }
        /// <summary>x</summary>
        public override bool Equals(object other) { return true; }
        /// <summary>x</summary>
        public override int GetHashCode() { return 0; }

        /// <summary>x</summary>
        public class Simple
        {
            /// <summary>x</summary>
            public TA Value;
        }

        /// <summary>x</summary>
        public class Inner<TB>
        {
            /// <summary>x</summary>
            public Dictionary<TA, TB> Map;
            /// <summary>x</summary>
            public void Mix<TC>(TA a, TB b, TC c) { }

            /// <summary>x</summary>
            public class Deep<TC, TD>
            {
                /// <summary>x</summary>
                public void All<TE>(TA a, TB b, TC c, TD d, TE e, List<Deep<TD, TC>> f) { }
            }
        }
    }

    /// <summary>x</summary>
    public static class Extensions
    {
        /// <summary>x</summary>
        public static T First<T>(this IEnumerable<T> items) where T : class { return null; }
    }

    internal class Hidden
    {
        /// <summary>x</summary>
        protected internal int Number;
        /// <summary>x</summary>
        private sealed class Nested<T>
        {
            /// <summary>x</summary>
            internal T Value;
        }
    }
}
