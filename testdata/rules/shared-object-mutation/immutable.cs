//! build: all
//! refs: Microsoft.Xrm.Sdk System.Collections.Immutable
// What cannot be changed, what makes such things and can be, and the objects that are in either. What a query over something held gives is held.
using System;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.Xrm.Sdk;

namespace Acme.Immutable
{
    public class Box
    {
        public int Value;
    }

    public class BuilderPlugin : IPlugin
    {
        private readonly ImmutableList<string>.Builder _names = ImmutableList.CreateBuilder<string>();
        private readonly ImmutableDictionary<string, Box>.Builder _boxes = ImmutableDictionary.CreateBuilder<string, Box>();
        private static readonly ImmutableList<string>.Builder s_names = ImmutableList.CreateBuilder<string>();

        public void Execute(IServiceProvider serviceProvider)
        {
            // S10/direct
            _names.Add("a"); //~ shared-object-mutation
            _names[0] = "b"; //~ shared-object-mutation
            _names.Reverse(); //~ shared-object-mutation
            _boxes["a"] = new Box(); //~ shared-object-mutation
            _boxes["a"].Value = 1; //~ shared-object-mutation
            _boxes.Remove("a"); //~ shared-object-mutation
            s_names.Clear(); //~ static-state

            var names = ImmutableList.CreateBuilder<string>();
            names.Add("a"); //= shared-object-mutation
            if (_names.Contains("a") || _boxes.ContainsKey("b"))
            {
                GC.KeepAlive(_names.ToImmutable().Add("c")); //= shared-object-mutation
            }
        }
    }

    public class ListPlugin : IPlugin
    {
        private readonly ImmutableList<Box> _list = ImmutableList.Create(new Box());
        private readonly ImmutableArray<Box[]> _arrays = ImmutableArray.Create<Box[]>(new[] { new Box() }, null);
        private readonly ImmutableDictionary<string, Box> _map = ImmutableDictionary<string, Box>.Empty.Add("a", new Box());

        public void Execute(IServiceProvider serviceProvider)
        {
            // S10/direct
            _list[0].Value = 1; //~ shared-object-mutation
            foreach (var box in _list)
            {
                box.Value = 2; //~ shared-object-mutation
            }
            _arrays[0][0] = new Box(); //~ shared-object-mutation
            _arrays[0][0].Value = 3; //~ shared-object-mutation
            foreach (var boxes in _arrays)
            {
                boxes[0].Value = 4; //~ shared-object-mutation
            }
            _map["a"].Value = 5; //~ shared-object-mutation
            Box found;
            if (_map.TryGetValue("a", out found))
            {
                found.Value = 6; //~ shared-object-mutation
            }
            _list.Add(new Box())[0].Value = 7; //~ shared-object-mutation

            _list.Add(new Box()); //= shared-object-mutation
            _list.Clear(); //= shared-object-mutation
            _arrays.Add(null); //= shared-object-mutation
            _map.SetItem("a", new Box()); //= shared-object-mutation
            ImmutableList.Create(new Box())[0].Value = 8; //= shared-object-mutation
            ImmutableArray.Create(new Box())[0].Value = 9; //= shared-object-mutation
        }
    }

    public class QueryPlugin : IPlugin
    {
        private readonly IQueryable<Box> _query;
        private readonly List<Box> _boxes = new List<Box>();

        public QueryPlugin()
        {
            _query = _boxes.AsQueryable();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            // S10/direct
            _query.FirstOrDefault(box => box.Value == 1).Value = 2; //~ shared-object-mutation
            _query.Where(box => box.Value > 1).OrderBy(box => box.Value).First().Value = 3; //~ shared-object-mutation

            var mine = new List<Box> { new Box() }.AsQueryable();
            mine.First(box => box.Value == 0).Value = _query.Count(); //= shared-object-mutation
        }
    }
}
