//! refs: Microsoft.Xrm.Sdk state-base
// Plug-ins whose base classes and helpers lie in the assembly beside this one.
using System;
using System.Collections.Generic;
using Acme.Base;
using Microsoft.Xrm.Sdk;

namespace Acme.Derived
{
    // S01/base-dll, S02/base-dll, P01/base-dll
    public class StorePlugin : StoreBase
    {
        private int _own;

        protected override StoreBase Make()
        {
            return new StorePlugin { Count = 1 }; //= stateful-plugin
        }

        protected override void Run(IServiceProvider serviceProvider)
        {
            Name = "a"; //~ stateful-plugin target=P:Acme.Base.StoreBase.Name
            _own = Count; //~ stateful-plugin target=F:Acme.Derived.StorePlugin._own
            Action count = () => Count++; //~ stateful-plugin target=F:Acme.Base.StoreBase.Count
            count();
            Keep("b");
            var other = new StorePlugin();
            other.Count = 2; //= stateful-plugin
            other.Name = "c"; //= stateful-plugin
        }
    }

    // S03/base-dll
    public class ExplicitPlugin : ExplicitBase<string>
    {
        protected override void OnRun(Local<string> local)
        {
            Last = "a"; //~ stateful-plugin target=F:Acme.Base.ExplicitBase`1.Last
            local.Last = Last; //= stateful-plugin
            local.Set("b");
        }
    }

    // S04/base-dll, S05/base-dll, S06/base-dll
    public class AddressPlugin : AddressBase
    {
        private int _own;
        private string _text;

        protected override void Run()
        {
            int mine = 0;
            Address.Set(ref _own); //~ stateful-plugin confidence=high target=F:Acme.Derived.AddressPlugin._own
            Address.Set(ref mine); //= stateful-plugin
            Address.Set(ref Number); //~ stateful-plugin target=F:Acme.Base.AddressBase.Number
            Address.Fill(out _text); //~ stateful-plugin target=F:Acme.Derived.AddressPlugin._text
            Address.Look(ref _own); //= stateful-plugin
            Address.Count(ref _own); //~ stateful-plugin severity=low
            Address.Count(ref mine); //= stateful-plugin
            Address.Bump(ref Tally); //~ stateful-plugin target=F:Acme.Base.AddressBase.Tally
            Tally.Bump(); //~ stateful-plugin target=F:Acme.Base.AddressBase.Tally
            Tally copy = Tally;
            Address.Bump(ref copy); //= stateful-plugin
            copy.Bump(); //= stateful-plugin
        }
    }

    // S07/base-dll, S08/base-dll
    public class BellPlugin : BellBase
    {
        private int _locked;
        private int _open;

        protected override void Locked()
        {
            _locked++; //~ stateful-plugin severity=medium
            Rung += (sender, e) => _open++; //~ stateful-plugin target=E:Acme.Base.BellBase.Rung, stateful-plugin target=F:Acme.Derived.BellPlugin._open
            var bell = new Bell();
            bell.Rung += (sender, e) => { }; //= stateful-plugin
        }
    }

    // S09/base-dll, S10/base-dll, S11/base-dll
    public class HeldPlugin : HeldBase
    {
        protected override void Change(List<Box> boxes, int[] slots)
        {
            All.Add(new Box()); //~ shared-object-mutation target=F:Acme.Base.HeldBase.Boxes
            boxes.Add(new Box()); //= shared-object-mutation
            boxes[0].Value = 1; //~ shared-object-mutation target=F:Acme.Base.HeldBase.Boxes
            Slots[1] = 2; //~ shared-object-mutation target=F:Acme.Base.HeldBase.Slots
            slots[1] = 2; //= shared-object-mutation
            Box.Value = 3; //~ shared-object-mutation target=F:Acme.Base.HeldBase.Box
        }
    }

    // S12/base-dll
    public class CachePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            Cache.Put("context", serviceProvider.GetService(typeof(IPluginExecutionContext)));
            Cache.PutText("text", "a"); //= service-in-static
        }
    }

    // All of it is in the base class.
    public class LazyPlugin : LazyBase
    {
    }

    // S15/base-dll, R12/base-dll
    public class ConstructedPlugin : ConstructedBase
    {
        private int _limit;
        private int _updates;
        private int _creates;

        public ConstructedPlugin(string config)
            : base(config, OnFirst)
        {
            Register("Update", OnUpdate);
            Register("Create", provider => _creates++); //~ stateful-plugin target=F:Acme.Derived.ConstructedPlugin._creates
            Limit++; //= stateful-plugin
        }

        protected override void Prepare()
        {
            _limit = Limit; //= stateful-plugin
        }

        private static void OnFirst(IServiceProvider serviceProvider)
        {
            int calls = 0;
            calls++; //= stateful-plugin
        }

        private void OnUpdate(IServiceProvider serviceProvider)
        {
            _updates += _limit; //~ stateful-plugin target=F:Acme.Derived.ConstructedPlugin._updates
        }
    }

    // S16/base-dll, S17/base-dll, S20/base-dll, S21/base-dll
    public class LocalPlugin : LocalBase
    {
        protected override void Run(LocalContext local)
        {
            local.Count();
            local.Bag["a"] = 1; //= shared-object-mutation
            var box = new Box { Value = 1 };
            box.Text = "a"; //= stateful-plugin
        }
    }

    // S18/base-dll: the class lies in another assembly, where it is checked on its own.
    public class ProxyPlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            new CountingPlugin().Execute(serviceProvider); //= stateful-plugin
            Proxy.Forward(new CountingPlugin(), serviceProvider);
        }
    }
}
