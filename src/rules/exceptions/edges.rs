//! Which calls an exception comes up through.

use super::{Exceptions, Leaves};
use crate::analysis::facts::Action;
use crate::analysis::{ContextId, Edge, Effects, Via};
use crate::il::IlOffset;
use crate::rules::Context;

impl Exceptions<'_, '_, '_> {
    /// Whether what is thrown at the end of an edge comes out at its start: `None` where it does not, since the instruction only makes a
    /// delegate that others invoke, or has it run later or elsewhere.
    pub(in crate::rules) fn crosses(&self, context: ContextId, edge: &Edge) -> Option<Leaves> {
        match edge.via {
            Via::StaticConstructor => None,
            Via::Delegate if self.cx.reach.facts(context).is_binding(edge.at) => {
                let runs_there = self.invoked.contains(&self.cx.reach.method(edge.to));
                (!runs_there && !self.runs_elsewhere(context, edge.at)).then_some(Leaves::Perhaps)
            }
            Via::Delegate if has_effect(self.cx, context, edge.at, Effects::LATER) => None,
            Via::Callback => Some(Leaves::Perhaps),
            Via::Delegate if !is_invoke(self.cx, context, edge.at) => Some(Leaves::Perhaps),
            _ => Some(Leaves::Yes),
        }
    }

    /// Whether the delegate that is about to be made is handed to work on another thread.
    fn runs_elsewhere(&self, context: ContextId, at: IlOffset) -> bool {
        let made = self.cx.reach.facts(context).delegate_of(at);
        made.is_some_and(|made| self.elsewhere.contains(&(self.cx.reach.method(context), made)))
    }
}

/// Whether what is thrown at the end of an edge comes out in an `AggregateException`.
pub(super) fn aggregates(cx: &Context<'_, '_>, context: ContextId, edge: &Edge) -> bool {
    edge.via == Via::Delegate && has_effect(cx, context, edge.at, Effects::AGGREGATES)
}

/// Whether an instruction calls a member that is known to do something with the delegates it gets.
fn has_effect(cx: &Context<'_, '_>, context: ContextId, at: IlOffset, effect: Effects) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.program().effects(callee).contains(effect))
        }
        _ => false,
    }
}

/// Whether an instruction invokes a delegate, and does not hand it to somebody who will.
pub(in crate::rules) fn is_invoke(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.universe().method_name(callee) == "Invoke")
        }
        _ => false,
    }
}
