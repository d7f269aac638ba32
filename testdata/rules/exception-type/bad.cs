//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// B04: exceptions whose message no user sees leave the entry method.
using System;
using System.Collections.Generic;
using System.Linq;
using System.ServiceModel;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Orders.Errors
{
    public class OrderException : Exception
    {
        public OrderException(string message) : base(message) { }
    }

    public class OrderPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            if (context == null)
            {
                throw new InvalidOperationException("no context"); //~ exception-type severity=low confidence=high target=T:System.InvalidOperationException
            }
            Check(context.MessageName, context.Depth);
            Typed(context);
            Logged(context);
            Wrapped(context);
            Made(context);
            Own(context);
            Finally(context);
            Other(context);
        }

        // One finding for the guards of a method.
        private static void Check(string message, int depth)
        {
            if (message == null)
            {
                throw new ArgumentNullException("message"); //~ exception-type severity=low
            }
            if (depth < 0)
            {
                throw new ArgumentOutOfRangeException("depth"); //= exception-type
            }
            if (message.Length == 0)
            {
                throw new ArgumentException("message"); //= exception-type
            }
        }

        // A handler of one class lets that class out.
        private static void Typed(IPluginExecutionContext context)
        {
            try
            {
                context.SharedVariables.Clear();
            }
            catch (FaultException<Order> fault)
            {
                if (fault.Detail == null)
                {
                    throw; //~ exception-type severity=low
                }
            }
            catch (TimeoutException late)
            {
                context.OutputParameters.Add("late", late.Message);
                throw late; //~ exception-type target=T:System.TimeoutException
            }
        }

        // What a handler of everything throws again is what was thrown.
        private static void Logged(IPluginExecutionContext context)
        {
            try
            {
                if (context.Depth > 1)
                {
                    throw new NotSupportedException("depth"); //~ exception-type confidence=high
                }
            }
            catch (Exception e)
            {
                context.SharedVariables.Add("error", e.Message);
                throw; //= exception-type
            }
        }

        // Wrapped in the wrong class.
        private static void Wrapped(IPluginExecutionContext context)
        {
            try
            {
                if (context.Depth > 2)
                {
                    throw new NotSupportedException("depth"); //= exception-type
                }
            }
            catch (Exception e)
            {
                throw new ApplicationException("failed", e); //~ exception-type target=T:System.ApplicationException
            }
        }

        private static void Made(IPluginExecutionContext context)
        {
            if (context.Depth > 3)
            {
                throw Failure("depth"); //~ exception-type target=T:System.InvalidOperationException
            }
        }

        private static Exception Failure(string what)
        {
            return new InvalidOperationException(what);
        }

        private static void Own(IPluginExecutionContext context)
        {
            if (context.Depth > 4)
            {
                throw new OrderException("depth"); //~ exception-type target=T:Acme.Orders.Errors.OrderException
            }
        }

        private static void Finally(IPluginExecutionContext context)
        {
            try
            {
                if (context.Depth > 5)
                {
                    throw new InvalidOperationException("depth"); //~ exception-type
                }
            }
            finally
            {
                context.SharedVariables.Clear();
            }
        }

        // A handler of another class does not stop it; a handler of a base does.
        private static void Other(IPluginExecutionContext context)
        {
            try
            {
                Throwing(context.Depth);
            }
            catch (ArgumentException)
            {
                context.SharedVariables.Clear();
            }
        }

        private static void Throwing(int depth)
        {
            if (depth == 6)
            {
                throw new KeyNotFoundException("six"); //~ exception-type
            }
            if (depth == 7)
            {
                throw new ArgumentNullException("depth"); //= exception-type
            }
        }
    }

    public class Order
    {
        public int Number;
    }

    // A filter may let it pass; who runs a delegate may stop it.
    public class FilterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            try
            {
                if (context.Depth > 1)
                {
                    throw new InvalidOperationException("depth"); //~ exception-type confidence=medium
                }
                if (context.Depth > 2)
                {
                    throw new NotSupportedException("depth"); //~ exception-type confidence=high
                }
            }
            catch (InvalidOperationException e) when (e.Message.Length > 10)
            {
                context.SharedVariables.Clear();
            }
            var names = new List<string> { context.MessageName };
            context.SharedVariables.Add("names", names.Select(name =>
            {
                if (name == null)
                {
                    throw new FormatException("name"); //~ exception-type confidence=medium
                }
                return name.Length;
            }));
        }
    }
}
