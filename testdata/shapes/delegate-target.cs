//! build: all net40
// A query is not the object that its delegate is bound to: `foreach` disposes the query. What gets the object for its own can dispose it.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Queries
{
    public class QueryPlugin : IPlugin, IDisposable
    {
        private readonly List<string> _names = new List<string>();
        private string _name;

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (var name in _names.Where(name => name != _name))
            {
                name.Trim();
            }
        }

        public void Dispose()
        {
            _name = null; //= stateful-plugin
        }
    }

    public class HandedPlugin : IPlugin, IComponent
    {
        private string _name;

        event EventHandler IComponent.Disposed
        {
            add { }
            remove { }
        }

        ISite IComponent.Site
        {
            get { return null; }
            set { }
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Func<bool> test = () => _name == null;
            test();
            new Container().Add(this);
        }

        public void Dispose()
        {
            _name = null; //~ stateful-plugin target=F:Fabrikam.Queries.HandedPlugin._name
        }
    }
}
