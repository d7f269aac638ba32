//! build: all
// S12, S21: what makes the value of a static `Lazy` runs once, while all others wait, as a static constructor does.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Lazily
{
    public class ConfiguredPlugin : IPlugin
    {
        private static readonly Dictionary<string, string> Names = new Dictionary<string, string>();

        private static string s_text;

        private static readonly Lazy<bool> Loaded = new Lazy<bool>(() =>
        {
            s_text = "x"; //= static-state
            Names["a"] = "x"; //= static-state
            Fill();
            return true;
        });

        private static readonly Lazy<bool> Locked = new Lazy<bool>(
            () =>
            {
                s_text = "y"; //= static-state
                return true;
            },
            true);

        private static readonly Lazy<bool> Published = new Lazy<bool>(
            () =>
            {
                s_text = "z"; //= static-state
                return true;
            },
            LazyThreadSafetyMode.ExecutionAndPublication);

        public void Execute(IServiceProvider serviceProvider)
        {
            if (Loaded.Value && Locked.Value && Published.Value)
            {
                GC.KeepAlive(s_text + Names.Count);
            }
        }

        private static void Fill()
        {
            Names.Add("b", "y"); //= static-state
        }
    }

    // Several threads run these at a time.
    public class HastyPlugin : IPlugin
    {
        private static string s_text;

        private static readonly Lazy<bool> Open = new Lazy<bool>(
            () =>
            {
                s_text = "x"; //~ static-state severity=low
                return true;
            },
            false);

        private static readonly Lazy<bool> Racing = new Lazy<bool>(
            () =>
            {
                s_text = "y"; //~ static-state severity=low
                return true;
            },
            LazyThreadSafetyMode.PublicationOnly);

        public void Execute(IServiceProvider serviceProvider)
        {
            if (Open.Value && Racing.Value)
            {
                GC.KeepAlive(s_text);
            }
        }
    }

    // Once for each object of the plug-in; and in each call too.
    public class OwnPlugin : IPlugin
    {
        private static string s_text;

        private static int s_count;

        private readonly Lazy<bool> _loaded = new Lazy<bool>(() =>
        {
            s_text = "x"; //~ static-state severity=low
            return true;
        });

        private static readonly Lazy<bool> Counted = new Lazy<bool>(() =>
        {
            Count();
            return true;
        });

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_loaded.Value && Counted.Value)
            {
                Count();
                GC.KeepAlive(s_text);
            }
        }

        private static void Count()
        {
            s_count++; //~ static-state severity=low
        }
    }

    // It runs for one caller, and what it keeps of that one serves all.
    public class AmbientPlugin : IPlugin
    {
        [ThreadStatic]
        private static IOrganizationService t_service;

        private static IOrganizationService s_service;

        private static string s_name;

        private static readonly Lazy<bool> Loaded = new Lazy<bool>(() =>
        {
            s_service = t_service; //~ service-in-static severity=high confidence=high
            s_name = "x"; //= static-state
            return true;
        });

        public void Execute(IServiceProvider serviceProvider)
        {
            t_service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            GC.KeepAlive(Loaded.Value + s_name);
        }
    }

    // Fields of the plug-in are no statics.
    public class LastPlugin : IPlugin
    {
        private static LastPlugin s_last;

        private readonly List<string> _names = new List<string>();

        private int _count;

        private static readonly Lazy<bool> Loaded = new Lazy<bool>(() =>
        {
            s_last._count = 3; //~ stateful-plugin severity=high
            s_last._names.Add("a"); //~ shared-object-mutation severity=medium
            return true;
        });

        public void Execute(IServiceProvider serviceProvider)
        {
            s_last = this; //~ static-state severity=low
            GC.KeepAlive(Loaded.Value);
        }
    }

    // Who reads what another class holds does not ask the `Lazy` first.
    public static class Shared
    {
        public static readonly Dictionary<string, int> Counts = new Dictionary<string, int>();

        public static int Number;
    }

    public class ElsewherePlugin : IPlugin
    {
        private static int s_number;

        private static readonly Lazy<bool> Loaded = new Lazy<bool>(() =>
        {
            Shared.Counts["x"] = 1; //~ static-state severity=low
            Shared.Number = 1; //~ static-state severity=low
            s_number = 1; //= static-state
            return true;
        });

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(Shared.Counts.Count + Shared.Number + s_number);
            GC.KeepAlive(Loaded.Value);
        }
    }

    // Of two that have one method, each runs it.
    public class SharingPlugin : IPlugin
    {
        private static string s_text;

        private static string s_other;

        private static readonly Func<bool> Load = () =>
        {
            s_text = "x"; //~ static-state severity=low
            return true;
        };

        private static readonly Func<bool> LoadOther = () =>
        {
            s_other = "x"; //= static-state
            return true;
        };

        private static readonly Lazy<bool> Calm = new Lazy<bool>(Load);

        private static readonly Lazy<bool> Racing = new Lazy<bool>(Load, LazyThreadSafetyMode.PublicationOnly);

        private static readonly Lazy<bool> Other = new Lazy<bool>(LoadOther);

        public void Execute(IServiceProvider serviceProvider)
        {
            Lazy<bool> one = serviceProvider.GetHashCode() == 3 ? Calm : Racing;
            GC.KeepAlive(one.Value);
            GC.KeepAlive(Other.Value + s_text + s_other);
        }
    }

    public class ReversedPlugin : IPlugin
    {
        private static string s_text;

        private static readonly Func<bool> Load = () =>
        {
            s_text = "x"; //~ static-state severity=low
            return true;
        };

        private static readonly Lazy<bool> Racing = new Lazy<bool>(Load, LazyThreadSafetyMode.PublicationOnly);

        private static readonly Lazy<bool> Calm = new Lazy<bool>(Load);

        public void Execute(IServiceProvider serviceProvider)
        {
            Lazy<bool> one = serviceProvider.GetHashCode() == 3 ? Calm : Racing;
            GC.KeepAlive(one.Value + s_text);
        }
    }

    // Neither waits for the other.
    public class TwicePlugin : IPlugin
    {
        private static string s_text;

        private static readonly Func<bool> Load = () =>
        {
            s_text = "x"; //~ static-state severity=low
            return true;
        };

        private static readonly Lazy<bool> First = new Lazy<bool>(Load);

        private static readonly Lazy<bool> Second = new Lazy<bool>(Load);

        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(First.Value);
            GC.KeepAlive(Second.Value + s_text);
        }
    }
}
