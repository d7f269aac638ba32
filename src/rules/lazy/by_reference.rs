//! `Ensure(ref f)`: the method that gets the address of a field makes the value on first use.

use super::Tests;
use super::origin::{Call, depends_on_call};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{ContextId, Object, Via, Write};
use crate::metadata::Token;
use crate::model::FieldHandle;
use crate::rules::Context;
use crate::rules::handed::Handed;

/// Methods that hand the address on to the next. Not a limit to be set: whoever hands it on further does not only make a value.
const DEPTH: u32 = 4;

/// Whether all that the methods called at a write store through the address of the field is its first value.
pub(super) fn is_lazy(cx: &Context<'_, '_>, write: &Write) -> bool {
    let Some(stores) = makes_in_callees(cx, &[(write.context, write.at)], write.field, DEPTH) else { return false };
    stores > 0
}

/// Whether a value of a method is an argument that is the address of the field.
pub(super) fn leads_to(cx: &Context<'_, '_>, context: ContextId, value: ValueId, field: FieldHandle) -> bool {
    let Value::Argument(number) = cx.reach.facts(context).value(value) else { return false };
    cx.reach.argument(context, number).iter().any(|address| match cx.reach.object(address) {
        Object::FieldAddress(_, at) | Object::StaticAddress(at) => at == field,
        _ => false,
    })
}

/// How often the methods called at the last of these calls store the field's first value through its address; `None` where one does
/// anything else with it.
fn makes_in_callees(cx: &Context<'_, '_>, calls: &[Call], field: FieldHandle, depth: u32) -> Option<usize> {
    let (depth, (context, at)) = (depth.checked_sub(1)?, *calls.last()?);
    let mut stores = 0;
    for edge in cx.reach.edges_at(context, at).filter(|edge| edge.via != Via::StaticConstructor) {
        stores += makes_first(cx, calls, edge.to, field, depth)?;
    }
    Some(stores)
}

/// The same of one method.
fn makes_first(
    cx: &Context<'_, '_>,
    calls: &[Call],
    context: ContextId,
    field: FieldHandle,
    depth: u32,
) -> Option<usize> {
    let facts = cx.reach.facts(context);
    let tests = Tests { cx, context, facts, field };
    let mut stores = 0;
    for event in facts.events() {
        if !cx.look(1) {
            return None;
        }
        match event.action {
            Action::StoreIndirect { address, value } if leads_to(cx, context, address, field) => {
                let first = tests.fills(event.at, value) && !depends_on_call(cx, calls, context, value, Some(address));
                first.then_some(())?;
                stores += 1;
            }
            Action::Call { method, arguments, .. } => {
                let handed = (0..).zip(facts.arguments(arguments));
                let mut handed = handed.filter(|(_, value)| leads_to(cx, context, **value, field)).peekable();
                if handed.peek().is_none() || handed.all(|(position, _)| only_reads(cx, context, method, position)) {
                    continue;
                }
                let made = makes_in_callees(cx, &[calls, &[(context, event.at)]].concat(), field, depth)?;
                (made > 0).then_some(())?;
                stores += made;
            }
            _ => {}
        }
    }
    Some(stores)
}

/// Whether a method that is not followed only reads through the address that it gets at a position.
fn only_reads(cx: &Context<'_, '_>, context: ContextId, method: Token, position: u16) -> bool {
    let callee = cx.program().callee(cx.reach.method(context).module, method);
    callee.is_some_and(|callee| callee.enter.is_none() && cx.handed(callee.handle, position) == Handed::Read)
}
