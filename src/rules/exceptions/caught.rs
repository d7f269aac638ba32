//! What a handler does with what it got.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::Exceptions;
use super::handlers::{class_of, handler_around};
use crate::analysis::ContextId;
use crate::analysis::facts::{Action, Value, ValueId};
use crate::il::{Clause, ClauseKind, IlOffset};
use crate::model::TypeHandle;

impl Exceptions<'_, '_, '_> {
    /// Where a handler throws again what it got.
    pub(in crate::rules) fn thrown_again(&mut self, context: ContextId, clause: &Clause) -> Vec<IlOffset> {
        let reach = self.cx.reach;
        let code = Rc::clone(reach.code(context));
        let events = code.facts.events();
        let first = events.partition_point(|event| event.at < clause.handler_start);
        let mut places = Vec::new();
        for event in events.iter().skip(first).take_while(|event| event.at < clause.handler_end) {
            let again = match event.action {
                Action::Rethrow => true,
                Action::Throw(value) => self.is_caught(context, value),
                Action::Call { method, .. } => {
                    self.cx.callee(context, method).is_some_and(|callee| self.cx.throws_what_it_gets(callee))
                }
                _ => false,
            };
            if again && self.look(code.clauses.len()) && handler_around(&code.clauses, event.at) == Some(clause) {
                places.push(event.at);
            }
        }
        places
    }

    /// Whether a value is what a handler got.
    pub(in crate::rules) fn is_caught(&self, context: ContextId, value: ValueId) -> bool {
        /// Values that meet there which are looked at.
        const MEETING: usize = 64;
        let facts = self.cx.reach.facts(context);
        let mut pending = vec![value];
        let mut seen = FxHashSet::default();
        while let Some(value) = pending.pop().filter(|_| seen.len() < MEETING) {
            match facts.value(value) {
                Value::Caught => return true,
                Value::Merged(number) if seen.insert(value) => pending.extend(facts.merged(number)),
                _ => {}
            }
        }
        false
    }

    /// The class that the handler around a `throw;` names; `None` where it gets everything, or there is none.
    pub(in crate::rules) fn class_caught_around(&mut self, context: ContextId, at: IlOffset) -> Option<TypeHandle> {
        let code = Rc::clone(self.cx.reach.code(context));
        if !self.look(code.clauses.len()) {
            return None;
        }
        let clause = handler_around(&code.clauses, at)?;
        let class = match clause.kind {
            ClauseKind::Catch(token) => class_of(self.cx, self.cx.reach.method(context).module, token),
            ClauseKind::Filter(start) => self.asked(context, (start, clause.handler_start)).first().copied(),
            ClauseKind::Finally | ClauseKind::Fault => None,
        };
        class.filter(|class| !self.cx.is_any_exception(*class))
    }
}
