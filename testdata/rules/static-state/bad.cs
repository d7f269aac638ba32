//! build: all net40
// Static fields are shared by every class, user and organisation that the worker process serves.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Products
{
    public class ProductPlugin : IPlugin
    {
        private static int s_calls;
        private static string s_lastProduct;
        private static DateTime s_started;
        private static int s_number;
        private static int s_atomic;

        public static int Runs { get; set; }

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            s_calls++; //~ static-state severity=low confidence=high target=F:Acme.Products.ProductPlugin.s_calls
            Remember(context.PrimaryEntityName);
            Runs = 1; //~ static-state
            Registry.Last = context.MessageName; //~ static-state target=F:Acme.Products.Registry.Last
            int.TryParse("5", out s_number); //~ static-state target=F:Acme.Products.ProductPlugin.s_number
            Interlocked.Increment(ref s_atomic); //~ static-state target=F:Acme.Products.ProductPlugin.s_atomic
            Action reset = () => s_started = new DateTime(2024, 1, 1); //~ static-state
            reset();
        }

        private static void Remember(string product)
        {
            s_lastProduct = product; //~ static-state target=F:Acme.Products.ProductPlugin.s_lastProduct
        }

        // Nothing calls this one.
        public static void Reset()
        {
            s_calls = 0;
        }
    }

    public static class Registry
    {
        public static string Last;
    }

    // A lazily initialised static is this rule's too.
    public class PriceListPlugin : IPlugin
    {
        private static Dictionary<string, decimal> s_prices;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (s_prices == null)
            {
                s_prices = new Dictionary<string, decimal>(); //~ static-state target=F:Acme.Products.PriceListPlugin.s_prices
            }
            serviceProvider.GetService(s_prices.GetType());
        }
    }
}
