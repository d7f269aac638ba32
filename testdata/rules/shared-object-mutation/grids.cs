// Arrays of several dimensions are changed by methods that the runtime gives them, others by members that copy; elements of a known
// container are what was put into it.
using System;
using System.Collections;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Grids
{
    public class GridPlugin : IPlugin
    {
        private static readonly string[,] s_names = new string[2, 2];
        private static readonly object[,] s_any = new object[2, 2];
        private readonly int[,] _grid = new int[2, 2];
        private readonly byte[] _bytes = new byte[4];
        private readonly IOrganizationService[,] _services = new IOrganizationService[1, 1];

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            _grid[1, 1] = 3; //~ shared-object-mutation severity=medium target=F:Acme.Grids.GridPlugin._grid
            _grid[0, 1]++; //~ shared-object-mutation
            Grow(ref _grid[1, 0]); //~ shared-object-mutation
            s_names[0, 0] = "a"; //~ static-state
            s_any[0, 0] = service; //~ service-in-static severity=high
            _services[0, 0] = service; //~ shared-object-mutation severity=high
            var mine = new int[2, 2];
            mine[0, 0] = _grid[0, 0]; //= shared-object-mutation
            mine[0, 1]++; //= shared-object-mutation
            Grow(ref mine[1, 0]); //= shared-object-mutation
            var bytes = new byte[4];
            Buffer.BlockCopy(bytes, 0, _bytes, 0, 4); //~ shared-object-mutation
            Buffer.BlockCopy(_bytes, 0, bytes, 0, 4); //= shared-object-mutation
        }

        private static void Grow(ref int value)
        {
            value++; //= shared-object-mutation
        }
    }

    public interface IHandler
    {
        void Handle(IServiceProvider serviceProvider);
    }

    public class FreshHandler : IHandler
    {
        private int _calls;

        public void Handle(IServiceProvider serviceProvider)
        {
            _calls++; //= shared-object-mutation
            serviceProvider.GetService(_calls.GetType());
        }
    }

    public class HeldHandler : IHandler
    {
        private int _calls;

        public void Handle(IServiceProvider serviceProvider)
        {
            _calls++; //~ shared-object-mutation
            serviceProvider.GetService(_calls.GetType());
        }
    }

    public class AddedHandler : IHandler
    {
        private int _calls;

        public void Handle(IServiceProvider serviceProvider)
        {
            _calls++; //~ shared-object-mutation
            serviceProvider.GetService(_calls.GetType());
        }
    }

    public class HandlersPlugin : IPlugin
    {
        private readonly Dictionary<string, Func<IHandler>> _factories = new Dictionary<string, Func<IHandler>>();
        private readonly Dictionary<string, IHandler> _handlers = new Dictionary<string, IHandler>();

        public HandlersPlugin()
        {
            _factories["fresh"] = () => new FreshHandler();
            _handlers.Add("held", new HeldHandler());
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Func<IHandler> make;
            if (_factories.TryGetValue("a", out make))
            {
                make().Handle(serviceProvider);
            }
            _handlers["added"] = new AddedHandler(); //~ shared-object-mutation
            IHandler handler;
            if (_handlers.TryGetValue("a", out handler))
            {
                handler.Handle(serviceProvider);
            }
        }
    }

    // A lock on what a container says it is to be locked by is one on a shared object.
    public class LocksPlugin : IPlugin
    {
        private static readonly Hashtable s_table = new Hashtable();
        private static readonly Dictionary<string, int> s_map = new Dictionary<string, int>();
        private int _count;

        public void Execute(IServiceProvider serviceProvider)
        {
            lock (s_table.SyncRoot) //~ static-lock severity=medium
            {
                _count++; //~ stateful-plugin severity=medium
            }
            lock (((ICollection)s_map).SyncRoot) //~ static-lock severity=medium
            {
                _count++; //~ stateful-plugin severity=medium
            }
            lock (new Hashtable().SyncRoot) //= static-lock
            {
                _count++; //~ stateful-plugin severity=high
            }
        }
    }

    public class Box
    {
        public object Content { get; set; }

        public object Field;
    }

    // What belongs to one call weighs more, wherever it is put.
    public class BoxPlugin : IPlugin
    {
        private readonly Box _box = new Box();
        private readonly List<object> _list = new List<object>();
        private readonly Dictionary<string, object> _map = new Dictionary<string, object>();

        public void Execute(IServiceProvider serviceProvider)
        {
            var service = (IOrganizationService)serviceProvider.GetService(typeof(IOrganizationService));
            _list.Add(service); //~ shared-object-mutation severity=high
            _list.Add("a"); //~ shared-object-mutation severity=medium
            _map["a"] = service; //~ shared-object-mutation severity=high
            _map["b"] = 3; //~ shared-object-mutation severity=medium
            _box.Content = service; //~ shared-object-mutation severity=high
            _box.Content = "a"; //~ shared-object-mutation severity=medium
            _box.Field = service; //~ shared-object-mutation severity=high
            _box.Field = "a"; //~ shared-object-mutation severity=medium
        }
    }
}
