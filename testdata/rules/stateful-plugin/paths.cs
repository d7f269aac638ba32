//! build: all net40
// S02: the ways from Execute to a store, each with a look-alike whose receiver is made in the call.
using System;
using System.Collections.Generic;
using Microsoft.Xrm.Sdk;

namespace Acme.Leads
{
    public class LeadState
    {
        public int Score;
        public string Topic { get; set; }
        public void Add(int points) { Score += points; } //= stateful-plugin
    }

    // S02: helper methods, a helper of a helper, a recursive one.
    public class LeadScorer : IPlugin
    {
        private int _score;
        private string _topic;

        public void Execute(IServiceProvider serviceProvider)
        {
            Score(serviceProvider, 3);
            Rate(new LeadState());
        }

        private void Score(IServiceProvider serviceProvider, int depth)
        {
            if (depth > 0)
            {
                Score(serviceProvider, depth - 1);
            }
            else
            {
                Remember("lead");
            }
            _score = depth; //~ stateful-plugin target=F:Acme.Leads.LeadScorer._score
        }

        private void Remember(string topic)
        {
            _topic = topic; //~ stateful-plugin target=F:Acme.Leads.LeadScorer._topic
        }

        private static void Rate(LeadState state)
        {
            state.Score = 1; //= stateful-plugin
            state.Topic = "cold"; //= stateful-plugin
            state.Add(2); //= stateful-plugin
        }

        // Nothing calls this one.
        public void Reset()
        {
            _score = 0; //= stateful-plugin
        }
    }

    // S02: auto-property, full property.
    public class LeadRating : IPlugin
    {
        private int _stars;

        public int Rating { get; set; }

        public int Stars
        {
            get { return _stars; }
            set { _stars = value; } //~ stateful-plugin target=F:Acme.Leads.LeadRating._stars
        }

        public void Execute(IServiceProvider serviceProvider)
        {
            Rating = 5; //~ stateful-plugin severity=high
            Rating++; //~ stateful-plugin
            Stars = Rating;
            var state = new LeadState();
            state.Topic = "hot"; //= stateful-plugin
            state.Topic += Stars; //= stateful-plugin
        }
    }

    // S02: a static helper that gets `this`, an extension method, a local copy of `this`.
    public class LeadRouter : IPlugin
    {
        internal string Owner;
        internal int Hops;

        public void Execute(IServiceProvider serviceProvider)
        {
            Route(this, "north");
            this.Hop();
            var self = this;
            self.Owner = "south"; //~ stateful-plugin target=F:Acme.Leads.LeadRouter.Owner
            var other = new LeadRouter();
            other.Owner = "east"; //= stateful-plugin
            Keep(other);
        }

        private static void Route(LeadRouter router, string owner)
        {
            router.Owner = owner; //~ stateful-plugin
        }

        private static void Keep(LeadRouter router)
        {
            router.Hops = 1; //= stateful-plugin
        }
    }

    public static class LeadRouterExtensions
    {
        public static void Hop(this LeadRouter router)
        {
            router.Hops++; //~ stateful-plugin target=F:Acme.Leads.LeadRouter.Hops
        }
    }

    // S02: base-class method and derived override; the sibling that nobody instantiates in reach of this root stays apart.
    public abstract class LeadPlugin : IPlugin
    {
        protected int Calls;

        public void Execute(IServiceProvider serviceProvider)
        {
            OnExecute(serviceProvider);
        }

        protected void Count()
        {
            Calls++; //~ stateful-plugin target=F:Acme.Leads.LeadPlugin.Calls
        }

        protected virtual void OnExecute(IServiceProvider serviceProvider)
        {
        }
    }

    public class LeadQualifier : LeadPlugin
    {
        private string _step;

        protected override void OnExecute(IServiceProvider serviceProvider)
        {
            base.OnExecute(serviceProvider);
            Count();
            _step = "qualify"; //~ stateful-plugin
        }
    }

    public class LeadCloser : LeadPlugin
    {
        protected override void OnExecute(IServiceProvider serviceProvider)
        {
            var local = new LeadState();
            local.Score = Calls; //= stateful-plugin
        }
    }

    // S02, R06, R09: method group, lambda that captures this, lambda that captures this and a local, anonymous delegate.
    public class LeadNotifier : IPlugin
    {
        private int _sent;
        private string _last;
        private string _first;
        private int _lines;

        public void Execute(IServiceProvider serviceProvider)
        {
            var names = new List<string> { "a", "b" };
            names.ForEach(Send);
            string prefix = "lead ";
            names.ForEach(n => _last = prefix + n); //~ stateful-plugin target=F:Acme.Leads.LeadNotifier._last
            Action first = () => _first = "none"; //~ stateful-plugin
            first();
            Func<string, bool> count = delegate(string n)
            {
                _lines++; //~ stateful-plugin
                return n.Length > 0;
            };
            names.RemoveAll(new Predicate<string>(count));
            int local = 0;
            names.ForEach(n => local += n.Length); //= stateful-plugin
            var state = new LeadState();
            names.ForEach(n => state.Score += n.Length); //= stateful-plugin
            names.ForEach(n => state.Topic = prefix); //= stateful-plugin
        }

        private void Send(string name)
        {
            _sent++; //~ stateful-plugin
        }
    }

    // S02: a lambda without captures that gets the instance as its argument.
    public class LeadMapper : IPlugin
    {
        private int _mapped;

        public void Execute(IServiceProvider serviceProvider)
        {
            Action<LeadMapper> mark = m => m._mapped = 1; //~ stateful-plugin
            mark(this);
            Action<LeadState> fill = s => s.Score = 1; //= stateful-plugin
            fill(new LeadState());
        }
    }

    // R03, R04: receivers typed by a base class or interface of our own.
    public interface ILeadStep { void Run(LeadState state); }

    public class LeadStepA : ILeadStep
    {
        private int _runs;
        public void Run(LeadState state) { _runs++; state.Score = _runs; } //= stateful-plugin
    }

    public class LeadPipeline : IPlugin, ILeadStep
    {
        private int _runs;

        public void Execute(IServiceProvider serviceProvider)
        {
            ILeadStep perCall = new LeadStepA();
            perCall.Run(new LeadState());
            ILeadStep self = this;
            self.Run(new LeadState());
        }

        public void Run(LeadState state)
        {
            _runs++; //~ stateful-plugin target=F:Acme.Leads.LeadPipeline._runs
            state.Score = _runs;
        }
    }
}
