//! Values that are made on first use and then stay: `if (f == null) f = new …`, `f ??= …`, double-checked locking.

use rustc_hash::FxHashSet;

use super::Context;
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::{ContextId, How, ObjectId, Write};
use crate::il::IlOffset;
use crate::metadata::{Primitive, Token, Type};
use crate::model::FieldHandle;

/// Whether a write only gives a field its first value, and that value is the same whoever calls.
pub(super) fn is_lazy(cx: &Context<'_, '_>, write: &Write) -> bool {
    if !can_be_null(cx, write.field) {
        return false;
    }
    let facts = cx.reach.facts(write.context);
    let Some(event) = facts.event_at(write.at) else { return false };
    match (event.action, write.how) {
        (Action::StoreField { object, value, .. }, How::Store) => {
            let module = cx.reach.method(write.context).module;
            let is_field = |value: ValueId| match facts.value(value) {
                Value::Field(_, token) => cx.universe().resolve_field(module, token) == Some(write.field),
                _ => false,
            };
            let guarded = facts.is_behind_null_test(write.at, &|tested| any_of(facts, tested, &is_field));
            // `f = f ?? …` stores what the field had, or something new, by whether it is null; other choices are state.
            let kept = matches!(facts.value(value), Value::Merged(_))
                && any_of(facts, value, &is_field)
                && facts.null_tests().any(|tested| any_of(facts, tested, &is_field));
            (guarded || kept) && !depends_on_call(cx, write.context, facts, value, Some(object))
        }
        (Action::Call { arguments, .. }, How::Handed { callee, .. }) => {
            let passed = facts.arguments(arguments);
            let holder = passed.iter().find_map(|value| match facts.value(*value) {
                Value::FieldAddress(holder, _) => Some(holder),
                _ => None,
            });
            let same_for_all = |value: Option<&ValueId>| {
                value.is_some_and(|value| !depends_on_call(cx, write.context, facts, *value, holder))
            };
            if cx.is_call_of(callee, "System.Threading.LazyInitializer", "EnsureInitialized") {
                return passed.iter().skip(1).all(|value| same_for_all(Some(value)));
            }
            cx.is_call_of(callee, "System.Threading.Interlocked", "CompareExchange")
                && passed.get(2).is_some_and(|value| facts.value(*value) == Value::Null)
                && same_for_all(passed.get(1))
        }
        _ => false,
    }
}

fn can_be_null(cx: &Context<'_, '_>, field: FieldHandle) -> bool {
    let FieldHandle::Def(id) = field else { return true };
    let Some(row) = cx.universe().field_row(id) else { return true };
    let signature = cx.universe().module(id.module).metadata.field_signature(row.signature);
    !matches!(signature.as_ref().map(Type::unmodified), Ok(Type::Named { value_type: true, .. }))
        && !matches!(
            signature.as_ref().map(Type::unmodified),
            Ok(Type::Primitive(primitive)) if !matches!(primitive, Primitive::String | Primitive::Object)
        )
}

fn any_of(facts: &Facts, value: ValueId, wanted: &dyn Fn(ValueId) -> bool) -> bool {
    match facts.value(value) {
        Value::Merged(number) => facts.merged(number).iter().any(|value| wanted(*value)),
        _ => wanted(value),
    }
}

/// Whether a value comes from what belongs to this call: an argument that the platform passed, or anything got from one. The object
/// that gets the value, `holder`, is the shared one here, whatever else its argument can be.
fn depends_on_call(
    cx: &Context<'_, '_>,
    context: ContextId,
    facts: &Facts,
    value: ValueId,
    holder: Option<ValueId>,
) -> bool {
    let holder = holder.map(|holder| facts.value(holder));
    let mut seen: FxHashSet<ValueId> = FxHashSet::default();
    let mut pending = vec![value];
    while let Some(value) = pending.pop() {
        if !seen.insert(value) {
            continue;
        }
        // So long a chain is no plain initialisation.
        if seen.len() > 256 {
            return true;
        }
        match facts.value(value) {
            argument @ Value::Argument(_) if holder == Some(argument) => {}
            Value::Argument(number) | Value::ArgumentCell(number) | Value::ArgumentAddress(number) => {
                // The shared instance itself is not the call's; neither are constants.
                let passed = cx.reach.argument(context, number);
                if passed.iter().any(|object| object == ObjectId::OPAQUE || !cx.reach.is_shared(object)) {
                    return true;
                }
            }
            Value::Unknown | Value::Caught => return true,
            Value::Created(at) => {
                pending.extend(arguments_of(facts, at));
                pending.extend(filled_with(facts, value));
            }
            Value::Returned(at) => pending.extend(arguments_of(facts, at)),
            Value::Field(_, field) if is_captured_this(cx, context, field) => {}
            Value::Field(inner, _)
            | Value::FieldAddress(inner, _)
            | Value::Element(inner)
            | Value::ElementAddress(inner)
            | Value::Loaded(inner) => pending.push(inner),
            Value::Local(local) | Value::LocalAddress(local) => {
                pending.extend(facts.events().iter().filter_map(|event| match event.action {
                    Action::StoreLocal { local: stored, value } if stored == local => Some(value),
                    _ => None,
                }));
            }
            Value::Merged(number) => pending.extend(facts.merged(number)),
            _ => {}
        }
    }
    false
}

/// The arguments of the call at an offset.
fn arguments_of(facts: &Facts, at: IlOffset) -> &[ValueId] {
    match facts.event_at(at).map(|event| event.action) {
        Some(Action::Call { arguments, .. }) => facts.arguments(arguments),
        _ => &[],
    }
}

/// Whether a field is where a compiler keeps `this` for a lambda, an iterator or an async method.
fn is_captured_this(cx: &Context<'_, '_>, context: ContextId, field: Token) -> bool {
    let universe = cx.universe();
    let field = universe.resolve_field(cx.reach.method(context).module, field);
    field.is_some_and(|field| [&b"<>4__this"[..], b"$this", b"$VB$Me"].contains(&universe.field_name(field).as_bytes()))
}

/// What is put into an object or array after it was made: the object initialiser of `new X { Service = service }`.
fn filled_with(facts: &Facts, object: ValueId) -> Vec<ValueId> {
    let mut found = Vec::new();
    for event in facts.events() {
        match event.action {
            Action::StoreField { object: target, value, .. } | Action::StoreElement { array: target, value }
                if target == object =>
            {
                found.push(value);
            }
            Action::Call { arguments, .. } => match facts.arguments(arguments).split_first() {
                Some((target, others)) if *target == object => found.extend(others),
                _ => {}
            },
            _ => {}
        }
    }
    found
}
