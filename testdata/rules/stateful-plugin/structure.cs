//! build: all net40
// S03, S15, and where roots hide: explicit implementation, generic base class, nested and internal classes, handlers registered by a constructor.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Assets
{
    // S03
    public class AssetPlugin : IPlugin
    {
        private int _assets;

        void IPlugin.Execute(IServiceProvider serviceProvider)
        {
            _assets++; //~ stateful-plugin target=F:Acme.Assets.AssetPlugin._assets
        }

        // Not the entry method.
        public void Execute(string unused)
        {
            _assets = 0;
        }
    }

    // S03: the field is a reference to a member of an instantiated generic type.
    public abstract class EntityPlugin<T> : IPlugin where T : Entity
    {
        protected T Target;
        private readonly List<T> _seen = new List<T>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var context = (IPluginExecutionContext)serviceProvider.GetService(typeof(IPluginExecutionContext));
            Target = (T)context.InputParameters["Target"]; //~ stateful-plugin severity=high
            var local = new PerCall<T>();
            local.Target = Target;
            Handle(local);
        }

        protected abstract void Handle(PerCall<T> local);
    }

    public class PerCall<T>
    {
        public T Target;
        public int Count { get; set; }
    }

    public class Asset : Entity
    {
    }

    public class AssetAudit : EntityPlugin<Asset>
    {
        protected override void Handle(PerCall<Asset> local)
        {
            local.Count = 1;
            Target = local.Target; //~ stateful-plugin severity=high
        }
    }

    // Nested, internal and generic classes are roots too.
    public static class Registration
    {
        internal class NestedPlugin : IPlugin
        {
            private int _runs;

            public void Execute(IServiceProvider serviceProvider)
            {
                _runs++; //~ stateful-plugin target=F:Acme.Assets.Registration.NestedPlugin._runs
            }
        }
    }

    public class GenericPlugin<T> : IPlugin
    {
        private T _last;

        public void Execute(IServiceProvider serviceProvider)
        {
            _last = default(T); //~ stateful-plugin
            serviceProvider.GetService(typeof(T));
        }
    }

    // A toolkit's way: the constructor registers the handlers, Execute runs them.
    public class LocalContext
    {
        public IServiceProvider Provider;
        public int Calls;
    }

    public class RegisteringBase : IPlugin
    {
        private readonly List<Action<LocalContext>> _events = new List<Action<LocalContext>>();

        protected List<Action<LocalContext>> RegisteredEvents { get { return _events; } }

        public void Execute(IServiceProvider serviceProvider)
        {
            var local = new LocalContext();
            local.Provider = serviceProvider;
            foreach (var handler in _events)
            {
                handler(local);
            }
        }
    }

    public class AssetReminder : RegisteringBase
    {
        private int _reminders;
        private int _names;

        public AssetReminder()
        {
            RegisteredEvents.Add(new Action<LocalContext>(ExecuteReminder));
            new List<string> { "a" }.ForEach(CountName);
        }

        protected void ExecuteReminder(LocalContext local)
        {
            local.Calls++;
            _reminders++; //~ stateful-plugin target=F:Acme.Assets.AssetReminder._reminders
        }

        // Run by the framework inside the constructor: its writes are the constructor's.
        private void CountName(string name)
        {
            _names++;
        }
    }

    // No plug-in: nothing calls it.
    public class Unrelated
    {
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            _count++;
        }
    }

    // R04: a struct behind an interface: run by a generic method for its type, or boxed.
    public interface IAssetMark
    {
        void Set(int value);
    }

    public struct AssetMark : IAssetMark
    {
        public AssetMarker Owner;
        public int Value;

        public void Set(int value)
        {
            Value = value;
            Owner.Marks = value; //~ stateful-plugin target=F:Acme.Assets.AssetMarker.Marks //= shared-object-mutation
        }
    }

    public struct AssetBoxedMark : IAssetMark
    {
        public AssetMarker Owner;

        public void Set(int value)
        {
            Owner.Boxed = value; //~ stateful-plugin target=F:Acme.Assets.AssetMarker.Boxed
        }
    }

    public class AssetMarker : IPlugin
    {
        internal int Marks;
        internal int Boxed;
        private AssetMark _own;

        public void Execute(IServiceProvider serviceProvider)
        {
            Mark(new AssetMark { Owner = this });
            MarkInPlace(ref _own); //~ stateful-plugin target=F:Acme.Assets.AssetMarker._own
            IAssetMark boxed = new AssetBoxedMark { Owner = this };
            boxed.Set(2);
        }

        private static void Mark<T>(T mark) where T : IAssetMark
        {
            mark.Set(1);
        }

        // The struct is changed where it lies.
        private static void MarkInPlace<T>(ref T mark) where T : IAssetMark
        {
            mark.Set(3);
        }
    }
}
