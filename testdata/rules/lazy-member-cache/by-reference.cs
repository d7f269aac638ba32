//! build: all
// S14: `Ensure(ref f)`: the question and the store stand in the method that gets the address.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.ByReference
{
    public static class Lazily
    {
        public static T Ensure<T>(ref T value)
            where T : class, new()
        {
            return value ?? (value = new T());
        }

        public static void Forward(ref List<string> value, int capacity)
        {
            Make(ref value, capacity);
        }

        private static void Make(ref List<string> value, int capacity)
        {
            if (value == null)
            {
                value = new List<string>(capacity);
            }
        }
    }

    public class EnsurePlugin : IPlugin
    {
        private List<string> _made;
        private List<string> _ensured;
        private List<string> _forwarded;
        private string _text;
        private List<string> _set;
        private List<string> _reset;
        private List<string> _some;
        private object _service;
        private int _number;
        private int? _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            Make(ref _made); //~ lazy-member-cache target=F:Acme.ByReference.EnsurePlugin._made
            Lazily.Ensure(ref _ensured); //~ lazy-member-cache target=F:Acme.ByReference.EnsurePlugin._ensured
            Lazily.Forward(ref _forwarded, 4); //~ lazy-member-cache target=F:Acme.ByReference.EnsurePlugin._forwarded
            Text(ref _text); //~ lazy-member-cache target=F:Acme.ByReference.EnsurePlugin._text
            Count(ref _count); //~ lazy-member-cache target=F:Acme.ByReference.EnsurePlugin._count
            Set(ref _set); //~ stateful-plugin //= lazy-member-cache
            Reset(ref _reset); //~ stateful-plugin //= lazy-member-cache
            Some(ref _some, serviceProvider != null); //~ stateful-plugin //= lazy-member-cache
            Of(ref _service, serviceProvider); //~ stateful-plugin //= lazy-member-cache
            Number(ref _number); //~ stateful-plugin //= lazy-member-cache
        }

        private static void Make(ref List<string> value)
        {
            if (value == null)
            {
                value = new List<string>();
            }
        }

        private static void Text(ref string value)
        {
            if (string.IsNullOrEmpty(value))
            {
                value = "a";
            }
        }

        private static void Count(ref int? value)
        {
            if (value == null)
            {
                value = 3;
            }
        }

        private static void Set(ref List<string> value)
        {
            value = new List<string>();
        }

        // The first is asked for, the second is not.
        private static void Reset(ref List<string> value)
        {
            if (value == null)
            {
                value = new List<string>();
            }
            value = new List<string>();
        }

        private static void Some(ref List<string> value, bool wanted)
        {
            if (wanted)
            {
                value = new List<string>();
            }
        }

        private static void Of(ref object value, IServiceProvider serviceProvider)
        {
            if (value == null)
            {
                value = serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            }
        }

        private static void Number(ref int value)
        {
            if (value == 0)
            {
                value = 1;
            }
        }
    }
}
