//! refs: Microsoft.Xrm.Sdk early-bound-model
// Typed properties of early-bound entities: who sets one changes the entity.
using System;
using Acme.Model;
using Microsoft.Xrm.Sdk;

namespace Acme.EarlyBound
{
    public class Contact : Entity
    {
        private static int s_made;
        private int _changes;

        public string Name
        {
            get { return GetAttributeValue<string>("name"); }
            set { SetAttributeValue("name", value); } //= shared-object-mutation
        }

        // The method is the author's, and so is what it sets.
        public void Rename(string name)
        {
            Name = name; //~ shared-object-mutation target=F:Acme.EarlyBound.AccountPlugin._contact
        }

        // A setter with a field of its own tells where it stores.
        public string Phone
        {
            get { return GetAttributeValue<string>("phone"); }
            set
            {
                _changes++; //~ shared-object-mutation
                SetAttributeValue("phone", value); //~ shared-object-mutation
            }
        }

        // What else it changes shows there, too.
        public string City
        {
            get { return GetAttributeValue<string>("city"); }
            set
            {
                s_made++; //~ static-state
                SetAttributeValue("city", value); //= shared-object-mutation
            }
        }
    }

    public class AccountPlugin : IPlugin
    {
        private static readonly Account s_account = new Account();
        private static Account s_late;
        private readonly Account _account = new Account();
        private readonly Contact _contact = new Contact();

        public void Execute(IServiceProvider serviceProvider)
        {
            _account.Name = "Acme"; //~ shared-object-mutation severity=medium target=F:Acme.EarlyBound.AccountPlugin._account
            _account.Employees = 1; //~ shared-object-mutation target=F:Acme.EarlyBound.AccountPlugin._account
            s_account.Name = "Acme"; //~ static-state target=F:Acme.EarlyBound.AccountPlugin.s_account
            _contact.Name = "Ada"; //~ shared-object-mutation target=F:Acme.EarlyBound.AccountPlugin._contact
            _contact.Rename("Ada");
            _contact.Phone = "1";
            _contact.City = "Bern"; //~ shared-object-mutation target=F:Acme.EarlyBound.AccountPlugin._contact
            Fill(_account);
            var mine = new Account { Name = "mine" }; //= shared-object-mutation
            mine.Employees = 2; //= shared-object-mutation
            var name = _account.Name; //= shared-object-mutation
            var late = new Account { Name = name }; //= static-state
            s_late = late; //~ service-in-static
            late.Name = "late"; //~ static-state target=F:Acme.EarlyBound.AccountPlugin.s_late
            ((Entity)serviceProvider.GetService(typeof(Entity))).ToEntity<Account>().Name = "target"; //= shared-object-mutation
        }

        private static void Fill(Account account)
        {
            account.Name = "filled"; //~ shared-object-mutation target=F:Acme.EarlyBound.AccountPlugin._account
        }
    }
}
