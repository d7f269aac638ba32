//! build: release
//! api: 4.7.2
//! doc: yes
//! refs: none
//! unsafe: yes
// Documentation-comment ids that only C# 9 and 10 write: function pointers, records, init accessors, native integers.
namespace System.Runtime.CompilerServices
{
    internal static class IsExternalInit
    {
    }
}

namespace Fabrikam.Ids.Functions
{
    /// <summary>x</summary>
    /// <param name="Name">x</param>
    /// <param name="Size">x</param>
    public record Person(string Name, nint Size)
    {
        /// <summary>x</summary>
        public int Age { get; init; }
    }

    /// <summary>x</summary>
    public unsafe class Calls
    {
        /// <summary>x</summary>
        public delegate*<int, void> Field;
        /// <summary>x</summary>
        public void Take(delegate*<int, string> a, delegate* unmanaged[Cdecl]<ref int, void> b, nuint c) { }
    }
}
