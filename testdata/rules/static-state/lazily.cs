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
}
