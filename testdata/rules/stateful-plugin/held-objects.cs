// S09, S10, S11, S12, S13: the field stays, the object it holds is changed. Only S13 is this rule's.
using System;
using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Text;
using System.Threading;
using Microsoft.Xrm.Sdk;

namespace Contoso.Stock
{
    public class Box
    {
        public int Value;
        public int Prop { get; set; }
        public void Run() { Value++; } //~later shared-object-mutation
    }

    public class StockCache : IPlugin
    {
        private readonly List<string> _names = new List<string>();
        private readonly Dictionary<string, int> _levels = new Dictionary<string, int>();
        private readonly int[] _counts = new int[8];
        private readonly StringBuilder _log = new StringBuilder();
        private readonly Box _box = new Box();
        private readonly ConcurrentDictionary<string, int> _shared = new ConcurrentDictionary<string, int>();
        private readonly Lazy<string> _name = new Lazy<string>(() => "stock");
        private readonly ThreadLocal<int> _perThread = new ThreadLocal<int>();

        // S13: the attribute works on statics only.
        [ThreadStatic]
        private int _perThreadByMistake;

        [ThreadStatic]
        private static int t_depth;

        public void Execute(IServiceProvider serviceProvider)
        {
            _names.Add("a"); //~later shared-object-mutation
            _levels["a"] = 1; //~later shared-object-mutation
            _counts[0] = 1; //~later shared-object-mutation
            _counts[1]++; //~later shared-object-mutation
            _log.Append("x"); //~later shared-object-mutation
            _box.Value = 1; //~later shared-object-mutation
            _box.Prop = 1; //~later shared-object-mutation
            _box.Run();
            _shared["a"] = 1; //= shared-object-mutation
            _perThread.Value = _name.Value.Length; //= shared-object-mutation
            _perThreadByMistake = 1; //~ stateful-plugin target=F:Contoso.Stock.StockCache._perThreadByMistake
            t_depth = 1; //= static-state
            var names = new List<string>(_names);
            names.Add("b"); //= shared-object-mutation
            var counts = new int[2];
            counts[0] = _counts[0]; //= shared-object-mutation
            serviceProvider.GetService((names.Count + counts[0] + t_depth).GetType());
        }
    }
}
