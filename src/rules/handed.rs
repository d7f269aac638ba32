//! What becomes of an address that is handed to a method that is not followed, and which values belong to the call in hand.

use super::Context;
use crate::analysis::facts::{Action, Value};
use crate::analysis::{Effects, How, Object, ObjectId, Parameter, ValueSet, Write};
use crate::dataverse::{is_answer, is_or_derives_from_per_call, is_per_call};
use crate::finding::Confidence;
use crate::il::IlOffset;
use crate::metadata::{MethodDef, Param, ParamAttributes, Type};
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, Origin, TypeHandle};

/// What a method that is not followed does with an address.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Handed {
    Read,
    Written,
    Interlocked,
    Unknown,
}

impl Context<'_, '_> {
    /// What a method does with the address that it gets at a position among its operands.
    pub(super) fn handed(&self, callee: MethodHandle, position: u16) -> Handed {
        let universe = self.universe();
        let effects = self.program().effects(callee);
        let signature = universe
            .method_signature(callee)
            .and_then(|(module, blob)| Some((module, universe.module(module).metadata.method_signature(blob).ok()?)));
        let has_this = signature.as_ref().is_some_and(|(_, signature)| signature.has_this);
        let is_itself = has_this && position == 0;
        // A constructor that only reads what it gets writes the struct.
        if is_itself && (universe.method_name(callee) == ".ctor" || effects.contains(Effects::CHANGES)) {
            return Handed::Written;
        }
        if effects.contains(Effects::READS) {
            return Handed::Read;
        }
        if effects.contains(Effects::ATOMIC) {
            return Handed::Interlocked;
        }
        let Some((module, signature)) = signature else { return Handed::Unknown };
        if is_itself {
            // The struct itself.
            let known = universe
                .method_owner(callee)
                .is_some_and(|owner| matches!(universe.assembly_of(owner).1, Origin::Framework | Origin::Sdk));
            return if known { Handed::Read } else { Handed::Unknown };
        }
        let number = usize::from(position).saturating_sub(usize::from(signature.has_this));
        let Some(parameter) = signature.parameters.get(number) else { return Handed::Unknown };
        if self.is_in(module, parameter) {
            return Handed::Read;
        }
        let flags = self.parameter_flags(callee, number);
        if flags.contains(ParamAttributes::IN) && !flags.contains(ParamAttributes::OUT) {
            Handed::Read
        } else if flags.contains(ParamAttributes::OUT) || effects.intersects(Effects::OUT | Effects::FILLS) {
            Handed::Written
        } else {
            Handed::Unknown
        }
    }

    /// Whether the compiler marked a parameter as `in`.
    fn is_in(&self, module: ModuleId, parameter: &Type) -> bool {
        let mut current = parameter;
        while let Type::Modified { modifier, inner, .. } = current {
            let named = self.universe().resolve_type(module, *modifier);
            if named
                .is_some_and(|named| self.universe().is_named(named, "System.Runtime.InteropServices", "InAttribute"))
            {
                return true;
            }
            current = inner;
        }
        false
    }

    /// The flags of a parameter of a loaded method, by its 0-based number; none for a method that is not loaded.
    fn parameter_flags(&self, callee: MethodHandle, number: usize) -> ParamAttributes {
        let MethodHandle::Def(id) = callee else { return ParamAttributes::empty() };
        let metadata = &self.universe().module(id.module).metadata;
        let sequence = number + 1;
        metadata
            .owned::<MethodDef, Param>(id.rid)
            .filter_map(|rid| metadata.row(rid).ok())
            .find(|row| usize::from(row.sequence) == sequence)
            .map_or(ParamAttributes::empty(), |row| row.flags)
    }

    /// Whether a value belongs to the call in hand: the platform passed it, it was asked of a service, or it holds such a thing, be
    /// it an array, a collection, a `Lazy`, a delegate or a task.
    pub(super) fn is_of_this_call(&self, value: &ValueSet) -> bool {
        self.kept_alive_by(value).into_iter().any(|(object, declared)| self.is_one_of_this_call(object, declared))
    }

