//! banned: BannedSymbols.txt
//! refs: Microsoft.Xrm.Sdk Legacy
//! expect: forbidden-api T:Acme.Declared.DerivedPlugin x6
//! expect: forbidden-api F:Acme.Declared.DerivedPlugin.Kept x1
//! expect: forbidden-api E:Acme.Declared.DerivedPlugin.Happened x1
//! expect: forbidden-api T:Acme.Declared.Limited`1 x1
using System;
using System.Collections.Generic;
using Acme.Legacy;
using Microsoft.Xrm.Sdk;

namespace Acme.Declared
{
    /// A base class, an interface, two attributes, a type in an attribute, a type argument of an interface.
    [Old]
    [Obsolete]
    [Note(typeof(Dictionary<string, Store>))]
    public class DerivedPlugin : StoreBase, IPlugin, IStored, IEquatable<Box<int>>
    {
        internal static readonly Store Kept;

        public void Execute(IServiceProvider serviceProvider)
        {
            Taken(null);
            Given();
            Named = null; //~ static-state
            Happened += null; //~ static-state
            Attributed();
            new Tired().Work(); //~ forbidden-api target=M:Acme.Legacy.Worker.Work
            new Limited<DerivedPlugin>().Run();
            new Hard().Do("x");
            ((IQuiet)new Rests()).Rest(); //~ forbidden-api target=M:Acme.Legacy.IQuiet.Rest
            Lambda();
        }

        private static void Taken(List<Store> stores) //~ forbidden-api target=T:Acme.Legacy.Store
        {
            Maker.Told(stores);
        }

        private static Store Given() //~ forbidden-api target=T:Acme.Legacy.Store
        {
            return null;
        }

        private static Store Named { get; set; } //~ forbidden-api target=T:Acme.Legacy.Store

        private static event Action<Store> Happened;

        [Old]
        private static void Attributed() //~ forbidden-api target=T:Acme.Legacy.OldAttribute
        {
            Maker.Told(null);
        }

        public bool Equals(Box<int> other)
        {
            return false;
        }

        private static void Lambda()
        {
            Action<Store> told = store => Maker.Told(null); //~ forbidden-api, forbidden-api
            told(null);
        }
    }

    /// A constraint.
    public class Limited<T> where T : StoreBase
    {
        public void Run()
        {
            Maker.Told(null);
        }
    }

    /// Overrides a method and a property.
    public class Tired : Worker
    {
        public override void Work() //~ forbidden-api target=M:Acme.Legacy.Worker.Work
        {
            Maker.Told(Size); //~ forbidden-api target=M:Acme.Legacy.Worker.get_Size
        }

        public override int Size
        {
            get { return 2; } //~ forbidden-api target=P:Acme.Legacy.Worker.Size
        }
    }

    /// Implements a method of a generic interface, whose parameter is the type argument here.
    public class Hard : IJob<string>
    {
        public void Do(string what) //~ forbidden-api target=M:Acme.Legacy.IJob`1.Do(`0)
        {
            Maker.Told(what);
        }
    }

    public class Rests : IQuiet
    {
        void IQuiet.Rest() //~ forbidden-api target=M:Acme.Legacy.IQuiet.Rest
        {
            Maker.Told(null);
        }
    }
}
