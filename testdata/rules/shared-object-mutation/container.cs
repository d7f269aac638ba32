//! build: all
// A container of services that a plug-in makes for itself: what is made once is shared by all calls, what is made for a scope is not.
// What a singleton remembers is Medium like any object in a field; High where that is the service of a call.
// S11/helper, S11/generic, S16/helper, R04/lambda: singletons and scopes.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Containers
{
    public class Services
    {
        private readonly Dictionary<Type, Func<Scope, object>> _made = new Dictionary<Type, Func<Scope, object>>();
        private readonly ConcurrentDictionary<Type, object> _single = new ConcurrentDictionary<Type, object>();

        public Services Once<TService, T>() where T : TService, new()
        {
            Func<Scope, object> make = scope => new T();
            _made[typeof(TService)] = scope => _single.GetOrAdd(typeof(TService), type => make(scope)); //~ shared-object-mutation severity=high
            return this;
        }

        public Services Each<TService>(Func<Scope, TService> make)
        {
            _made[typeof(TService)] = scope => make(scope);
            return this;
        }

        public Scope Begin(IServiceProvider provider)
        {
            return new Scope(_made, provider);
        }
    }

    public class Scope
    {
        private readonly Dictionary<Type, Func<Scope, object>> _make;
        private readonly Dictionary<Type, object> _here = new Dictionary<Type, object>();
        private int _asked;

        public Scope(Dictionary<Type, Func<Scope, object>> make, IServiceProvider provider)
        {
            _make = make;
            Provider = provider;
        }

        public IServiceProvider Provider { get; private set; }

        public T Get<T>()
        {
            _asked++; //= shared-object-mutation
            object found;
            if (!_here.TryGetValue(typeof(T), out found))
            {
                found = _make[typeof(T)](this);
                _here[typeof(T)] = found; //= shared-object-mutation
            }
            return (T)found;
        }
    }

    public interface IClock
    {
        DateTime Now();
    }

    public class Clock : IClock
    {
        private DateTime _last;

        public DateTime Now()
        {
            _last = DateTime.UtcNow; //~ shared-object-mutation severity=medium confidence=medium
            return _last;
        }
    }

    public interface IOutbox
    {
        void Send(IOrganizationService service);
    }

    public class Outbox : IOutbox
    {
        private IOrganizationService _service;

        public void Send(IOrganizationService service)
        {
            _service = service; //~ shared-object-mutation severity=high
            _service.Create(new Entity("email"));
        }
    }

    public interface IStore
    {
        void Save(Entity record);
    }

    public class Store : IStore
    {
        private readonly IOrganizationService _service;
        private int _saves;

        public Store(IOrganizationService service)
        {
            _service = service;
        }

        public IOrganizationService Service
        {
            get { return _service; }
        }

        public void Save(Entity record)
        {
            _saves++; //= shared-object-mutation
            _service.Update(record);
        }
    }

    public abstract class ContainerPlugin : IPlugin
    {
        private readonly Services _services = new Services();

        protected ContainerPlugin()
        {
            Configure(_services);
        }

        protected virtual void Configure(Services services)
        {
            services.Once<IClock, Clock>().Once<IOutbox, Outbox>().Each<IStore>(scope => new Store(Service(scope.Provider)));
        }

        private static IOrganizationService Service(IServiceProvider provider)
        {
            var factory = (IOrganizationServiceFactory)provider.GetService(typeof(IOrganizationServiceFactory));
            return factory.CreateOrganizationService(null);
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Run(_services.Begin(serviceProvider));
        }

        protected abstract void Run(Scope scope);
    }

    public class InvoicePlugin : ContainerPlugin
    {
        protected override void Run(Scope scope)
        {
            var invoice = new Entity("invoice");
            invoice["paidon"] = scope.Get<IClock>().Now();
            scope.Get<IStore>().Save(invoice);
            scope.Get<IOutbox>().Send(Service(scope));
        }

        private static IOrganizationService Service(Scope scope)
        {
            var factory = (IOrganizationServiceFactory)scope.Provider.GetService(typeof(IOrganizationServiceFactory));
            return factory.CreateOrganizationService(null);
        }
    }
}
