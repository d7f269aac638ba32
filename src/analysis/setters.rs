//! Setters that hand on what they get to a base outside, as those of early-bound entities do.

use super::facts::{Action, Facts, Value, ValueId};
use super::library::Effects;
use super::program::Program;
use crate::metadata::MethodAttributes;
use crate::model::{MethodHandle, MethodId, ModuleId, is_called_as_setter};

impl Program<'_, '_> {
    /// Whether a setter keeps what it gets where a base outside keeps things, as those of early-bound entities do: it sets no field of its
    /// own. Who sets the property changes the object.
    #[must_use]
    pub(super) fn is_forwarding_setter(&self, id: MethodId) -> bool {
        self.forwarding.get(id, || {
            let is_setter = self.universe.method_row(id).is_some_and(|row| {
                row.flags.contains(MethodAttributes::SPECIAL_NAME) && !row.flags.contains(MethodAttributes::STATIC)
            }) && is_called_as_setter(self.universe.method_name(MethodHandle::Def(id)).as_bytes());
            is_setter && self.code(id).is_some_and(|code| self.forwards(id.module, &code.facts))
        })
    }

    fn forwards(&self, module: ModuleId, facts: &Facts) -> bool {
        let outside = |token| self.callee(module, token).filter(|callee| callee.enter.is_none());
        let is_mine = |value: ValueId| match facts.value(value) {
            Value::Argument(number) => number == 0,
            // What stands for the object, such as its attributes.
            Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
                Some(Action::Call { method, arguments, .. }) => {
                    let of = facts.arguments(arguments).first().map(|value| facts.value(*value));
                    of == Some(Value::Argument(0))
                        && outside(method).is_some_and(|callee| self.effects(callee.handle).contains(Effects::PART))
                }
                _ => false,
            },
            _ => false,
        };
        let changes_mine = facts.events().iter().any(|event| match event.action {
            Action::Call { method, arguments, .. } => {
                facts.arguments(arguments).first().is_some_and(|value| is_mine(*value))
                    && outside(method).is_some_and(|callee| self.effects(callee.handle).contains(Effects::CHANGES))
            }
            _ => false,
        });
        let sets_field = |action| matches!(action, Action::StoreField { object, .. } if is_mine(object));
        changes_mine && !facts.events().iter().any(|event| sets_field(event.action))
    }
}
