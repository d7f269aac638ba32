// S14: a member made on first use. What is the same for every caller is a matter for a later rule; the caller's service is not.
using System;
using System.Collections.Generic;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Quotes
{
    public class QuoteRates : IPlugin
    {
        private Dictionary<string, decimal> _rates;
        private Dictionary<string, decimal> _discounts;
        private string _currency;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_rates == null)
            {
                _rates = new Dictionary<string, decimal>(); //~later lazy-member-cache
            }
            _discounts = _discounts ?? new Dictionary<string, decimal>(); //~later lazy-member-cache
            LazyInitializer.EnsureInitialized(ref _currency, () => "EUR"); //~later lazy-member-cache
            serviceProvider.GetService(_currency.GetType());
        }
    }

    public class QuoteService : IPlugin
    {
        private IOrganizationService _service;
        private string _user;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            var factory = (IOrganizationServiceFactory)serviceProvider.GetService(typeof(IOrganizationServiceFactory));
            if (_service == null)
            {
                _service = factory.CreateOrganizationService(context.UserId); //~ stateful-plugin severity=high target=F:Contoso.Quotes.QuoteService._service
            }
            if (_user == null)
            {
                _user = context.UserId.ToString(); //~ stateful-plugin
            }
            _service.Update(new Entity("quote", context.PrimaryEntityId));
        }
    }

    // What is filled with the caller's things is the caller's, wherever it is made; a choice that asks something else than null is state.
    public class QuoteHandler
    {
        public IOrganizationService Service;
        public string Name { get; set; }
    }

    public class QuoteHandlers : IPlugin
    {
        private QuoteHandler _handler;
        private QuoteHandler _named;
        private object[] _array;
        private string _mode;
        private List<string> _names;
        private Dictionary<string, string> _built;

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            if (_handler == null)
            {
                _handler = new QuoteHandler { Service = service }; //~ stateful-plugin severity=high
            }
            _named = _named ?? new QuoteHandler { Name = service.ToString() }; //~ stateful-plugin
            if (_array == null)
            {
                _array = new object[] { service }; //~ stateful-plugin
            }
            _mode = DateTime.Now.Hour > 12 ? _mode : "late"; //~ stateful-plugin
            if (_names == null)
            {
                var names = new List<string> { "a" };
                foreach (var name in names.ToArray())
                {
                    names.Add(name);
                }
                _names = names; //~later lazy-member-cache
            }
            int size = serviceProvider.GetHashCode();
            Func<int> build = () =>
            {
                if (_built == null)
                {
                    _built = Build(); //~later lazy-member-cache
                }
                return size;
            };
            build();
        }

        private Dictionary<string, string> Build()
        {
            return new Dictionary<string, string>();
        }
    }
}
