//! build: all
// Structs in statics: one that is set once, around an array without elements, holds nothing that can be changed.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Structs
{
    public class Thing
    {
        public int Number;
    }

    public struct Rows<T>
    {
        private static readonly Rows<T> s_empty = new Rows<T>(new T[0]);
        private readonly T[] _items;

        private Rows(T[] items)
        {
            _items = items;
        }

        public static Rows<T> Empty
        {
            get { return s_empty; }
        }

        public Rows<T> Add(T item)
        {
            var items = new T[_items.Length + 1];
            Array.Copy(_items, items, _items.Length);
            items[items.Length - 1] = item;
            return new Rows<T>(items);
        }

        public T[] ToArray()
        {
            return _items;
        }
    }

    public struct Filled
    {
        public static readonly Filled First = new Filled(new Thing[4]);
        public static Filled Last = new Filled(new Thing[0]);
        public readonly Thing[] Items;

        private Filled(Thing[] items)
        {
            Items = items;
        }
    }

    public class Registry
    {
        public Rows<Thing> All = Rows<Thing>.Empty;

        public void Add(Thing thing)
        {
            All = All.Add(thing);
        }
    }

    public class RowsPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var rows = Rows<Thing>.Empty;
            rows = rows.Add(new Thing());
            foreach (var thing in rows.ToArray())
            {
                thing.Number = 1; //= static-state
            }
            var registry = new Registry();
            registry.Add(new Thing());
            foreach (var thing in registry.All.ToArray())
            {
                thing.Number = 1; //= static-state
            }
            Filled.First.Items[0].Number = 1; //~ static-state
            Filled.First.Items[1] = null; //~ static-state
            foreach (var thing in Filled.Last.Items)
            {
                thing.Number = 1; //~ static-state
            }
        }
    }

    public struct Part
    {
        public int Number;
        public List<int> Items;
    }

    public class CopyPlugin : IPlugin
    {
        private static Part s_part = new Part();

        public void Execute(IServiceProvider serviceProvider)
        {
            var copy = s_part;
            copy.Number = 1; //= static-state
            copy.Items = new List<int>();
            copy.Items.Add(1); //= static-state
            var same = s_part;
            same.Number = 2;
            if (same.Items != null)
            {
                same.Items.Add(2); //~ static-state
            }
        }
    }
}
