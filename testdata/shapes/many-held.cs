//! build: all
//! problem: bound Contoso.ManyHeld.AmongOwnPlugin
// Trees, lists and tables of many objects that the constructor makes: what is done to one of them is seen, however many there are.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Contoso.ManyHeld
{
    public class Node
    {
        public Node Left, Right, Parent;
        public int Value;

        public Node Insert(int value)
        {
            if (value < Value)
            {
                return Left == null ? (Left = new Node()) : Left.Insert(value); //~ shared-object-mutation target=F:Contoso.ManyHeld.TreePlugin._tree
            }
            return Right == null ? (Right = new Node()) : Right.Insert(value); //~ shared-object-mutation target=F:Contoso.ManyHeld.TreePlugin._tree
        }
    }

    // S10: the nodes of a tree stand for each other.
    public class TreePlugin : IPlugin
    {
        private readonly Node _tree = new Node();

        public void Execute(IServiceProvider serviceProvider)
        {
            _tree.Insert(3).Value = 5; //~ shared-object-mutation target=F:Contoso.ManyHeld.TreePlugin._tree
            Node own = new Node();
            own.Left = _tree;
            own.Value = 1; //= shared-object-mutation
        }
    }

    // The same tree made in the call is its own.
    public class OwnTreePlugin : IPlugin
    {
        public void Execute(IServiceProvider serviceProvider)
        {
            OwnNode tree = new OwnNode();
            tree.Insert(3).Value = 5; //= shared-object-mutation
        }
    }

    public class OwnNode
    {
        public OwnNode Left, Right;
        public int Value;

        public OwnNode Insert(int value)
        {
            if (value < Value)
            {
                return Left == null ? (Left = new OwnNode()) : Left.Insert(value); //= shared-object-mutation
            }
            return Right == null ? (Right = new OwnNode()) : Right.Insert(value); //= shared-object-mutation
        }
    }

    public class Page
    {
        public readonly List<Page> Children = new List<Page>();
        public int Visits;
    }

    // A walk by recursion over what is held.
    public class FindPlugin : IPlugin
    {
        private readonly Page _start = new Page();

        public void Execute(IServiceProvider serviceProvider)
        {
            Find(_start, 3).Visits = 1; //~ shared-object-mutation target=F:Contoso.ManyHeld.FindPlugin._start
        }

        private static Page Find(Page page, int depth)
        {
            if (depth == 0)
            {
                return page;
            }
            foreach (Page child in page.Children)
            {
                Page found = Find(child, depth - 1);
                if (found != null)
                {
                    return found;
                }
            }
            return null;
        }
    }

    public interface IRule
    {
        void Run();
    }

    public class Rule0 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule1 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule2 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule3 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule4 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule5 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule6 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule7 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule8 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule9 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule10 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule11 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule12 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule13 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule14 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule15 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule16 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule17 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule18 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule19 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule20 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule21 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule22 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule23 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule24 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule25 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule26 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule27 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule28 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    public class Rule29 : IRule
    {
        private int _runs;

        public void Run()
        {
            _runs++; //~ shared-object-mutation target=F:Contoso.ManyHeld.RulesPlugin._rules
        }
    }

    // A list of thirty rules that the constructor makes; each keeps state.
    public class RulesPlugin : IPlugin
    {
        private readonly List<IRule> _rules = new List<IRule>();
        private readonly IRule[] _table = new IRule[2];

        public RulesPlugin()
        {
            _rules.Add(new Rule0());
            _rules.Add(new Rule1());
            _rules.Add(new Rule2());
            _rules.Add(new Rule3());
            _rules.Add(new Rule4());
            _rules.Add(new Rule5());
            _rules.Add(new Rule6());
            _rules.Add(new Rule7());
            _rules.Add(new Rule8());
            _rules.Add(new Rule9());
            _rules.Add(new Rule10());
            _rules.Add(new Rule11());
            _rules.Add(new Rule12());
            _rules.Add(new Rule13());
            _rules.Add(new Rule14());
            _rules.Add(new Rule15());
            _rules.Add(new Rule16());
            _rules.Add(new Rule17());
            _rules.Add(new Rule18());
            _rules.Add(new Rule19());
            _rules.Add(new Rule20());
            _rules.Add(new Rule21());
            _rules.Add(new Rule22());
            _rules.Add(new Rule23());
            _rules.Add(new Rule24());
            _rules.Add(new Rule25());
            _rules.Add(new Rule26());
            _rules.Add(new Rule27());
            _rules.Add(new Rule28());
            _rules.Add(new Rule29());
            _table[0] = new Quiet();
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            foreach (IRule rule in _rules)
            {
                rule.Run();
            }
            _table[0].Run(); //= shared-object-mutation
        }
    }

    public class Quiet : IRule
    {
        public void Run()
        {
            int local = 1;
            local++;
            GC.KeepAlive(local);
        }
    }

    public class Counter
    {
        public int Count;
    }

    // One shared object among many that the call makes.
    public class AmongOwnPlugin : IPlugin
    {
        private readonly Counter _counter = new Counter();

        public void Execute(IServiceProvider serviceProvider)
        {
            List<Counter> all = new List<Counter>();
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(new Counter());
            all.Add(_counter);
            foreach (Counter counter in all)
            {
                counter.Count = 1; //~ shared-object-mutation target=F:Contoso.ManyHeld.AmongOwnPlugin._counter
            }
            List<Counter> fresh = new List<Counter>();
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            fresh.Add(new Counter());
            foreach (Counter counter in fresh)
            {
                counter.Count = 1; //= shared-object-mutation
            }
        }
    }
}
