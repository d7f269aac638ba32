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
}
