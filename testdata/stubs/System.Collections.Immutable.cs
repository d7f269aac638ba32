// Stub: only the signatures that the fixtures need, with the public shape of the real assembly. No behaviour.
//! key: ms-b03
using System.Collections;
using System.Collections.Generic;

[assembly: System.Reflection.AssemblyVersion("1.2.5.0")]

namespace System.Collections.Immutable
{
    public struct ImmutableArray<T> : IEnumerable<T>
    {
        public T this[int index] { get { return default(T); } }
        public int Length { get { return 0; } }
        public ImmutableArray<T> Add(T item) { return this; }
        public Enumerator GetEnumerator() { return default(Enumerator); }
        IEnumerator<T> IEnumerable<T>.GetEnumerator() { return null; }
        IEnumerator IEnumerable.GetEnumerator() { return null; }

        public struct Enumerator
        {
            public T Current { get { return default(T); } }
            public bool MoveNext() { return false; }
        }
    }

    public static class ImmutableArray
    {
        public static ImmutableArray<T> Create<T>(params T[] items) { return default(ImmutableArray<T>); }
    }

    public sealed class ImmutableList<T> : IEnumerable<T>
    {
        public static readonly ImmutableList<T> Empty;
        public T this[int index] { get { return default(T); } }
        public int Count { get { return 0; } }
        public ImmutableList<T> Add(T value) { return this; }
        public ImmutableList<T> Clear() { return this; }
        public ImmutableList<T> RemoveAt(int index) { return this; }
        public ImmutableList<T> SetItem(int index, T value) { return this; }
        public Builder ToBuilder() { return null; }
        public IEnumerator<T> GetEnumerator() { return null; }
        IEnumerator IEnumerable.GetEnumerator() { return null; }

        public sealed class Builder : IEnumerable<T>
        {
            public T this[int index] { get { return default(T); } set { } }
            public int Count { get { return 0; } }
            public void Add(T item) { }
            public void Clear() { }
            public bool Contains(T item) { return false; }
            public bool Remove(T item) { return false; }
            public void Reverse() { }
            public ImmutableList<T> ToImmutable() { return null; }
            public IEnumerator<T> GetEnumerator() { return null; }
            IEnumerator IEnumerable.GetEnumerator() { return null; }
        }
    }

    public static class ImmutableList
    {
        public static ImmutableList<T> Create<T>(params T[] items) { return null; }
        public static ImmutableList<T>.Builder CreateBuilder<T>() { return null; }
        public static ImmutableList<T> ToImmutableList<T>(this IEnumerable<T> source) { return null; }
    }

    public sealed class ImmutableDictionary<TKey, TValue>
    {
        public static readonly ImmutableDictionary<TKey, TValue> Empty;
        public TValue this[TKey key] { get { return default(TValue); } }
        public ImmutableDictionary<TKey, TValue> Add(TKey key, TValue value) { return this; }
        public ImmutableDictionary<TKey, TValue> SetItem(TKey key, TValue value) { return this; }
        public bool TryGetValue(TKey key, out TValue value) { value = default(TValue); return false; }

        public sealed class Builder
        {
            public TValue this[TKey key] { get { return default(TValue); } set { } }
            public void Add(TKey key, TValue value) { }
            public bool Remove(TKey key) { return false; }
            public bool ContainsKey(TKey key) { return false; }
            public ImmutableDictionary<TKey, TValue> ToImmutable() { return null; }
        }
    }

    public static class ImmutableDictionary
    {
        public static ImmutableDictionary<TKey, TValue>.Builder CreateBuilder<TKey, TValue>() { return null; }
    }
}
