//! refs: Microsoft.Xrm.Sdk
//! problem: static-state: in a dependency
//! problem: static-lock: in a dependency
//! problem: shared-object-mutation: in a dependency
//! problem: stateful-plugin: in a dependency
// The same library merged into the plug-in's own assembly, under the namespace of a well-known one: a dependency all the same.
using System;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Newtonsoft.Json;

namespace Newtonsoft.Json
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

    /// Part of the library that writes to what it is given.
    public static class Populator
    {
        public static void Fill(Fabrikam.Orders.PopulatedPlugin plugin)
        {
            // Whose field it is is certain: reported even here.
            plugin.Last = "x"; //~ stateful-plugin severity=high confidence=medium target=F:Fabrikam.Orders.PopulatedPlugin.Last
        }

        public static void Perhaps(Fabrikam.Orders.PopulatedPlugin plugin, bool fresh)
        {
            var target = fresh ? new Fabrikam.Orders.PopulatedPlugin() : plugin;
            // It may be another object: not reported here.
            target.Perhaps = "x";
        }
    }
}

namespace Fabrikam.Orders
{
    internal sealed class UpperCase : Newtonsoft.Json.Converter
    {
        public override string Write(string text)
        {
            Count();
            return text.ToUpperInvariant();
        }
    }

    // Own code again, behind the dependency: reported where it is, and not quite certain.
    internal sealed class Patient : Newtonsoft.Json.Converter
    {
        public override string Write(string text)
        {
            Thread.Sleep(20); //~ thread-sleep severity=medium confidence=medium target=M:System.Threading.Thread.Sleep(System.Int32)
            return text;
        }
    }

    internal static class Texts
    {
        // One call that enters the dependency, whichever plug-in comes along.
        public static string Of(object value)
        {
            return Serializer.Serialize(value); //~ parallel-execution severity=medium confidence=medium target=M:Newtonsoft.Json.Serializer.Serialize(System.Object)
        }
    }

    public class OrderPlugin : IPlugin
    {
        private readonly Newtonsoft.Json.Converter _converter = new UpperCase();

        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Texts.Of(serviceProvider);
            // Another call into the same code is another finding.
            text += Serializer.Serialize(text); //~ parallel-execution severity=medium confidence=medium
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
            int ticks = Clock.Ticks(); //~ parallel-execution severity=info confidence=medium target=M:Newtonsoft.Json.Clock.Ticks
            // Two targets, one call.
            Newtonsoft.Json.Converter converter = ticks > 5 ? (Newtonsoft.Json.Converter)new UpperCase() : new Patient();
            text += Serializer.Convert(converter, text);
            text += Serializer.Retry(converter, text); //~ thread-sleep severity=low confidence=medium target=M:Newtonsoft.Json.Serializer.Retry(Newtonsoft.Json.Converter,System.String)
            // Handed in from here and run there: still own code.
            Serializer.Each(new[] { text }, item => Thread.Sleep(5)); //~ thread-sleep severity=medium confidence=high
        }
    }

    public class PopulatedPlugin : IPlugin
    {
        internal string Last;

        internal string Perhaps;

        public void Execute(IServiceProvider serviceProvider)
        {
            Newtonsoft.Json.Populator.Fill(this);
            Newtonsoft.Json.Populator.Perhaps(this, serviceProvider == null);
        }
    }
}
