//! refs: none
// The signatures of the package that the fixtures of caches use.
using System;

namespace Microsoft.Extensions.Caching.Memory
{
    public interface ICacheEntry : IDisposable
    {
        object Key { get; }
        object Value { get; set; }
    }

    public interface IMemoryCache : IDisposable
    {
        ICacheEntry CreateEntry(object key);
        void Remove(object key);
        bool TryGetValue(object key, out object value);
    }

    public class MemoryCacheOptions
    {
    }

    public class MemoryCache : IMemoryCache
    {
        public MemoryCache(MemoryCacheOptions options) { }
        public ICacheEntry CreateEntry(object key) { return null; }
        public void Remove(object key) { }
        public bool TryGetValue(object key, out object value) { value = null; return false; }
        public void Dispose() { }
    }

    public static class CacheExtensions
    {
        public static TItem Get<TItem>(this IMemoryCache cache, object key) { return default(TItem); }
        public static bool TryGetValue<TItem>(this IMemoryCache cache, object key, out TItem value) { value = default(TItem); return false; }
        public static TItem Set<TItem>(this IMemoryCache cache, object key, TItem value) { return value; }
        public static TItem Set<TItem>(this IMemoryCache cache, object key, TItem value, TimeSpan expires) { return value; }
        public static TItem GetOrCreate<TItem>(this IMemoryCache cache, object key, Func<ICacheEntry, TItem> factory) { return factory(null); }
    }
}
