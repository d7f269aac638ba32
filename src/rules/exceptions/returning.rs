//! Which calls come back, and what those throw that never do.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::{Class, Exceptions};
use crate::analysis::facts::Action;
use crate::analysis::{ContextId, Via};
use crate::il::{Flow, IlOffset, Opcode};

/// How deep calls of methods that never return are followed. Deeper ones count as returning.
const DEPTH: u32 = 8;

impl Exceptions<'_, '_, '_> {
    /// The last instructions of the blocks inside a range that control gets to, past calls that return.
    pub(in crate::rules) fn ends(&mut self, context: ContextId, range: (IlOffset, IlOffset)) -> Vec<IlOffset> {
        let stuck = self.stuck(context, range, DEPTH);
        self.cx.reach.facts(context).ends_within(range, &|at| stuck.contains(&at))
    }

    /// The calls inside a range behind which control never gets.
    fn stuck(&mut self, context: ContextId, range: (IlOffset, IlOffset), depth: u32) -> FxHashSet<IlOffset> {
        let cx = self.cx;
        let facts = cx.reach.facts(context);
        let first = facts.events().partition_point(|event| event.at < range.0);
        let inside = facts.events().iter().skip(first).take_while(|event| event.at < range.1);
        let is_last = |action| match action {
            Action::Call { method, .. } => cx.callee(context, method).is_some_and(|callee| cx.never_comes_back(callee)),
            _ => false,
        };
        let last = inside.filter(|event| is_last(event.action)).map(|event| event.at);
        let mut stuck: FxHashSet<IlOffset> = last.collect();
        for run in cx.reach.edges(context).chunk_by(|a, b| a.at == b.at) {
            let Some(at) = run.first().map(|edge| edge.at) else { continue };
            let is_inside = range.0 <= at && at < range.1;
            let is_call = matches!(
                facts.event_at(at).map(|event| event.action),
                Some(Action::Call { opcode: Opcode::Call | Opcode::Callvirt, .. })
            );
            // What the call runs besides, such as a static constructor, does not make it come back.
            let mut called = run.iter().filter(|edge| edge.via != Via::StaticConstructor).peekable();
            if is_inside && is_call && called.peek().is_some() && called.all(|edge| !self.returns(edge.to, depth)) {
                stuck.insert(at);
            }
        }
        stuck
    }

    /// Whether control can come back from a context.
    fn returns(&mut self, context: ContextId, depth: u32) -> bool {
        if let Some(known) = self.returning.get(&context) {
            return *known;
        }
        let code = Rc::clone(self.cx.reach.code(context));
        let Some(depth) = depth.checked_sub(1).filter(|_| code.clauses.is_empty() && code.complete) else {
            return true;
        };
        // Calls in a circle come back somewhere.
        self.returning.insert(context, true);
        let all = (IlOffset(0), IlOffset(u32::MAX));
        let stuck = self.stuck(context, all, depth);
        let ends = code.facts.ends_within(all, &|at| stuck.contains(&at));
        let returns = ends.into_iter().any(|end| {
            let index = code.instructions.binary_search_by_key(&end, |instruction| instruction.offset).ok();
            index.and_then(|index| code.instructions.get(index)).is_none_or(|last| last.opcode.flow() != Flow::Throw)
        });
        self.returning.insert(context, returns);
        returns
    }

    /// The calls inside a range that never come back, each with the classes of what they throw.
    pub(super) fn thrown_by_calls(
        &mut self,
        context: ContextId,
        range: (IlOffset, IlOffset),
    ) -> Vec<(IlOffset, Vec<Class>)> {
        let mut calls: Vec<IlOffset> = self.stuck(context, range, DEPTH).into_iter().collect();
        calls.sort_unstable();
        let thrown = |at| (at, self.thrown_from(context, at));
        calls.into_iter().map(thrown).collect()
    }

    /// The classes of what the methods throw that a call runs and that never come back: no handler stands in any of them.
    fn thrown_from(&mut self, context: ContextId, at: IlOffset) -> Vec<Class> {
        let reach = self.cx.reach;
        let mut thrown = Vec::new();
        let mut pending: Vec<ContextId> = reach.edges_at(context, at).map(|edge| edge.to).collect();
        let mut seen = FxHashSet::default();
        while let Some(context) = pending.pop() {
            let events = reach.facts(context).events();
            if !seen.insert(context) || !self.look(1 + events.len() / 8) {
                continue;
            }
            let raising = events.iter().filter(|event| matches!(event.action, Action::Throw(_)));
            for throw in raising.filter_map(|event| self.throw_at(context, event.at)) {
                thrown.extend(self.made_anew(throw));
            }
            let further = reach.edges(context).iter().filter(|edge| self.returning.get(&edge.to) == Some(&false));
            pending.extend(further.map(|edge| edge.to));
        }
        thrown
    }
}
