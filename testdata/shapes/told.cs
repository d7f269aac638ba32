//! build: release
//! api: 4.7.2
//! refs: none
//! unsafe: yes
// What only attributes tell of types: `dynamic`, names of tuple elements, what may be null, `nint`, `in`, `required`, `scoped`, `params` of any collection.
using System;
using System.Collections.Generic;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

// Later compilers write these; here a person does.
namespace System.Runtime.CompilerServices
{
    internal sealed class RequiredMemberAttribute : Attribute { }
    internal sealed class ScopedRefAttribute : Attribute { }
    internal sealed class ParamCollectionAttribute : Attribute { }
    internal sealed class RequiresLocationAttribute : Attribute { }
    internal static class IsExternalInit { }
}

namespace Fabrikam.Told
{
#nullable enable
    public interface IPair<out T> { T First { get; } }

    public class Outer<T> { public class Inner<U> { } public struct Held { } }

    public class Null : Dictionary<string, object?>, IPair<string?[]>, IEquatable<(int count, string? name)>
    {
        public string Sure = "";
        public string? Maybe;
        public string?[]?[,]? Arrays;
        public Outer<string?>.Inner<string>? Nested;
        public Outer<string?>.Held? HeldMaybe;
        private string? _hidden;
        public string?[] First => Array.Empty<string?>();
        public event EventHandler? Changed { add { } remove { } }
        public string? this[string key, string? other] { get => _hidden; set => _hidden = value; }
        public string? Set { protected get; init; }
        public ref string? Reference() => ref _hidden;
        public ref readonly string Never() => ref Sure;
        public bool Equals((int count, string? name) other) => false;
        public T Generic<T>(T one, T? other, List<T?> all) => one;
        public void Structs<T>(T one, T? other, (string?, int, T?)? both, DateTime[] days, DateTime? day, KeyValuePair<string?, int>[]? pairs) where T : struct { }
        public static implicit operator string?(Null it) => null;
        public void Optional(string? text = null, int[]? numbers = default) { }
    }

    public class Arguments<TAny, TSome, TClass, TMaybe, TFace, TFaceMaybe, TPlain>
        where TSome : notnull where TClass : class where TMaybe : class? where TFace : IPair<string?> where TFaceMaybe : IPair<string>? where TPlain : unmanaged
    {
        public void Method<T, U>(T one, U? other) where T : notnull, IDisposable where U : class, TAny { }
    }

    public delegate string? Asks<in T>(T what, string? how) where T : notnull;

    public class Tuples
    {
        public (int count, string? name) Pair;
        public (int, int) Unnamed;
        public (int count, string) Half;
        public ((int a, int b) left, List<(int x, int)> right)[] Deep = null!;
        public (int a, string? b, dynamic c, object d, int e, int f, int g, dynamic? h, (int x, int y) i) Long;
        public void Take(in (int a, int b) one, out (dynamic x, object y)? two, ValueTuple<int> three) { two = null; }
        public delegate (int sum, int rest) Split((int left, int right) of);
        public class Based : List<(int key, dynamic value)> { }
    }

    public unsafe class Dynamic
    {
        public dynamic? Field;
        public Dictionary<dynamic, List<object>?>[] Mixed = null!;
        public void By(in dynamic one, ref List<dynamic?[]>? two, out dynamic[]?[,] three) { three = null!; }
        public void Native(nint a, List<nint?> b, IntPtr c, Dictionary<IntPtr, UIntPtr[]> d, Dictionary<IntPtr, nuint[]> e) { }
        public void Pointers(int*[]? a, delegate*<string, string?> b, int** c, delegate*<in nint, ref string?, void>[] d) { }
    }

    public ref struct Passed
    {
        [RequiredMember] public string Must;
        [RequiredMember] public int Also { get; init; }
        public void How([ScopedRef] ref int one, [In] ref Guid two, in Guid three, [RequiresLocation] in int four, [ParamCollection] List<string> five) { }
        public readonly int Reads() => 0;
    }

    [Flags] public enum Kinds { None, First = 1, Second = 2, Both = 3, Third = 4 }
    public enum Plain : sbyte { Low = -5, One = 1, Two = 2 }
    [AttributeUsage(AttributeTargets.Class | AttributeTargets.Method)]
    public sealed class KindAttribute : Attribute { public KindAttribute(Kinds kinds) { } public Plain Other; public object? Any; }
    [Kind(Kinds.First | Kinds.Third, Other = (Plain)3, Any = Kinds.Second)]
    public class Kinded
    {
        [Kind(Kinds.Both, Other = Plain.Low)] public void One(Kinds kinds = Kinds.First | Kinds.Third, Plain plain = (Plain)(-1), DayOfWeek day = DayOfWeek.Friday) { }
        [Kind((Kinds)64, Other = (Plain)(-1))] public void Other(Kinds kinds = Kinds.Both, Kinds? none = null, Kinds? some = Kinds.None) { }
    }

    internal class Hidden { internal string? Inner; private string? _own; public override string? ToString() => _own; }
#nullable disable
    public class Oblivious { public string Text; public T Generic<T>(T one) where T : class => one; public (int a, string b) Pair; }
}
