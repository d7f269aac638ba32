// An automatic property that gets its value on first use is a field that does; so is one behind a property that only reads it.
using System;
using System.Collections.Generic;
using System.Text.RegularExpressions;
using Microsoft.Xrm.Sdk;

namespace Acme.Properties
{
    public class PatternPlugin : IPlugin
    {
        private readonly object _gate = new object();
        private string _read;

        private Regex Pattern { get; set; }

        private List<string> Names { get; set; }

        private List<string> Locked { get; set; }

        private Regex Made { get; set; }

        private IOrganizationService Service { get; set; }

        private Regex Other { get; set; }

        private Regex Second { get; set; }

        private string Read
        {
            get { return _read; }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            if (Pattern == null)
            {
                Pattern = new Regex("a"); //~ lazy-member-cache severity=low target=P:Acme.Properties.PatternPlugin.Pattern
            }
            Names = Names ?? new List<string>(); //~ lazy-member-cache severity=low
            if (Locked == null)
            {
                lock (_gate) //~ static-lock
                {
                    if (Locked == null)
                    {
                        Locked = new List<string>(); //~ lazy-member-cache severity=low
                    }
                }
            }
            if (Made == null)
            {
                Made = Make(); //~ lazy-member-cache severity=low
            }
            if (Read == null)
            {
                _read = "a"; //~ lazy-member-cache severity=low
            }
            if (Service == null)
            {
                Service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService)); //~ stateful-plugin severity=high
            }
            if (Other == null)
            {
                Second = new Regex("b"); //~ stateful-plugin severity=high
            }
            if (Other != null)
            {
                Other = new Regex("c"); //~ stateful-plugin severity=high
            }
            var mine = new Holder();
            if (mine.Pattern == null)
            {
                mine.Pattern = new Regex("a"); //= lazy-member-cache
            }
        }

        private static Regex Make()
        {
            return new Regex("d");
        }

        private sealed class Holder
        {
            public Regex Pattern { get; set; }
        }
    }
}
