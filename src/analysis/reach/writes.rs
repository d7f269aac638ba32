//! Writes to what is shared.

use super::{Reach, Write};
use crate::analysis::facts::{Action, Facts, Value, ValueId};
use crate::analysis::flow::{ContextId, How, Values, Via};
use crate::analysis::library::Effects;
use crate::analysis::objects::{Object, ObjectId, ValueSet};
use crate::il::{IlOffset, Opcode};
use crate::metadata::MethodAttributes;
use crate::model::{FieldHandle, ModuleId};
use std::rc::Rc;

/// What all operands of a call can be, but for the one that is stored to.
pub(super) fn all_but(passed: &[ValueId], one: Option<ValueId>, of: &dyn Fn(ValueId) -> ValueSet) -> ValueSet {
    let mut all = ValueSet::default();
    for value in passed.iter().filter(|value| Some(**value) != one) {
        all.extend(&of(*value));
    }
    all
}

impl Reach<'_, '_, '_> {
    pub(super) fn collect_writes(&mut self, context: ContextId, values: &Values, locked: bool) {
        let code = Rc::clone(self.code(context));
        let facts = &code.facts;
        let program = self.flow.program;
        let method = self.method(context);
        // What an accessor that the compiler made writes shows where it is called.
        if program.is_generated_accessor(method) && self.all.get(&context).is_some_and(|arrival| arrival.from.is_some())
        {
            return;
        }
        let regions = self.locked_regions(context, values);
        let of = |value: ValueId| values.get(value.0 as usize).cloned().unwrap_or_default();
        let mut found: Vec<Write> = Vec::new();
        for event in facts.events() {
            let at = event.at;
            let locked = locked || is_in(&regions, at);
            let mut note = |holder, field, exact, how, value: &ValueSet| {
                found.push(Write { context, at, holder, field, exact, how, value: value.clone(), locked });
            };
            match event.action {
                Action::StoreField { object, field, value } => {
                    let Some(field) = program.universe.resolve_field(method.module, field) else { continue };
                    let objects = of(object);
                    let stored = self.added((method.module, facts), field, value, &of);
                    for target in objects.iter() {
                        match self.object(target) {
                            Object::Root | Object::Held(..) if self.flow.can_have(target, field) => {
                                note(Some(target), field, objects.len() == 1, How::Store, &stored);
                            }
                            Object::FieldAddress(..) | Object::StaticAddress(_)
                                if self.flow.can_have(target, field)
                                    && !self.flow.is_received(method.module, &code, object) =>
                            {
                                if let Some((holder, field)) = self.outermost(target) {
                                    note(holder, field, objects.len() == 1, How::Store, &of(value));
                                }
                            }
                            _ => {}
                        }
                    }
                }
                Action::StoreStatic { field, value } => {
                    if let Some(field) = program.universe.resolve_field(method.module, field) {
                        note(None, field, true, How::Store, &self.added((method.module, facts), field, value, &of));
                    }
                }
                Action::StoreIndirect { address, value } if !self.flow.is_received(method.module, &code, address) => {
                    let addresses = of(address);
                    for target in addresses.iter() {
                        if let Some((holder, field)) = self.outermost(target) {
                            note(holder, field, addresses.len() == 1, How::Store, &of(value));
                        }
                    }
                }
                Action::Call { opcode, method: token, arguments, .. } => {
                    let passed = facts.arguments(arguments);
                    let outside = program
                        .callee(method.module, token)
                        .filter(|callee| callee.enter.is_none() && !self.is_followed(context, at));
                    if let Some(callee) = outside
                        && !program.reads_atomically(facts, callee.handle, passed)
                    {
                        for (position, value) in (0..).zip(passed) {
                            if self.flow.is_received(method.module, &code, *value)
                                || !program.takes_address(callee.handle, opcode == Opcode::Newobj, position)
                            {
                                continue;
                            }
                            let addresses = of(*value);
                            let how = How::handed(opcode, callee.handle, position);
                            for target in addresses.iter() {
                                if let Some((holder, field)) = self.outermost(target) {
                                    let stored =
                                        self.kept_by(context, at, callee.handle, all_but(passed, Some(*value), &of));
                                    note(holder, field, addresses.len() == 1, how, &stored);
                                }
                            }
                        }
                    }
                    if opcode == Opcode::Newobj && outside.is_some() {
                        continue;
                    }
                    self.collect_effects((context, at), passed, &of, note);
                }
                _ => {}
            }
        }
        self.writes.extend(found);
    }

    /// What a store adds to what its field holds: of `f += handler` the handler, of `f = f ?? x` what `x` is.
    fn added(
        &self,
        (module, facts): (ModuleId, &Facts),
        field: FieldHandle,
        value: ValueId,
        of: &dyn Fn(ValueId) -> ValueSet,
    ) -> ValueSet {
        /// Values that are looked at. Not a limit to be set: an expression combines few handlers; of more, all counts.
        const VALUES: usize = 64;
        let program = self.flow.program;
        let mut added = ValueSet::default();
        let mut pending = vec![value];
        for _ in 0..VALUES {
            let Some(value) = pending.pop() else { return added };
            match facts.value(value) {
                Value::Static(token) | Value::Field(_, token)
                    if program.universe.resolve_field(module, token) == Some(field) => {}
                Value::Cast(inner, _) => pending.push(inner),
                Value::Merged(number) => pending.extend(facts.merged(number)),
                Value::Returned(at) => match facts.event_at(at).map(|event| event.action) {
                    Some(Action::Call { method, arguments, .. })
                        if program.callee(module, method).is_some_and(|callee| {
                            program.effects(callee.handle).contains(Effects::THIS | Effects::ARGUMENTS)
                        }) =>
                    {
                        pending.extend(facts.arguments(arguments));
                    }
                    _ => _ = added.extend(&of(value)),
                },
                _ => _ = added.extend(&of(value)),
            }
        }
        of(value)
    }

    /// What the methods that a call leads to write through addresses that they were passed.
    fn collect_effects(
        &self,
        (context, at): (ContextId, IlOffset),
        passed: &[ValueId],
        of: &dyn Fn(ValueId) -> ValueSet,
        mut note: impl FnMut(Option<ObjectId>, FieldHandle, bool, How, &ValueSet),
    ) {
        let module = self.method(context).module;
        let code = Rc::clone(self.code(context));
        for edge in self.edges_at(context, at).filter(|edge| edge.via != Via::StaticConstructor) {
            // Whether a call leads there is not certain where it can lead elsewhere.
            for effect in &self.flow.context(edge.to).effects {
                let Some((holder, field)) = self.outermost(effect.address) else { continue };
                // The object itself may be passed beside the address.
                let mut carriers = passed.iter().filter(|value| self.encloses(&of(**value), effect.address));
                let carrier = carriers.find(|value| !self.flow.is_received(module, &code, **value));
                if effect.accessor || carrier.is_some() {
                    // A static accessor is called on nothing: all that it gets it stores.
                    let receiver =
                        if effect.accessor { passed.first().filter(|_| !self.is_static(edge.to)) } else { carrier };
                    let exact = edge.exact && receiver.is_none_or(|value| of(*value).len() == 1);
                    let how = if effect.accessor { How::Store } else { effect.how };
                    let stored = all_but(passed, receiver.copied(), of);
                    note(holder, field, exact, how, &stored);
                }
            }
        }
    }

    /// Whether it is known what a call runs, though it names a member without code: of an interface, or an abstract one.
    pub(super) fn is_followed(&self, context: ContextId, at: IlOffset) -> bool {
        self.edges_at(context, at).any(|edge| edge.via.is_dispatched())
    }

    /// Whether the method of a context is static.
    fn is_static(&self, context: ContextId) -> bool {
        let row = self.flow.program.universe.method_row(self.method(context));
        row.is_some_and(|row| row.flags.contains(MethodAttributes::STATIC))
    }

    /// The object and field at the outside of an address: of a field of a struct in a field, that field.
    pub(super) fn outermost(&self, address: ObjectId) -> Option<(Option<ObjectId>, FieldHandle)> {
        let mut current = address;
        loop {
            match self.object(current) {
                Object::FieldAddress(holder, field) => match self.object(holder) {
                    Object::FieldAddress(..) | Object::StaticAddress(_) => current = holder,
                    Object::Root | Object::Held(..) => return Some((Some(holder), field)),
                    _ => return None,
                },
                Object::StaticAddress(field) => return Some((None, field)),
                _ => return None,
            }
        }
    }

    /// Whether an address is one of a set's, or leads to a field inside a struct at one of them.
    pub(super) fn encloses(&self, addresses: &ValueSet, address: ObjectId) -> bool {
        let mut current = address;
        loop {
            if !self.flow.objects.is_address(current) {
                return false;
            }
            if addresses.contains(current) {
                return true;
            }
            match self.object(current) {
                Object::FieldAddress(holder, _) | Object::ElementAddress(holder) => current = holder,
                _ => return false,
            }
        }
    }
}

/// Ranges without those that lie in others, ascending, so that whether an offset is in one is a matter of one look.
pub(super) fn disjoint(mut ranges: Vec<(IlOffset, IlOffset)>) -> Vec<(IlOffset, IlOffset)> {
    ranges.sort_unstable();
    let mut merged: Vec<(IlOffset, IlOffset)> = Vec::new();
    for (start, end) in ranges {
        match merged.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => merged.push((start, end)),
        }
    }
    merged
}

/// Whether an offset is in one of ascending, disjoint ranges.
#[must_use]
pub fn is_in(ranges: &[(IlOffset, IlOffset)], at: IlOffset) -> bool {
    let behind = ranges.partition_point(|(start, _)| *start <= at);
    behind.checked_sub(1).and_then(|index| ranges.get(index)).is_some_and(|(_, end)| at < *end)
}
