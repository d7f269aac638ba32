//! build: all net40
// S15, S16, S17, S18: whose field is it? Constructors may write; objects made in the call are the call's own.
using System;
using Microsoft.Xrm.Sdk;

namespace Contoso.Tickets
{
    public class Box
    {
        public int Value;
        public string Text { get; set; }
    }

    // S16: a handler with fields of its own, made in Execute. Its class is no plug-in.
    public class TicketHandler
    {
        private readonly IOrganizationService _service;
        private int _saved;
        private Entity _current;

        public TicketHandler(IOrganizationService service)
        {
            _service = service; //= stateful-plugin
        }

        public void Save(Entity ticket)
        {
            _current = ticket; //= stateful-plugin
            _service.Update(_current);
            _saved++; //= stateful-plugin
        }

        public int Saved { get { return _saved; } }
    }

    // S15, S16, S17
    public class TicketPlugin : IPlugin
    {
        private readonly string _prefix = "T-";
        private readonly Box _defaults;
        private int _limit;

        public TicketPlugin(string unsecure, string secure)
        {
            _defaults = new Box(); //= stateful-plugin
            _defaults.Value = 1; //= shared-object-mutation
            SetLimit(unsecure);
            Action widen = () => _limit++; //= stateful-plugin
            widen();
        }

        private void SetLimit(string unsecure)
        {
            _limit = unsecure.Length; //= stateful-plugin
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            var handler = new TicketHandler(factory.CreateOrganizationService(null));
            handler.Save(new Entity("ticket"));
            new TicketPlugin("a", "b")._limit = 1; //= stateful-plugin
            new Box().Value = handler.Saved; //= stateful-plugin
            var box = new Box { Value = 1, Text = _prefix };
            box.Value = _limit; //= stateful-plugin
            Fill(box);
        }

        private static void Fill(Box box)
        {
            box.Text = box.Text + box.Value; //= stateful-plugin
        }
    }

    // S18: a counter that is a root of its own keeps its finding; the plug-in that calls one it made does not get it.
    public class TicketCounter : IPlugin
    {
        private int _tickets;

        public void Execute(IServiceProvider serviceProvider)
        {
            _tickets++; //~ stateful-plugin target=F:Contoso.Tickets.TicketCounter._tickets
        }
    }

    public class TicketProxy : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            new TicketCounter().Execute(serviceProvider); //= stateful-plugin
        }
    }
}
