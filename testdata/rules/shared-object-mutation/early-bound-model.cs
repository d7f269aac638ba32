//! library
// Classes as generators of early-bound entities write them, in an assembly of their own: a property is set where the plug-in sets it.
using System;
using System.ComponentModel;
using Microsoft.Xrm.Sdk;

namespace Acme.Model
{
    public class Account : Entity, INotifyPropertyChanged
    {
        public Account() : base("account")
        {
        }

        public event PropertyChangedEventHandler PropertyChanged;

        public string Name
        {
            get { return GetAttributeValue<string>("name"); }
            set
            {
                OnPropertyChanged("Name");
                SetAttributeValue("name", value); //= shared-object-mutation
            }
        }

        public int? Employees
        {
            get { return GetAttributeValue<int?>("employees"); }
            set { Attributes["employees"] = value; } //= shared-object-mutation
        }

        private void OnPropertyChanged(string name)
        {
            if (PropertyChanged != null)
                PropertyChanged(this, new PropertyChangedEventArgs(name));
        }
    }
}
