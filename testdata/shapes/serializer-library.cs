//! library
//! refs: none
// A dependency: a small serializer that knows nothing of the SDK.
using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;

namespace Tiny.Text
{
    /// Turns things into text. Like many of its kind it keeps what it learns in statics, behind a lock, and cleans up in the background.
    public static class Serializer
    {
        private static readonly Dictionary<Type, string> s_names = new Dictionary<Type, string>();

        private static readonly ThreadLocal<StringBuilder> s_buffer = new ThreadLocal<StringBuilder>(() => new StringBuilder());

        private static Timer s_cleaner;

        private static int s_written;

        public static string Serialize(object value)
        {
            s_written++;
            StringBuilder buffer = s_buffer.Value;
            buffer.Length = 0;
            buffer.Append(NameOf(value.GetType()));
            StartCleaner();
            return buffer.ToString();
        }

        public static string NameOf(Type type)
        {
            lock (s_names)
            {
                string name;
                if (!s_names.TryGetValue(type, out name))
                {
                    name = type.Name;
                    s_names[type] = name;
                }
                return name;
            }
        }

        public static void Each(IEnumerable<string> values, Action<string> action)
        {
            foreach (string value in values)
            {
                action(value);
            }
        }

        public static string Convert(Converter converter, string text)
        {
            return converter.Write(text);
        }

        public static string Retry(Converter converter, string text)
        {
            Pause();
            return converter.Write(text);
        }

        private static void Pause()
        {
            Thread.Sleep(10);
        }

        private static void StartCleaner()
        {
            if (s_cleaner == null)
            {
                s_cleaner = new Timer(state => Clear(), null, 60000, 60000);
            }
        }

        private static void Clear()
        {
            lock (s_names)
            {
                s_names.Clear();
            }
        }
    }

    /// The timer is made when the type is first touched.
    public static class Clock
    {
        private static readonly Timer s_tick = new Timer(state => Tick(), null, 1000, 1000);

        private static int s_ticks;

        public static int Ticks()
        {
            return s_ticks + (s_tick == null ? 1 : 0);
        }

        private static void Tick()
        {
            s_ticks++;
        }
    }

    public abstract class Converter
    {
        private int _written;

        public int Written
        {
            get { return _written; }
        }

        public abstract string Write(string text);

        protected void Count()
        {
            _written++;
        }
    }
}
