//! refs: Microsoft.Xrm.Sdk serializer-library
//! problem: static-state: in a dependency
//! problem: static-lock: in a dependency
//! problem: shared-object-mutation: in a dependency
// What a dependency does for itself is its own business; what it does to the call is reported where own code enters it.
using System;
using System.Threading;
using Microsoft.Xrm.Sdk;
using Tiny.Text;

namespace Fabrikam.Orders
{
    internal sealed class UpperCase : Converter
    {
        public override string Write(string text)
        {
            Count();
            return text.ToUpperInvariant();
        }
    }

    // Own code again, behind the dependency: reported where it is, and not quite certain.
    internal sealed class Patient : Converter
    {
        public override string Write(string text)
        {
            Thread.Sleep(20); //~ thread-sleep severity=medium confidence=medium target=M:System.Threading.Thread.Sleep(System.Int32)
            return text;
        }
    }

    internal static class Texts
    {
        // One call that enters the dependency, whichever plug-in comes along.
        public static string Of(object value)
        {
            return Serializer.Serialize(value); //~ parallel-execution severity=medium confidence=medium target=M:Tiny.Text.Serializer.Serialize(System.Object)
        }
    }

    public class OrderPlugin : IPlugin
    {
        private readonly Converter _converter = new UpperCase();

        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Texts.Of(serviceProvider);
            // Another call into the same code is another finding.
            text += Serializer.Serialize(text); //~ parallel-execution severity=medium confidence=medium
            // Nothing that is started, and nothing that the caller could change: the lock and the cache are the library's own business.
            text += Serializer.NameOf(typeof(OrderPlugin));
            // What the plug-in holds is changed in the dependency.
            text += Serializer.Convert(_converter, text);
            GC.KeepAlive(text);
        }
    }

    public class InvoicePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            string text = Texts.Of(serviceProvider);
            // The type's initialiser starts a timer: once, so it weighs less.
            int ticks = Clock.Ticks(); //~ parallel-execution severity=info confidence=medium target=M:Tiny.Text.Clock.Ticks
            // Two targets, one call.
            Converter converter = ticks > 5 ? (Converter)new UpperCase() : new Patient();
            text += Serializer.Convert(converter, text);
            text += Serializer.Retry(converter, text); //~ thread-sleep severity=low confidence=medium target=M:Tiny.Text.Serializer.Retry(Tiny.Text.Converter,System.String)
            // Handed in from here and run there: still own code.
            Serializer.Each(new[] { text }, item => Thread.Sleep(5)); //~ thread-sleep severity=medium confidence=high
        }
    }
}