    /// Whether what a field gets, or what is put into the collection that it holds, belongs to the call in hand: a field that can only
    /// hold plain values does not.
    pub(super) fn gets_what_is_of_this_call(&self, field: FieldHandle, value: &ValueSet) -> bool {
        !self.program().is_plain(field) && self.is_of_this_call(value)
    }

    /// How sure it is that a field keeps from a write on what belongs to the call in hand; `None` where it does not. A class that could hold
    /// such a thing is asked what the object in fact holds.
    pub(super) fn keeps_of_this_call(&self, write: &Write) -> Option<Confidence> {
        if self.gets_what_is_of_this_call(write.field, &write.value) {
            return Some(Confidence::High);
        }
        let declared = self.field_type(write.field).filter(|_| !self.stores_null(write))?;
        if is_or_derives_from_per_call(self.universe(), declared) {
            return Some(Confidence::High);
        }
        let is_unknown =
            |object| matches!(self.reach.object(object), Object::Opaque | Object::Passed(_) | Object::Received { .. });
        let can_hold = write.value.is_wide() || write.value.iter().any(is_unknown);
        (can_hold && is_per_call(self.program(), declared)).then_some(Confidence::Medium)
    }

    /// Whether a store keeps nothing: `s = null`, also through a property.
    fn stores_null(&self, write: &Write) -> bool {
        let facts = self.reach.facts(write.context);
        let stored = match facts.event_at(write.at).map(|event| event.action) {
            Some(Action::StoreStatic { value, .. } | Action::StoreField { value, .. }) => Some(value),
            Some(Action::Call { arguments, .. }) if write.how == How::Store => {
                facts.arguments(arguments).last().copied()
            }
            _ => None,
        };
        stored.is_some_and(|value| facts.value(value) == Value::Null)
    }

    /// The type of the first thing in a value that belongs to the call in hand, for a message.
    pub(super) fn name_of_this_call(&self, value: &ValueSet) -> Option<String> {
        let mut names: Vec<String> = Vec::new();
        for (object, declared) in self.kept_alive_by(value) {
            if !self.is_one_of_this_call(object, declared) {
                continue;
            }
            let declared = match self.reach.object(object) {
                Object::Passed(Parameter { method, number }) => {
                    self.operand_type(MethodHandle::Def(method), usize::from(number))
                }
                Object::Received { .. } => self.reach.received_as(object),
                Object::Created { method, at, .. } => self.made_type(method, at),
                _ => declared,
            };
            names.extend(declared.map(|declared| self.universe().type_display(declared)));
        }
        names.sort_unstable();
        names.into_iter().next()
    }

    /// The type of what an instruction makes: the class of the constructor that it calls.
    pub(super) fn made_type(&self, method: MethodId, at: IlOffset) -> Option<TypeHandle> {
        let program = self.program();
        match program.code(method)?.facts.event_at(at)?.action {
            Action::Call { method: token, .. } => {
                self.universe().method_owner(program.callee(method.module, token)?.handle)
            }
            _ => None,
        }
    }

    /// Whether an object belongs to the call in hand itself; what it holds is looked at apart.
    fn is_one_of_this_call(&self, object: ObjectId, declared: Option<TypeHandle>) -> bool {
        let program = self.program();
        let is_named = |declared: TypeHandle| is_or_derives_from_per_call(program.universe, declared);
        match self.reach.object(object) {
            // A handler gets plain values as well, and so does an activity or a callout.
            Object::Passed(Parameter { method, number }) => self
                .operand_type(MethodHandle::Def(method), usize::from(number))
                .is_some_and(|declared| is_per_call(program, declared)),
            // An item of a collection can be a plain value.
            Object::Received { .. } if self.reach.is_received_item(object) => false,
            // Of a record that was read, its plain values are nobody's.
            Object::Received { .. } if self.reach.is_answer(object) => self
                .reach
                .received_as(object)
                .is_some_and(|declared| is_per_call(program, declared) || is_answer(self.universe(), declared)),
            Object::Received { .. } => {
                self.reach.received_as(object).is_none_or(|declared| is_per_call(program, declared))
            }
            Object::Created { method, at, .. } => self.made_type(method, at).is_some_and(is_named),
            // In the field of an object that is made here, nobody knows where it came from.
            Object::Opaque => declared.is_some_and(is_named),
            _ => false,
        }
    }
}
