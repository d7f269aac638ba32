//! build: all
// A flag or a result behind the handler: where every way through it ends with an exception, nothing is swallowed.
using System;
using Microsoft.Xrm.Sdk;
using Microsoft.Xrm.Sdk.Query;

namespace Acme.Flags
{
    public class FlagPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            var done = false;
            try
            {
                service.Delete("account", Guid.Empty);
                done = true;
            }
            catch (Exception) //= swallowed-service-exception
            {
            }
            if (!done)
            {
                throw new InvalidPluginExecutionException("not deleted"); //= async-no-rollback
            }
        }
    }

    public class FailedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            var failed = false;
            Entity row = null;
            try
            {
                row = service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception e) //= swallowed-service-exception
            {
                tracing.Trace(e.Message);
                failed = true;
            }
            if (failed || row.LogicalName.Length == 0)
            {
                throw new InvalidPluginExecutionException("no account");
            }
        }
    }

    public class NullPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            Entity row = null;
            try
            {
                row = service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception) //= swallowed-service-exception
            {
            }
            if (row == null)
            {
                throw new InvalidPluginExecutionException("no account");
            }
        }
    }

    public class TryPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            if (!TryRead(service, "a"))
            {
                throw new InvalidPluginExecutionException("not read");
            }
            if (!Read(service))
            {
                throw new InvalidPluginExecutionException("not read");
            }
            if (Find(service) == null)
            {
                throw new InvalidPluginExecutionException("not found");
            }
            if (!TryReadOnce(service))
            {
                throw new InvalidPluginExecutionException("not read");
            }
            TryReadOnce(service);
        }

        private static bool Read(IOrganizationService service)
        {
            return TryRead(service, "b");
        }

        private static bool TryRead(IOrganizationService service, string name)
        {
            try
            {
                service.Retrieve(name, Guid.Empty, new ColumnSet("name"));
                return true;
            }
            catch (Exception) //= swallowed-service-exception
            {
                return false;
            }
        }

        private static Entity Find(IOrganizationService service)
        {
            try
            {
                return service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception) //= swallowed-service-exception
            {
                return null;
            }
        }

        private static bool TryReadOnce(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                return true;
            }
            catch (Exception) //~ swallowed-service-exception
            {
                return false;
            }
        }
    }

    public class WrongFlagPlugin : IPlugin
    {
        private bool _done;

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            var begun = false;
            try
            {
                begun = true;
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
            }
            catch (Exception) //~ swallowed-service-exception
            {
            }
            if (!begun)
            {
                throw new InvalidPluginExecutionException("not begun");
            }
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                _done = true; //~ stateful-plugin
            }
            catch (Exception) //~ swallowed-service-exception confidence=medium
            {
            }
            if (!_done)
            {
                throw new InvalidPluginExecutionException("not done");
            }
            var ended = false;
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                ended = true;
            }
            catch (Exception) //~ swallowed-service-exception confidence=high
            {
            }
            tracing.Trace("{0}", ended);
        }
    }

    // What the handler further out throws on some ways only is lost on the others.
    public class PerhapsToldPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            try
            {
                if (!Save(service))
                {
                    throw new InvalidOperationException("not saved");
                }
            }
            catch (Exception e)
            {
                if (serviceProvider.GetHashCode() == 3)
                {
                    throw new InvalidPluginExecutionException(e.Message);
                }
            }
        }

        private static bool Save(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                return true;
            }
            catch (Exception) //~ swallowed-service-exception
            {
                return false;
            }
        }
    }

    public class ToldFurtherOutPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            tracing.Trace("x");
            try
            {
                if (!Save(service))
                {
                    throw new InvalidOperationException("not saved");
                }
            }
            catch (Exception e)
            {
                if (serviceProvider.GetHashCode() == 3)
                {
                    throw new InvalidPluginExecutionException(e.Message);
                }
                throw new InvalidPluginExecutionException("failed", e);
            }
        }

        private static bool Save(IOrganizationService service)
        {
            try
            {
                service.Retrieve("account", Guid.Empty, new ColumnSet("name"));
                return true;
            }
            catch (Exception) //= swallowed-service-exception
            {
                return false;
            }
        }
    }

    // What fails behind the change is no call.
    public class CastPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var given = serviceProvider.GetService(typeof(object));
            var failed = false;
            var number = 0;
            tracing.Trace("x");
            try
            {
                service.Update(new Entity("account"));
                number = (int)given;
            }
            catch (InvalidCastException)
            {
                failed = true;
            }
            if (failed)
            {
                throw new InvalidPluginExecutionException("no number"); //~ async-no-rollback severity=info
            }
            tracing.Trace("{0}", number);
        }
    }

    public class ThrowingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var wrong = (Exception)serviceProvider.GetService(typeof(Exception));
            var failed = false;
            tracing.Trace("x");
            try
            {
                service.Update(new Entity("account"));
                if (wrong != null)
                {
                    throw wrong;
                }
            }
            catch (Exception) //= swallowed-service-exception
            {
                failed = true;
            }
            if (failed)
            {
                throw new InvalidPluginExecutionException("wrong"); //~ async-no-rollback severity=info
            }
        }
    }

    // The change alone can fail.
    public class DividingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            var tracing = (ITracingService)serviceProvider.GetService(typeof(ITracingService));
            var number = serviceProvider.GetHashCode();
            var failed = false;
            tracing.Trace("x");
            try
            {
                service.Update(new Entity("account"));
                number = number / 2;
            }
            catch (Exception) //= swallowed-service-exception
            {
                failed = true;
            }
            if (failed)
            {
                throw new InvalidPluginExecutionException("not done"); //= async-no-rollback
            }
            tracing.Trace("{0}", number);
        }
    }
}
