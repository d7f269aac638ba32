// S04, S05, S06: the address of the field is taken and handed on; the finding stands where it is handed on.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Invoices
{
    public struct Amount
    {
        public decimal Net;
        public int Lines;

        public void Add(decimal net)
        {
            Net += net;
            Lines++;
        }

        public decimal Gross()
        {
            return Net * 1.2m;
        }
    }

    // S04
    public class InvoiceParser : IPlugin
    {
        private int _number;
        private decimal _total;
        private string _text;
        private DateTime _due;
        private Guid _owner;

        public void Execute(IServiceProvider serviceProvider)
        {
            int.TryParse("12", out _number); //~ stateful-plugin target=F:Acme.Invoices.InvoiceParser._number
            Read(out _total); //~ stateful-plugin target=F:Acme.Invoices.InvoiceParser._total
            Extend(ref _text); //~ stateful-plugin target=F:Acme.Invoices.InvoiceParser._text
            _due = default(DateTime); //~ stateful-plugin
            _owner = new Guid(); //~ stateful-plugin
            int number;
            int.TryParse("13", out number);
            string text = "a";
            Extend(ref text);
            decimal total;
            Read(out total);
            serviceProvider.GetService((text + total + number).GetType());
        }

        private static void Read(out decimal total)
        {
            total = 1;
        }

        private static void Extend(ref string text)
        {
            text = text + "!";
        }
    }

    // S05
    public class InvoiceTotals : IPlugin
    {
        private Amount _amount;
        private Amount _other;
        private DateTime _started = new DateTime(2024, 1, 1);
        private Guid _id = new Guid("11111111-2222-3333-4444-555555555555");
        private int? _limit = 5;
        private int _number = 7;

        public void Execute(IServiceProvider serviceProvider)
        {
            _amount.Net = 1; //~ stateful-plugin target=F:Acme.Invoices.InvoiceTotals._amount
            _other.Add(2); //~ stateful-plugin target=F:Acme.Invoices.InvoiceTotals._other
            _amount = new Amount(); //~ stateful-plugin target=F:Acme.Invoices.InvoiceTotals._amount
            DateTime due = _started.AddDays(30);
            string text = _id.ToString() + _number.ToString() + _limit.Value + due.Year;
            bool same = _id.Equals(Guid.Empty) || _limit.HasValue;
            var local = new Amount();
            local.Net = 3;
            local.Add(_other.Net);
            serviceProvider.GetService((text + same + local.Gross()).GetType());
        }
    }

    // S06
    public class InvoiceCounter : IPlugin
    {
        private int _count;
        private long _sum;
        private bool _ready;
        private IOrganizationService _service;

        public void Execute(IServiceProvider serviceProvider)
        {
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            Interlocked.Increment(ref _count); //~ stateful-plugin severity=low target=F:Acme.Invoices.InvoiceCounter._count
            Interlocked.Add(ref _sum, 5); //~ stateful-plugin severity=low
            Volatile.Write(ref _ready, true); //~ stateful-plugin severity=low
            Interlocked.Exchange(ref _service, factory.CreateOrganizationService(null)); //~ stateful-plugin severity=high target=F:Acme.Invoices.InvoiceCounter._service
            int local = 0;
            Interlocked.Increment(ref local);
            bool ready = Volatile.Read(ref _ready);
            serviceProvider.GetService((local + ready.ToString()).GetType());
        }
    }
}
