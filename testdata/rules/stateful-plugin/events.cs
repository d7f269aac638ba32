//! build: all net40
// S07: handlers accumulate on the shared instance. The finding stands at the `+=`, the compiler writes the accessor.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.Contacts
{
    public class Feed
    {
        public event EventHandler Changed;

        public void Raise()
        {
            if (Changed != null)
            {
                Changed(this, EventArgs.Empty);
            }
        }
    }

    public class ContactSync : IPlugin
    {
        private EventHandler _custom;

        public event EventHandler Changed;

        public event EventHandler Custom
        {
            add { _custom += value; } //~ stateful-plugin target=F:Acme.Contacts.ContactSync._custom
            remove { }
        }

        public ContactSync()
        {
            Changed += OnChanged; //= stateful-plugin
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Changed += OnChanged; //~ stateful-plugin severity=high
            Custom += OnChanged; //= stateful-plugin
            var feed = new Feed();
            feed.Changed += OnChanged; //= stateful-plugin
            feed.Raise();
            Changed(this, EventArgs.Empty);
        }

        private void OnChanged(object sender, EventArgs e)
        {
        }
    }
}
