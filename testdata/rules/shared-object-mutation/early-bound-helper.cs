// Generated classes whose properties are set by a helper of their base: the author's line is where one is set.
using System;
using Microsoft.Xrm.Sdk;

namespace Acme.EarlyBoundHelper
{
    public abstract class Record : Entity
    {
        protected Record(string name)
            : base(name)
        {
        }

        protected T Get<T>(string name)
        {
            return GetAttributeValue<T>(name);
        }

        protected void Set(string name, object value)
        {
            SetAttributeValue(name, value); //= shared-object-mutation
        }

        protected void Put(string name, object value)
        {
            OnChanging(name);
            Attributes[name] = value; //= shared-object-mutation
        }

        protected virtual void OnChanging(string name)
        {
        }

        // An author's own method calls this one.
        protected void Keep(string name, object value)
        {
            SetAttributeValue(name, value); //~ shared-object-mutation target=F:Acme.EarlyBoundHelper.RecordPlugin._account
        }
    }

    public class Account : Record
    {
        public Account()
            : base("account")
        {
        }

        public string Name
        {
            get { return Get<string>("name"); }
            set { Set("name", value); } //= shared-object-mutation
        }

        public int Employees
        {
            get { return Get<int>("numberofemployees"); }
            set { Put("numberofemployees", value); } //= shared-object-mutation
        }

        public void Rename(string name)
        {
            Keep("name", name);
        }
    }

    public class RecordPlugin : IPlugin
    {
        private readonly Account _account = new Account();

        public void Execute(IServiceProvider serviceProvider)
        {
            _account.Name = "Acme"; //~ shared-object-mutation target=F:Acme.EarlyBoundHelper.RecordPlugin._account
            _account.Employees = 1; //~ shared-object-mutation target=F:Acme.EarlyBoundHelper.RecordPlugin._account
            _account.Rename("Acme");
            var mine = new Account { Name = "mine", Employees = 2 }; //= shared-object-mutation
            mine.Name = _account.Name; //= shared-object-mutation
        }
    }
}
