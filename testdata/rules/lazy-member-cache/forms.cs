//! build: all
// S14: the ways in which a field is asked whether it has a value; what else stands in the condition; values that are awaited.
using System;
using System.Collections.Generic;
using System.Threading.Tasks;
using Microsoft.Xrm.Sdk;

namespace Acme.Forms
{
    public class NullablePlugin : IPlugin
    {
        private int? _count;
        private DateTime? _day;
        private int _plain;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_count == null)
            {
                _count = 3; //~ lazy-member-cache
            }
            if (!_day.HasValue)
            {
                _day = new DateTime(2020, 1, 1); //~ lazy-member-cache
            }
            if (_plain == 0)
            {
                _plain = 3; //~ stateful-plugin //= lazy-member-cache
            }
        }
    }

    public class HasValuePlugin : IPlugin
    {
        private int? _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_count.HasValue)
            {
                _count = 3; //~ stateful-plugin //= lazy-member-cache
            }
        }
    }

    public class AskingPlugin : IPlugin
    {
        private List<int> _same;
        private List<int> _other;
        private string _name;
        private string _title;
        private Uri _address;
        private Uri _known;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (object.ReferenceEquals(_same, null))
            {
                _same = new List<int>(); //~ lazy-member-cache
            }
            if (!object.ReferenceEquals(_other, null))
            {
                _other = new List<int>(); //~ stateful-plugin //= lazy-member-cache
            }
            if (string.IsNullOrEmpty(_name))
            {
                _name = "x"; //~ lazy-member-cache
            }
            if (!string.IsNullOrEmpty(_title))
            {
                _title = "x"; //~ stateful-plugin //= lazy-member-cache
            }
            if (_address == null)
            {
                _address = new Uri("http://localhost"); //~ lazy-member-cache
            }
            if (_known != null)
            {
                _known = new Uri("http://localhost"); //~ stateful-plugin //= lazy-member-cache
            }
        }
    }

    public class ConditionPlugin : IPlugin
    {
        private string _and;
        private string _and2;
        private string _or;
        private List<int> _empty;

        public void Execute(IServiceProvider serviceProvider)
        {
            if (_and == null && serviceProvider != null)
            {
                _and = "a"; //~ lazy-member-cache
            }
            if (serviceProvider != null && _and2 == null)
            {
                _and2 = "a"; //~ lazy-member-cache
            }
            if (_or == null || serviceProvider != null)
            {
                _or = "a"; //~ stateful-plugin //= lazy-member-cache
            }
            if (_empty == null || _empty.Count == 0)
            {
                _empty = new List<int>(); //~ stateful-plugin //= lazy-member-cache
            }
        }
    }

    // S14/async: behind an await.
    public class AwaitPlugin : IPlugin
    {
        private List<int> _rates;
        private List<int> _always;
        private string _user;

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            LoadAsync(context.MessageName).Wait(); //~ sync-over-async
        }

        private async Task LoadAsync(string message) //~ async-method
        {
            if (_rates == null)
            {
                _rates = await ReadAsync(); //~ lazy-member-cache
            }
            _always = await ReadAsync(); //~ stateful-plugin //= lazy-member-cache
            if (_user == null)
            {
                _user = await NameAsync(message); //~ stateful-plugin //= lazy-member-cache
            }
        }

        private static Task<List<int>> ReadAsync()
        {
            return Task.FromResult(new List<int>());
        }

        private static Task<string> NameAsync(string message)
        {
            return Task.FromResult(message + "x");
        }
    }
}
