//! Which calls an exception comes up through.

use super::{Exceptions, Leaves};
use crate::analysis::facts::Action;
use crate::analysis::{ContextId, Edge, Effects, Via};
use crate::il::{IlOffset, Opcode};
use crate::rules::Context;

impl Exceptions<'_, '_, '_> {
    /// Whether what is thrown at the end of an edge comes out at its start: `None` where it does not, since the instruction only makes a
    /// delegate that others invoke, or has it run later or elsewhere.
    pub(in crate::rules) fn crosses(&self, context: ContextId, edge: &Edge) -> Option<Leaves> {
        match edge.via {
            Via::StaticConstructor => None,
            Via::Delegate if is_binding(self.cx, context, edge.at) => {
                let runs_there = self.invoked.contains(&self.cx.reach.method(edge.to));
                (!runs_there && !self.runs_elsewhere(context, edge.at)).then_some(Leaves::Perhaps)
            }
            Via::Delegate if runs_later(self.cx, context, edge.at) => None,
            Via::Callback => Some(Leaves::Perhaps),
            Via::Delegate if !is_invoke(self.cx, context, edge.at) => Some(Leaves::Perhaps),
            _ => Some(Leaves::Yes),
        }
    }

    /// Whether the delegate that is about to be made is handed to work on another thread.
    fn runs_elsewhere(&self, context: ContextId, at: IlOffset) -> bool {
        let method = self.cx.reach.method(context);
        let events = self.cx.reach.facts(context).events();
        let following = events.partition_point(|event| event.at <= at);
        let mut made = events
            .iter()
            .skip(following)
            .take(8)
            .filter(|event| matches!(event.action, Action::Call { opcode: Opcode::Newobj, .. }));
        made.next().is_some_and(|event| self.elsewhere.contains(&(method, event.at)))
    }
}

/// Whether an instruction only makes a delegate.
pub(super) fn is_binding(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    cx.reach.facts(context).event_at(at).is_some_and(|event| matches!(event.action, Action::Bind(_)))
}

/// Whether an instruction hands a delegate to a member that runs it later or elsewhere.
fn runs_later(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.program().effects(callee).contains(Effects::LATER))
        }
        _ => false,
    }
}

/// Whether an instruction invokes a delegate, and does not hand it to somebody who will.
fn is_invoke(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> bool {
    match cx.reach.facts(context).event_at(at).map(|event| event.action) {
        Some(Action::Call { method, .. }) => {
            cx.callee(context, method).is_some_and(|callee| cx.universe().method_name(callee) == "Invoke")
        }
        _ => false,
    }
}
