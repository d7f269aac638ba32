//! refs: Microsoft.Xrm.Sdk
// The same library pasted in under a namespace that nobody knows: own code, and reported where it is.
using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Fabrikam.Text;

namespace Fabrikam.Text
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
            s_written++; //~ static-state
            StringBuilder buffer = s_buffer.Value;
            buffer.Length = 0;
            buffer.Append(NameOf(value.GetType()));
            StartCleaner();
            return buffer.ToString();
        }

        public static string NameOf(Type type)
        {
            lock (s_names) //~ static-lock severity=medium
            {
                string name;
                if (!s_names.TryGetValue(type, out name))
                {
                    name = type.Name;
                    s_names[type] = name; //~ static-state
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
            Thread.Sleep(10); //~ thread-sleep severity=medium
        }

        private static void StartCleaner()
        {
            if (s_cleaner == null)
            {
                s_cleaner = new Timer(state => Clear(), null, 60000, 60000); //~ parallel-execution severity=high, static-state
            }
        }

        private static void Clear()
        {
            lock (s_names) //~ static-lock severity=medium
            {
                s_names.Clear(); //~ static-state
            }
        }
    }

    /// The timer is made when the type is first touched.
    public static class Clock
    {
        private static readonly Timer s_tick = new Timer(state => Tick(), null, 1000, 1000); //~ parallel-execution severity=low

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
            _written++; //~ shared-object-mutation
        }
    }
}

namespace Fabrikam.Orders
{
    internal sealed class UpperCase : Fabrikam.Text.Converter
    {
        public override string Write(string text)
        {
            Count();
            return text.ToUpperInvariant();
        }
    }

    // Own code again, behind the dependency: reported where it is, and not quite certain.
    internal sealed class Patient : Fabrikam.Text.Converter
    {
        public override string Write(string text)
        {
            Thread.Sleep(20); //~ thread-sleep severity=medium
            return text;
        }
    }

    internal static class Texts
    {
        // One call that enters the dependency, whichever plug-in comes along.
        public static string Of(object value)
        {
            return Serializer.Serialize(value);
        }
    }

    public class OrderPlugin : IPlugin
    {
        private readonly Fabrikam.Text.Converter _converter = new UpperCase();

        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Texts.Of(serviceProvider);
            // Another call into the same code is another finding.
            text += Serializer.Serialize(text);
            // Nothing that is started, and nothing that the caller could change: the lock and the cache are the library's own business.
            text += Serializer.NameOf(typeof(OrderPlugin));
            // What the plug-in holds is changed in the dependency.
            text += Serializer.Convert(_converter, text);
            GC.KeepAlive(text);
        }
    }

    public class InvoicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Texts.Of(serviceProvider);
            // The type's initialiser starts a timer: once, so it weighs less.
            int ticks = Clock.Ticks();
            // Two targets, one call.
            Fabrikam.Text.Converter converter = ticks > 5 ? (Fabrikam.Text.Converter)new UpperCase() : new Patient();
            text += Serializer.Convert(converter, text);
            text += Serializer.Retry(converter, text);
            // Handed in from here and run there: still own code.
            Serializer.Each(new[] { text }, item => Thread.Sleep(5)); //~ thread-sleep severity=medium confidence=high
        }
    }
}
