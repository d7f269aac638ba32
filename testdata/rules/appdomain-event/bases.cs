//! build: all
// U08, R11: the static constructor of a base runs before the first object of the class is made.
using System;
using System.Reflection;
using System.Threading;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Bases
{
    // The usual idiom for embedded assemblies.
    public abstract class ResolvingBase : IPlugin
    {
        static ResolvingBase()
        {
            AppDomain.CurrentDomain.AssemblyResolve += (sender, args) => null; //~ appdomain-event severity=low
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Run();
        }

        protected abstract void Run();
    }

    public class ResolvingPlugin : ResolvingBase
    {
        protected override void Run()
        {
        }
    }

    // By the initialiser of a field, and behind a constructor that takes something.
    public abstract class StartingBase : IPlugin
    {
        private static readonly Task Started = Task.Run(() => 1); //~ parallel-execution severity=low

        private readonly string name;

        protected StartingBase(string name)
        {
            this.name = name;
        }

        public virtual void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(name.GetType());
        }
    }

    public class StartingPlugin : StartingBase
    {
        public StartingPlugin(string unsecure)
            : base(unsecure)
        {
        }
    }

    // An object that the call makes: its base is initialised too.
    public class WatchingBase
    {
        static WatchingBase()
        {
            AppDomain.CurrentDomain.DomainUnload += (sender, args) => Thread.MemoryBarrier(); //~ appdomain-event severity=low
        }
    }

    public class Watching : WatchingBase
    {
    }

    public class MakingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            GC.KeepAlive(new Watching());
        }
    }

    // Nothing touches this base: a constant is no access.
    public class IdleBase
    {
        public const string Name = "idle";

        static IdleBase()
        {
            AppDomain.CurrentDomain.ProcessExit += (sender, args) => Thread.MemoryBarrier(); //= appdomain-event
        }
    }

    public class NamingPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            serviceProvider.GetService(IdleBase.Name.GetType());
        }
    }
}
