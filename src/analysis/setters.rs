//! Setters that hand on what they get to a base outside, as those of early-bound entities do.

use super::facts::{Action, Value};
use super::library::Effects;
use super::program::Program;
use crate::il::Opcode;
use crate::metadata::{MethodAttributes, Token};
use crate::model::{MethodHandle, MethodId, ModuleId, is_called_as_setter};

/// Methods of the object, one called by the other, that are looked at. Not a limit to be set: generators write one.
const DEPTH: u32 = 3;

/// Calls of such in one method that are looked at. Not a limit to be set either: generators write three.
const CALLS: u32 = 8;

impl Program<'_, '_> {
    /// Whether a setter keeps what it gets where a base outside keeps things, as those of early-bound entities do: it sets no field of its
    /// own. Who sets the property changes the object.
    #[must_use]
    pub(super) fn is_forwarding_setter(&self, id: MethodId) -> bool {
        self.hands_on(id) && {
            let is_special = |flags: MethodAttributes| flags.contains(MethodAttributes::SPECIAL_NAME);
            self.universe.method_row(id).is_some_and(|row| is_special(row.flags))
                && is_called_as_setter(self.universe.method_name(MethodHandle::Def(id)).as_bytes())
        }
    }

    /// Whether a method of an object does that: such a setter, or what it calls to do so.
    pub(super) fn hands_on(&self, id: MethodId) -> bool {
        self.forwarding.get(id, || self.forwards(id, DEPTH))
    }

    fn forwards(&self, id: MethodId, depth: u32) -> bool {
        let is_static = |flags: MethodAttributes| flags.contains(MethodAttributes::STATIC);
        let Some(code) = self.universe.method_row(id).filter(|row| !is_static(row.flags)).and_then(|_| self.code(id))
        else {
            return false;
        };
        let (module, facts) = (id.module, &code.facts);
        let first = |arguments| facts.arguments(arguments).first().map(|value| facts.value(*value));
        let is_mine = |value: Value| match value {
            Value::Argument(number) => number == 0,
            // What stands for the object, such as its attributes.
            Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
                Some(Action::Call { method, arguments, .. }) => {
                    first(arguments) == Some(Value::Argument(0)) && self.does_outside((module, method), Effects::PART)
                }
                _ => false,
            },
            _ => false,
        };
        let mut calls = CALLS;
        let mut may_ask = || {
            calls = calls.saturating_sub(1);
            calls > 0 && depth > 0
        };
        let changes_mine = facts.events().iter().any(|event| match event.action {
            Action::Call { opcode, method, arguments, .. } if opcode != Opcode::Newobj => {
                let called_on_it = || self.callee(module, method).filter(|callee| !callee.is_static)?.enter;
                first(arguments).is_some_and(is_mine) && self.does_outside((module, method), Effects::CHANGES)
                    || first(arguments) == Some(Value::Argument(0))
                        && called_on_it().is_some_and(|called| may_ask() && self.forwards(called, depth - 1))
            }
            _ => false,
        });
        let sets_field = |action| matches!(action, Action::StoreField { object, .. } if is_mine(facts.value(object)));
        changes_mine && !facts.events().iter().any(|event| sets_field(event.action))
    }

    /// Whether a token names a member that is not followed and is known to do something.
    fn does_outside(&self, (module, token): (ModuleId, Token), what: Effects) -> bool {
        let outside = self.callee(module, token).filter(|callee| callee.enter.is_none());
        outside.is_some_and(|callee| self.effects(callee.handle).contains(what))
    }
}
