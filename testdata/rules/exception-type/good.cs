//! build: all net40
//! refs: Microsoft.Xrm.Sdk System.ServiceModel
// B04: the right class, one that derives from it, and whatever a handler on the way up stops or turns into it.
using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.ServiceModel;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Orders.Errors
{
    public class OrderException : InvalidPluginExecutionException
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
                throw new InvalidPluginExecutionException("no context"); //= exception-type
            }
            if (context.Depth > 8)
            {
                throw new OrderException("depth"); //= exception-type
            }
            try
            {
                Check(context.MessageName);
                Run(() => Parse(context.MessageName));
            }
            catch (Exception e)
            {
                throw new InvalidPluginExecutionException("failed", e); //= exception-type
            }
            Again(context);
            Swallow(context);
            Saved(context);
            Inner(context);
        }

        private static void Check(string message)
        {
            if (message == null)
            {
                throw new ArgumentNullException("message"); //= exception-type
            }
            Deeper(message);
        }

        private static void Deeper(string message)
        {
            if (message.Length == 0)
            {
                throw new InvalidOperationException("message"); //= exception-type
            }
        }

        private static int Parse(string message)
        {
            if (message.Length > 100)
            {
                throw new FormatException("message"); //= exception-type
            }
            return message.Length;
        }

        private static void Run(Func<int> work)
        {
            try
            {
                work();
            }
            catch (FormatException)
            {
                Deeper("x");
            }
        }

        // What came goes on; the handler's own class is the right one.
        private static void Again(IPluginExecutionContext context)
        {
            try
            {
                context.SharedVariables.Clear();
            }
            catch (InvalidPluginExecutionException)
            {
                throw; //= exception-type
            }
            catch (Exception e)
            {
                context.OutputParameters.Add("error", e.Message);
                throw; //= exception-type
            }
        }

        // Only the right class is thrown again.
        private static void Swallow(IPluginExecutionContext context)
        {
            try
            {
                Check(context.MessageName);
                if (context.Depth > 9)
                {
                    throw new IOException("depth"); //= exception-type
                }
            }
            catch (Exception e)
            {
                if (e is InvalidPluginExecutionException)
                {
                    throw; //= exception-type
                }
                context.OutputParameters.Add("error", e.Message);
            }
            try
            {
                if (context.Depth > 10)
                {
                    throw new DirectoryNotFoundException("depth"); //= exception-type
                }
                if (context.Depth > 11)
                {
                    throw new EndOfStreamException("depth"); //= exception-type
                }
            }
            catch (IOException e)
            {
                throw new InvalidPluginExecutionException(e.Message, e);
            }
            try
            {
                Check(context.PrimaryEntityName);
            }
            catch (Exception e) when (!(e is InvalidPluginExecutionException))
            {
                throw new InvalidPluginExecutionException("failed", e);
            }
        }

        // Nobody can say of what class it is.
        private static void Saved(IPluginExecutionContext context)
        {
            Exception saved = null;
            try
            {
                context.SharedVariables.Clear();
            }
            catch (Exception e)
            {
                saved = e;
            }
            if (saved != null)
            {
                throw saved; //= exception-type
            }
        }

        private static void Inner(IPluginExecutionContext context)
        {
            try
            {
                context.SharedVariables.Clear();
            }
            catch (FaultException e)
            {
                throw e.InnerException; //= exception-type
            }
        }
    }

    // Another thread's exception does not leave the call.
    public class ThreadPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            ThreadPool.QueueUserWorkItem(state => //~ parallel-execution
            {
                if (state == null)
                {
                    throw new InvalidOperationException("state"); //= exception-type
                }
            });
        }
    }

    // The constructor runs before any call.
    public class ConfiguredPlugin : IPlugin
    {
        private readonly string _configuration;

        public ConfiguredPlugin(string configuration)
        {
            if (configuration == null)
            {
                throw new ArgumentNullException("configuration"); //= exception-type
            }
            _configuration = configuration;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(_configuration.GetType());
        }
    }
}
