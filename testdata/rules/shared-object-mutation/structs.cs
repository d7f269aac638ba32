//! build: all
// A copy of a struct is a value of its own: what is stored into the copy is not stored where it came from. What both refer to is one object.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Structs
{
    public struct Part
    {
        public int Number;
        public List<int> Items;
        public int[] Counts;

        public void Renew()
        {
            Items = new List<int>();
        }

        public static Part Make()
        {
            var part = new Part();
            part.Items = new List<int>();
            return part;
        }
    }

    public class Outer
    {
        public Part Part;
    }

    public class CopyPlugin : IPlugin
    {
        private readonly Outer _outer = new Outer();
        private Part _part = Part.Make();
        private Part _other;

        public void Execute(IServiceProvider serviceProvider)
        {
            var copy = _part;
            copy.Number = 1; //= stateful-plugin
            copy.Items = new List<int>();
            copy.Items.Add(1); //= shared-object-mutation

            var same = _part;
            same.Number = 1;
            same.Items.Add(1); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part

            // Stored in one of the ways only.
            var perhaps = _part;
            perhaps.Number = 1;
            if (serviceProvider != null)
            {
                perhaps.Items = new List<int>();
            }
            perhaps.Items.Add(1); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part

            // The variable is used for one after the other.
            var reused = _part;
            reused.Number = 2;
            reused.Items.Add(1); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part
            reused = Part.Make();
            reused.Number = 3;
            reused.Items.Add(1); //= shared-object-mutation
            reused = _outer.Part;
            reused.Number = 4;
            reused.Counts[0] = 1; //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._outer

            Change(_part);
            Keep(_part);
            Rounds(serviceProvider.GetHashCode());
            Handled(serviceProvider);
            Addressed();
        }

        private static void Change(Part part)
        {
            part.Items = new List<int>();
            part.Items.Add(1); //= shared-object-mutation
            part = Part.Make();
            part.Number = 1;
            part.Items.Add(1); //= shared-object-mutation
        }

        private static void Keep(Part part)
        {
            part.Number = 1;
            part.Items.Add(1); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part
        }

        // What is stored at the end of one round is there in the next.
        private void Rounds(int count)
        {
            var part = Part.Make();
            for (var i = 0; i < count; i++)
            {
                part.Number = i;
                part.Items.Add(i); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part
                part = _part;
            }
        }

        // An exception can come before the second store.
        private void Handled(IServiceProvider serviceProvider)
        {
            var part = _part;
            try
            {
                part.Number = 1;
                serviceProvider.GetService(typeof(IPluginExecutionContext));
                part = Part.Make();
            }
            catch (InvalidOperationException)
            {
                part.Number = 2;
                part.Items.Add(1); //~ shared-object-mutation target=F:Acme.Structs.CopyPlugin._part
            }
        }

        // Who has the address can put something else there; that the object there is a new one shows in the method.
        private void Addressed()
        {
            var part = _part;
            part.Items = new List<int>();
            Swap(ref part);
            part.Items.Add(1); //~ shared-object-mutation
            part.Renew();
        }

        private void Swap(ref Part part)
        {
            part.Items = _other.Items;
        }
    }
}
