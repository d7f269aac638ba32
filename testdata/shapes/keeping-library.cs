//! library
//! build: all
//! refs: none
// A library that knows nothing of the platform and keeps what it gets.
using System;
using System.Collections.Generic;

namespace Keeping
{
    public class Holder<T>
    {
        private readonly List<T> _all = new List<T>();
        private T _last;
        private int _indent;
        private string _text;
        private EventHandler _changed;

        public T Auto { get; set; }

        public int Indent
        {
            get { return _indent; }
            set { _indent = value; }
        }

        public string Text
        {
            get { return _text ?? (_text = "a"); }
        }

        public event EventHandler Changed
        {
            add { _changed += value; }
            remove { _changed -= value; }
        }

        public void Push(T item)
        {
            _all.Add(item);
            _last = item;
        }

        public string Write(string text)
        {
            _text = text;
            Indent = text.Length;
            return text + _indent + _last;
        }
    }

    public static class Global
    {
        private static object s_current;
        private static int s_depth;
        private static int s_calls;

        public static int Depth
        {
            get { return s_depth; }
            set { s_depth = value; }
        }

        public static void Keep(object item)
        {
            s_current = item;
        }

        public static void Hand(object item)
        {
            Set(item);
        }

        public static void Count()
        {
            s_calls++;
            GC.KeepAlive(s_current);
        }

        private static void Set(object item)
        {
            s_current = item;
        }
    }
}
