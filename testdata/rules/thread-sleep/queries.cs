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

    // A test for null, a cast and a way around are no reason to lose sight of it.
    public class TestedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = null;
            if (serviceProvider.GetHashCode() > 3)
            {
                made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            }
            Thread.Sleep(180); //~ thread-sleep severity=medium
            if (made != null)
            {
                foreach (Guid id in made)
                {
                    Thread.Sleep(190); //~ thread-sleep severity=high
                }
            }
        }
    }

    public class CastPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            object made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            Thread.Sleep(200); //~ thread-sleep severity=medium
            foreach (Guid id in (IEnumerable<Guid>)made)
            {
                Thread.Sleep(210); //~ thread-sleep severity=high
            }
        }
    }

    public class MergedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = Enumerable.Empty<Guid>();
            if (serviceProvider.GetHashCode() > 3)
            {
                made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            }
            made = made.Where(id => id != Guid.Empty);
            if (serviceProvider.GetHashCode() > 4)
            {
                made = made.Take(3);
            }
            Thread.Sleep(220); //~ thread-sleep severity=medium
            foreach (Guid id in made)
            {
                Thread.Sleep(230); //~ thread-sleep severity=high
            }
        }
    }

    public class GrownPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = Enumerable.Empty<Guid>();
            foreach (string key in new[] { "a", "b" })
            {
                made = made.Concat(new[] { key }.Select(name => service.Create(new Entity(name))));
                Thread.Sleep(240); //~ thread-sleep severity=medium
            }
            GC.KeepAlive(made.ToList());
            Thread.Sleep(250); //~ thread-sleep severity=high
        }
    }

    // Gone through in the turn of the loop behind the one that makes it.
    public class TurnPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = null;
            for (int turn = 0; turn < 3; turn++)
            {
                if (turn > 0)
                {
                    GC.KeepAlive(made.ToList());
                    Thread.Sleep(260); //~ thread-sleep severity=high
                }
                made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            }
        }
    }

    // Whoever gets the address of a variable can do with it what it likes.
    public class LentPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            GoThrough(ref made);
            Thread.Sleep(270); //~ thread-sleep severity=high
        }

        private static void GoThrough(ref IEnumerable<Guid> made)
        {
            made = made.ToList();
        }
    }

    // Who is called goes through it first and waits then.
    public class CalledPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            GoThrough(new[] { "a" }.Select(name => service.Create(new Entity(name))));
        }

        private static void GoThrough(IEnumerable<Guid> made)
        {
            GC.KeepAlive(made.ToList());
            Thread.Sleep(280); //~ thread-sleep severity=high
        }
    }

    // The stages take turns.
    public class StagesPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            GC.KeepAlive(new[] { "a", "b" }.Select(name => service.Create(new Entity(name))).Where(id =>
            {
                Thread.Sleep(290); //~ thread-sleep severity=high
                return id != Guid.Empty;
            }).ToList());
        }
    }

    // Nothing is changed by the one that is gone through here.
    public class OtherPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            IEnumerable<Guid> made = new[] { "a" }.Select(name => service.Create(new Entity(name)));
            GC.KeepAlive(new[] { "a" }.Select(name => name.Length).Where(length =>
            {
                Thread.Sleep(300); //~ thread-sleep severity=medium
                return length > 0;
            }).ToList());
            GC.KeepAlive(made.ToList());
        }
    }

    // That somebody steps one says nothing of another that the framework goes through.
    public class JoinedPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IOrganizationService service = Services.Of(serviceProvider);
            string joined = string.Join(",", Made(service));
            Thread.Sleep(310); //~ thread-sleep severity=high
            foreach (Guid id in Made(service))
            {
                GC.KeepAlive(joined);
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

    public class KeptPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            IEnumerable<Guid> made = Made(Services.Of(serviceProvider));
            var all = new List<IEnumerable<Guid>> { made };
            Thread.Sleep(320); //~ thread-sleep severity=medium
            foreach (Guid id in made)
            {
                Thread.Sleep(330); //~ thread-sleep severity=high
            }
            GC.KeepAlive(all);
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
