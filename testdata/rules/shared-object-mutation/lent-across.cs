// A variable or argument that a call fills is filled also where further arguments are worked out by branches before the call.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.LentAcross
{
    public class Item
    {
        public int N;
    }

    public class FillingPlugin : IPlugin
    {
        private readonly Item _item = new Item();

        public void Execute(IServiceProvider serviceProvider)
        {
            Item first = _item;
            Find(out first, serviceProvider == null ? 1 : 2);
            first.N = 1; //= shared-object-mutation
            Item second = _item;
            Find(serviceProvider == null ? 1 : 2, out second, serviceProvider != null && _item.N > 0 ? 1 : _item.N == 3 ? 4 : 5);
            second.N = 2; //= shared-object-mutation
            Item third = _item;
            if (serviceProvider != null)
                Find(out third, _item.N > 0 ? 1 : 2);
            third.N = 3; //~ shared-object-mutation
            Item fourth = _item;
            Look(ref fourth, _item.N > 0 ? 1 : 2);
            fourth.N = 4; //~ shared-object-mutation
            Item fifth = new Item();
            Find(out fifth, _item ?? throw new InvalidPluginExecutionException("no item"));
            fifth.N = 5; //~ shared-object-mutation
            FillArgument(_item);
            FillPerhaps(_item);
            LookAtArgument(_item);
            Overwrite(_item);
            Forward(out first);
            first.N = 6; //= shared-object-mutation
        }

        // An argument is a variable like any other.
        private void FillArgument(Item item)
        {
            Find(out item, 1);
            item.N = 6; //= shared-object-mutation
        }

        private void FillPerhaps(Item item)
        {
            if (item.N > 3)
                Find(out item, 1);
            item.N = 7; //~ shared-object-mutation
        }

        private void LookAtArgument(Item item)
        {
            Look(ref item, 1);
            item.N = 8; //~ shared-object-mutation
        }

        private void Overwrite(Item item)
        {
            item.N = 9; //~ shared-object-mutation
            item = new Item();
            Look(ref item, 1);
            item.N = 10; //= shared-object-mutation
        }

        private static void Forward(out Item item)
        {
            Find(out item, 1);
            item.N = 11; //= shared-object-mutation
        }

        private static bool Find(out Item found, int number)
        {
            found = new Item();
            return number > 1;
        }

        private static bool Find(int before, out Item found, int number)
        {
            found = new Item();
            return number > before;
        }

        private static void Find(out Item found, Item given)
        {
            found = given;
        }

        private static void Look(ref Item item, int number)
        {
            if (item == null)
                item = new Item { N = number };
        }
    }
}
