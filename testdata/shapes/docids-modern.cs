//! build: release roslyn34-release
//! api: 4.7.2
//! doc: yes
//! refs: none
//! unsafe: yes
// Documentation-comment ids of newer members: tuples, `in`, ref returns, modreq on virtual `in`, ref structs, private protected.
using System;
using System.Collections.Generic;

namespace Fabrikam.Ids.Modern
{
    /// <summary>x</summary>
    public readonly ref struct Window
    {
        /// <summary>x</summary>
        public ref int At(int index, int[] items) { return ref items[index]; }
    }

    /// <summary>x</summary>
    public class Newer<T> where T : unmanaged
    {
        /// <summary>x</summary>
        public (int Left, string Right) Tuple((int, int)[] a, List<(T First, T Second)> b) { return default; }
        /// <summary>x</summary>
        public virtual void In(in int a, in T b, ref T c) { }
        /// <summary>x</summary>
        public virtual ref readonly int Ref(in DateTime a) { throw new NotSupportedException(); }
        /// <summary>x</summary>
        private protected int Half;
        /// <summary>x</summary>
        public static bool operator ==(Newer<T> a, in DateTime b) { return true; }
        /// <summary>x</summary>
        public static bool operator !=(Newer<T> a, in DateTime b) { return false; }
        /// <summary>x</summary>
        public override bool Equals(object other) { return true; }
        /// <summary>x</summary>
        public override int GetHashCode() { return 0; }
        /// <summary>x</summary>
        public ref int this[in int index] { get { throw new NotSupportedException(); } }
        /// <summary>x</summary>
        public unsafe T* Pointer(T* a, T** b) { return a; }
    }
}
