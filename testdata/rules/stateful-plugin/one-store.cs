//! build: all
// One store instruction, one finding: the worst of what it can be.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.OneStore
{
    public class SelfOrHeldPlugin : IPlugin
    {
        private readonly SelfOrHeldPlugin _other;
        private int _number;

        public SelfOrHeldPlugin()
        {
        }

        public SelfOrHeldPlugin(string configuration)
        {
            _other = new SelfOrHeldPlugin();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            SelfOrHeldPlugin target = serviceProvider == null ? this : _other;
            target._number = 1; //~ stateful-plugin confidence=medium //= shared-object-mutation
        }
    }

    public class InstancePlugin : IPlugin
    {
        private static InstancePlugin s_instance;
        private int _number;

        public InstancePlugin()
        {
            s_instance = this;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            s_instance._number = 1; //~ stateful-plugin //= static-state
        }
    }

    public class LazyPlugin : IPlugin
    {
        private object _first;

        private void Initialise(object value)
        {
            if (_first == null)
            {
                _first = value; //~ stateful-plugin //= lazy-member-cache
            }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Initialise(serviceProvider);
            Initialise(this);
        }
    }

    public class TwoListsPlugin : IPlugin
    {
        private static readonly List<int> s_numbers = new List<int>();
        private readonly List<int> _numbers = new List<int>();

        private static void Add(List<int> numbers)
        {
            numbers.Add(1); //~ shared-object-mutation //= static-state
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Add(_numbers);
            Add(s_numbers);
        }
    }

    public class StaticListPlugin : IPlugin
    {
        private static readonly List<int> s_numbers = new List<int>();

        public void Execute(IServiceProvider serviceProvider)
        {
            s_numbers.Add(1); //~ static-state //= shared-object-mutation
        }
    }
}
