//! banned: BannedSymbols.txt
//! problem: unreachedForbidden
//! refs: Microsoft.Xrm.Sdk Legacy
// U19: other overloads, types of the same name, what is forbidden nowhere else, what no plug-in reaches.
using System;
using System.Collections.Generic;
using System.ComponentModel;
using System.Linq;
using System.Net;
using Acme.Legacy;
using Microsoft.Xrm.Sdk;

namespace Contoso.Forbidden
{
    public class QuietPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Keep(DateTime.UtcNow); //= forbidden-api
            Keep(DateTimeOffset.Now); //= forbidden-api
            Keep(Guid.Empty); //= forbidden-api
            Keep(string.Format("{0}{1}", 1, 2)); //= forbidden-api
            var numbers = new List<int> { 2, 1 };
            numbers.Sort(); //= forbidden-api
            numbers.Sort(Comparer<int>.Default); //= forbidden-api
            Keep(numbers.First(number => number > 0)); //= forbidden-api
            Keep(numbers.FirstOrDefault()); //= forbidden-api
            var component = new Component();
            component.Dispose(); //= forbidden-api
            Keep((long)Amount()); //= forbidden-api
            Keep((decimal)numbers.Count); //= forbidden-api
            Keep(Convert.ToInt32(true)); //= forbidden-api
            Keep(Convert.ToInt64("1")); //= forbidden-api
            Grid.Fill(new int[1]); //= forbidden-api
            Grid.Fill(new int[1, 1, 1]); //= forbidden-api
            Keep(Acme.GoneToo.Helper.Twice(1)); //= forbidden-api
            Acme.Modern.Store.Open().Save(); //= forbidden-api
            Keep(new Acme.Modern.Shelf.Item()); //= forbidden-api
            Keep(new Store().Name); //= forbidden-api
            Keep(new Box()); //= forbidden-api
            Keep(new Web.WebClient()); //= forbidden-api
            Keep(new Job()); //= forbidden-api
            new Worker().Work(); //= forbidden-api
            Keep(new Acme.Legacy.Worker().Width); //= forbidden-api
        }

        private static decimal Amount()
        {
            return 1;
        }

        private static void Keep(object value)
        {
            Maker.Told(value);
        }
    }

    /// A class of one's own with the name of a forbidden one.
    public class Store //= forbidden-api
    {
        public string Name { get; set; }
    }

    /// The forbidden one has a type parameter.
    public class Box //= forbidden-api
    {
    }

    /// Overrides what is not forbidden, and hides what is.
    public class Worker : Acme.Legacy.Worker
    {
        public override void Work(int hours) { } //= forbidden-api
        public override int Width { get { return 2; } } //= forbidden-api
        public new virtual void Work() { } //= forbidden-api
        public new int Size { get { return 2; } } //= forbidden-api
    }

    /// Has a method of the same name and other parameters, beside the one of an interface that is not forbidden.
    public class Job : IComparable<int>
    {
        public int CompareTo(int other) { return 0; }
        public virtual void Do(string what) { } //= forbidden-api
        public virtual void Rest() { } //= forbidden-api
    }
}

namespace Contoso.Forbidden.Web
{
    public class WebClient
    {
    }
}

namespace Contoso.Unreached
{
    /// No plug-in comes here: it is counted, and not reported.
    public static class Tools
    {
        public static DateTime Today()
        {
            return DateTime.Now; //= forbidden-api
        }
    }
}
