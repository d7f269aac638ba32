//! build: all
// X06: what the lambda of a query does is done where somebody goes through the query, not where it is made.
using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Acme.Queries
{
    public static class Services
    {
        public static IOrganizationService Of(IServiceProvider provider)
        {
            return (IOrganizationService)provider.GetService(typeof(IOrganizationService));
        }
    }

    public class LaterPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            Thread.Sleep(100); //~ thread-sleep severity=medium
            List<Guid> ids = made.ToList();
            Thread.Sleep(110); //~ thread-sleep severity=high
            GC.KeepAlive(ids);
        }
    }

    public class ChainPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Where(name => name.Length > 0).Select(name => service.Create(new Entity(name)));
            made = made.Where(id => id != Guid.Empty).OrderBy(id => id);
            Thread.Sleep(120); //~ thread-sleep severity=medium
            foreach (Guid id in made)
            {
                Thread.Sleep(130); //~ thread-sleep severity=high
            }
        }
    }

    // Nobody goes through it.
    public class NeverPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            Thread.Sleep(140); //~ thread-sleep severity=medium
        }
    }

    // Where a helper gives it back, its caller will not wait long.
    public class HelpedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            List<Guid> ids = Made(service).ToList();
            Thread.Sleep(150); //~ thread-sleep severity=high
            GC.KeepAlive(ids);
        }

        private static IEnumerable<Guid> Made(IOrganizationService service)
        {
            return new[] { "a" }.Select(name => service.Create(new Entity(name)));
        }
    }

    // An iterator runs where it is stepped.
    public class IteratorPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IEnumerable<Guid> made = Made(Services.Of(serviceProvider));
            Thread.Sleep(160); //~ thread-sleep severity=medium
            foreach (Guid id in made)
            {
                Thread.Sleep(170); //~ thread-sleep severity=high
            }
        }

        private static IEnumerable<Guid> Made(IOrganizationService service)
        {
            foreach (string name in new[] { "a", "b" })
            {
                yield return service.Create(new Entity(name));
            }
        }
    }
}
