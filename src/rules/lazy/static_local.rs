//! `Static n As Integer = 5`: Visual Basic runs an initialiser once, under a lock of its own.

use super::{depends_on_call, stored};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, How, Write};
use crate::model::{FieldHandle, Variable};
use crate::rules::Context;

/// Whether a write is that of the initialiser of a static local. An author's own code never stands under the compiler's lock.
pub(in crate::rules) fn initialises(cx: &Context<'_, '_>, write: &Write) -> bool {
    let universe = cx.universe();
    let Some(Variable::StaticLocal { .. }) = universe.variable_of_field(write.field) else { return false };
    let facts = cx.reach.facts(write.context);
    let module = cx.reach.method(write.context).module;
    let is_of_it = |lock: FieldHandle| {
        let (lock, field) = (universe.field_name(lock), universe.field_name(write.field));
        lock.as_bytes().strip_suffix(b"$Init") == Some(field.as_bytes())
    };
    cx.reach.locks_at(write.context, write.at).any(|lock| match facts.value(lock) {
        Value::Field(_, token) | Value::Static(token) => universe.resolve_field(module, token).is_some_and(is_of_it),
        _ => false,
    })
}

/// Whether it gives a static local a constant: the same whenever it is done.
pub(in crate::rules) fn sets_constant(cx: &Context<'_, '_>, write: &Write) -> bool {
    let facts = cx.reach.facts(write.context);
    initialises(cx, write)
        && values(cx, write)
            .is_some_and(|values| values.iter().all(|value| is_constant(cx, write.context, facts, *value)))
}

/// Whether the first value of a static local is the same whoever calls first.
pub(super) fn is_lazy(cx: &Context<'_, '_>, write: &Write) -> bool {
    values(cx, write)
        .is_some_and(|values| !values.into_iter().any(|value| depends_on_call(cx, &[], write.context, value, None)))
}

/// What a write stores, or of what the constructor of a struct makes it.
fn values(cx: &Context<'_, '_>, write: &Write) -> Option<Vec<ValueId>> {
    let facts = cx.reach.facts(write.context);
    match (facts.event_at(write.at)?.action, write.how) {
        (Action::StoreStatic { value, .. } | Action::StoreIndirect { value, .. }, How::Store) => Some(vec![value]),
        (Action::Call { arguments, .. }, How::Handed { callee, position: 0 })
            if cx.universe().method_name(callee) == ".ctor" =>
        {
            Some(facts.arguments(arguments).get(1..)?.to_vec())
        }
        (action, How::Store) => stored(cx, write.context, facts, action).map(|(_, value)| vec![value]),
        _ => None,
    }
}

/// Whether a value is a constant of the language: a number, text, `Nothing`, a `Decimal` or `Date` made of numbers.
fn is_constant(cx: &Context<'_, '_>, context: ContextId, facts: &Facts, value: ValueId) -> bool {
    let is_plain = |value: ValueId| {
        matches!(facts.value(value), Value::Constant(_) | Value::Float(_) | Value::Null | Value::Literal(_))
    };
    match facts.value(value) {
        Value::Created(at) => match facts.event_at(at).map(|event| event.action) {
            Some(Action::Call { method, arguments, .. }) => {
                let owner = cx.callee(context, method).and_then(|callee| cx.universe().method_owner(callee));
                let is_of_language = owner.is_some_and(|owner| {
                    ["Decimal", "DateTime"].iter().any(|name| cx.universe().is_named(owner, "System", name))
                });
                is_of_language && facts.arguments(arguments).iter().all(|value| is_plain(*value))
            }
            _ => false,
        },
        _ => is_plain(value),
    }
}
