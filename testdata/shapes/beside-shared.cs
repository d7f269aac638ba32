//! build: all net40
// What lies beside something shared in a container of the call, or holds it, is not shared itself: neither is what it has put in changed.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Fabrikam.Beside
{
    public class Local
    {
        public int Depth;
        public int Level { get; set; }
        public List<int> Items = new List<int>();
    }

    public enum Mode
    {
        Off,
        On,
    }

    public class ServicesPlugin : IPlugin
    {
        private int _depth;

        public void Execute(IServiceProvider serviceProvider)
        {
            var services = new Dictionary<Type, object>();
            services[typeof(IPlugin)] = this;
            services[typeof(Local)] = new Local();
            ((Local)services[typeof(Local)]).Depth = 1; //= stateful-plugin
            ((Local)services[typeof(Local)]).Level = 1; //= stateful-plugin
            ((Local)services[typeof(Local)]).Items.Add(1); //= shared-object-mutation
            ((ServicesPlugin)services[typeof(IPlugin)])._depth = 1; //~ stateful-plugin target=F:Fabrikam.Beside.ServicesPlugin._depth
            var pair = new KeyValuePair<ServicesPlugin, Local>(this, new Local());
            pair.Value.Level = 2; //= stateful-plugin
            var array = new object[] { this, new Local() };
            Fill(ref ((Local)array[1]).Depth);
            Fill(ref ((ServicesPlugin)array[0])._depth); //~ stateful-plugin target=F:Fabrikam.Beside.ServicesPlugin._depth
        }

        private static void Fill(ref int place)
        {
            place = 3; //= stateful-plugin
        }
    }

    public class ConstantsPlugin : IPlugin
    {
        private static readonly string[] Columns = { "a" };
        private readonly List<string> _names = new List<string>();
        private readonly string _name;
        private readonly Guid _id = Guid.NewGuid();
        private readonly DateTime? _day = DateTime.UtcNow;
        private readonly Mode _mode = Mode.On;
        private readonly Uri _address = new Uri("https://example.com/");
        private readonly List<int> _shelf = new List<int>();

        public ConstantsPlugin(string name)
        {
            _name = name;
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            var task = new Entity("task");
            task["subject"] = _name;
            task["id"] = _id;
            task["day"] = _day;
            task["mode"] = _mode;
            task["address"] = _address;
            task["column"] = Columns[0];
            task["first"] = _names[0];
            task.Attributes["x"] = 1; //= shared-object-mutation
            task.Attributes.Add("y", 2); //= shared-object-mutation
            var request = new OrganizationRequest("x");
            request["p"] = Columns[0];
            request.Parameters["z"] = 1; //= static-state
            var groups = new Dictionary<string, List<int>>();
            List<int> group;
            if (!groups.TryGetValue(_name, out group))
            {
                group = new List<int>();
                groups.Add(_name, group);
            }

            group.Add(1); //= shared-object-mutation
            var records = new Dictionary<Guid, Entity>();
            Entity record;
            if (!records.TryGetValue(Guid.Empty, out record))
            {
                record = new Entity("a");
                records[Guid.Empty] = record;
            }

            record["x"] = 1; //= static-state
            var shelves = new Dictionary<string, List<int>>();
            shelves[_name] = _shelf;
            shelves[_name].Add(2); //~ shared-object-mutation target=F:Fabrikam.Beside.ConstantsPlugin._shelf
            Columns[0] = _name; //~ static-state
            _names.Add(_name); //~ shared-object-mutation target=F:Fabrikam.Beside.ConstantsPlugin._names
        }
    }

    public class RecordPlugin : IPlugin
    {
        private readonly Entity _template = new Entity("task");
        private readonly AttributeCollection _values = new AttributeCollection();
        private readonly List<int> _list = new List<int>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var task = new Entity("task");
            task["list"] = _list;
            task.Attributes["x"] = 1; //= shared-object-mutation
            _template.Attributes["x"] = 1; //~ shared-object-mutation target=F:Fabrikam.Beside.RecordPlugin._template
            var other = new Entity("task");
            other.Attributes = _values;
            other.Attributes["x"] = 1; //~ shared-object-mutation target=F:Fabrikam.Beside.RecordPlugin._values
        }
    }
}
