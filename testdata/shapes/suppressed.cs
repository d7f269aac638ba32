//! define: CODE_ANALYSIS
//! build: all
// What an attribute in the code suppresses. The rules report all of it: what is suppressed is marked later.
using System;
using System.Collections.Generic;
using System.Diagnostics.CodeAnalysis;
using System.Linq;
using Microsoft.Xrm.Sdk;

[assembly: SuppressMessage("ilvet", "static-state", Scope = "member", Target = "~F:Acme.Suppressed.Elsewhere.s_calls", Justification = "counts, and nothing else")]
[assembly: SuppressMessage("Design", "stateful-plugin", Scope = "type", Target = "~T:Acme.Suppressed.ByTarget")]
[assembly: SuppressMessage("ilvet", "stateful-plugn", Scope = "type", Target = "~T:Acme.Suppressed.Elsewhere")]
[assembly: SuppressMessage("Performance", "CA1822:MarkMembersAsStatic")]
[assembly: SuppressMessage("ilvet", "thread-sleep", Scope = "member", Target = "~M:Acme.Suppressed.Elsewhere.Gone")]

namespace System.Diagnostics.CodeAnalysis
{
    // The framework has it from .NET 5 on; projects bring their own.
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    internal sealed class UnconditionalSuppressMessageAttribute : Attribute
    {
        public UnconditionalSuppressMessageAttribute(string category, string checkId)
        {
            Category = category;
            CheckId = checkId;
        }

        public string Category { get; private set; }

        public string CheckId { get; private set; }

        public string Justification { get; set; }

        public string Scope { get; set; }

        public string Target { get; set; }
    }
}

namespace Acme.Suppressed
{
    [SuppressMessage("ilvet", "stateful-plugin:fields", Justification = "one node, one user")]
    public class OnType : IPlugin
    {
        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++; //~ stateful-plugin
            new Inner().Run(this);
        }

        public class Inner
        {
            public void Run(OnType plugin)
            {
                plugin._calls = 0; //~ stateful-plugin
            }
        }
    }

    public class OnMembers : IPlugin
    {
        [UnconditionalSuppressMessage("ilvet", "*", Justification = "a field of no interest")]
        private int _field;

        private int _other;

        [SuppressMessage("il", "il-avoid-lock-plugin", Justification = "by the other name")]
        [SuppressMessage("ilvet", "stateful-plugin", Justification = "all of this method, lambdas too")]
        public void Execute(IServiceProvider serviceProvider)
        {
            _other = 1; //~ stateful-plugin
            var numbers = new List<int> { 1, 2 };
            numbers.ForEach(number => _other += number); //~ stateful-plugin
            Total = numbers.Sum();
            Help();
        }

        [SuppressMessage("ilvet", "stateful-plugin", Justification = "of a property")]
        public int Total
        {
            get { return _other; }
            set { _other = value; } //~ stateful-plugin
        }

        private void Help()
        {
            _field = 2; //~ stateful-plugin
            _other = 3; //~ stateful-plugin
        }
    }

    public class ByTarget : IPlugin
    {
        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            _calls++; //~ stateful-plugin
        }
    }

    public class Elsewhere : IPlugin
    {
        private static int s_calls;

        private int _calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            s_calls++; //~ static-state
            _calls++; //~ stateful-plugin
        }
    }
}
