//! banned: BannedSymbols.txt
//! refs: Microsoft.Xrm.Sdk Legacy System.Xml
// U19: members of the framework and of a library, types in every form in which code can use them.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Net;
using System.Xml;
using Acme.Legacy;
using Microsoft.Xrm.Sdk;

namespace Acme.Forbidden
{
    public class MembersPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Keep(DateTime.Now); //~ forbidden-api severity=high confidence=high target=M:System.DateTime.get_Now
            Keep(Guid.NewGuid()); //~ forbidden-api target=M:System.Guid.NewGuid
            Func<Guid> later = Guid.NewGuid; //~ forbidden-api target=M:System.Guid.NewGuid
            Keep(later);
            Keep(string.Format("{0}", this)); //~ forbidden-api target=M:System.String.Format(System.String,System.Object)
            var numbers = new List<int> { 2, 1 };
            numbers.Sort((a, b) => a - b); //~ forbidden-api target=M:System.Collections.Generic.List`1.Sort(System.Comparison{`0})
            Keep(string.Empty); //~ forbidden-api target=F:System.String.Empty
            var component = new Component();
            component.Disposed += Closed; //~ forbidden-api target=M:System.ComponentModel.Component.add_Disposed(System.EventHandler)
            Keep((int)Amount()); //~ forbidden-api target=M:System.Decimal.op_Explicit(System.Decimal)~System.Int32
            Keep(Convert.ToInt32("1")); //~ forbidden-api target=M:System.Convert.ToInt32(System.String)
            Keep(numbers.First()); //~ forbidden-api target=M:System.Linq.Enumerable.First``1(System.Collections.Generic.IEnumerable{``0})
            Grid.Fill(new int[1, 1]); //~ forbidden-api target=M:Acme.Legacy.Grid.Fill(System.Int32[0:,0:])
            Helped();
            new Late().Run();
        }

        private static void Helped()
        {
            // U19/lambda
            Action inside = () => Keep(DateTime.Now); //~ forbidden-api target=M:System.DateTime.get_Now
            inside();
        }

        private static decimal Amount()
        {
            return 1;
        }

        private static void Closed(object sender, EventArgs e)
        {
        }

        private static void Keep(object value)
        {
            Maker.Told(value);
        }
    }

    // U19/helper
    internal class Late
    {
        internal void Run()
        {
            Maker.Told(Acme.Gone.Helper.Twice(1)); //~ forbidden-api target=M:Acme.Gone.Helper.Twice(System.Int32)
            Maker.Told(Acme.Gone.Deep.Helper.Thrice(1)); //~ forbidden-api target=M:Acme.Gone.Deep.Helper.Thrice(System.Int32)
        }
    }

    public class TypesPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var client = new WebClient(); //~ forbidden-api target=M:System.Net.WebClient.#ctor, http-keepalive, http-timeout
            client.Dispose();
            Maker.Told(new XmlDocument()); //~ forbidden-api target=M:System.Xml.XmlDocument.#ctor
            Maker.Told(Store.Open()); //~ forbidden-api target=M:Acme.Legacy.Store.Open
            Store.Count = 0; //~ forbidden-api target=F:Acme.Legacy.Store.Count, static-state
            Maker.Told(new Store.Item()); //~ forbidden-api target=M:Acme.Legacy.Store.Item.#ctor
            Maker.Told(new List<Store>()); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(new Store[1]); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(typeof(Store)); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(typeof(List<Store>)); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(Maker.Make<Store>()); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(serviceProvider as Store); //~ forbidden-api target=T:Acme.Legacy.Store
            Maker.Told(new Box<int>()); //~ forbidden-api target=M:Acme.Legacy.Box`1.#ctor
            Maker.Told(Box<string>.Of("x")); //~ forbidden-api target=M:Acme.Legacy.Box`1.Of(`0)
            Variable();
            Guarded();
        }

        private static void Variable()
        {
            // What is behind the call is in a dependency; the variable is here.
            var made = Maker.Made(); //~ forbidden-api severity=medium target=M:Acme.Legacy.Maker.Made, forbidden-api target=T:Acme.Legacy.Store
            while (made.GetHashCode() == 1)
            {
                Maker.Told(made);
            }
        }

        private static void Guarded()
        {
            try
            {
                Maker.Told(null);
            }
            catch (TimeoutException) //~ forbidden-api target=T:System.TimeoutException
            {
                Maker.Told("late");
            }
        }
    }
}
