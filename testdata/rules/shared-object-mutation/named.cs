//! build: all
// Where several fields hold one object, the message names the one that is read on the path which is shown.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Named
{
    public class Item
    {
        private string _value;
        private string _other;

        public void Set(string value) { _value = value; } //~ shared-object-mutation target=F:Acme.Named.FieldsPlugin._valid

        public void SetOther(string value) { Keep(this, value); }

        private static void Keep(Item item, string value) { item._other = value; } //~ shared-object-mutation target=F:Acme.Named.FieldsPlugin._second
    }

    public class FieldsPlugin : IPlugin
    {
        private readonly Item _first;
        private readonly Item _second;
        private readonly Item _valid;

        public FieldsPlugin()
        {
            foreach (var item in Make())
            {
                _first = item;
                _second = item;
                _valid = item;
            }
        }

        private Item Second { get { return _second; } }

        private static IEnumerable<Item> Make() { return new List<Item> { new Item() }; }

        public void Execute(IServiceProvider provider)
        {
            _valid.Set("a");
            Second.SetOther("b");
            new Item().Set("c"); //= shared-object-mutation
            GC.KeepAlive(_first);
        }
    }
}
