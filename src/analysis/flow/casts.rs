//! Which objects a value can be, by the types that casts and signatures give it.

use super::{ContextId, Flow};
use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::objects::{Object, ObjectId, Slot, ValueSet};
use crate::metadata::Token;
use crate::model::{MethodId, TypeHandle, TypeId};

impl Flow<'_, '_, '_> {
    /// What a value can be behind a cast to the type that a token of a method names.
    pub(super) fn cast(&mut self, id: ContextId, objects: &ValueSet, token: Token) -> ValueSet {
        match self.program.cast_type(self.context(id).method, token) {
            Some(target) => self.of_type(id, objects, target),
            None => objects.clone(),
        }
    }

    /// The objects of a set that can be of a type.
    pub(super) fn of_type(&mut self, id: ContextId, objects: &ValueSet, target: TypeHandle) -> ValueSet {
        let (mut left, mut all) = (ValueSet::default(), true);
        let is_pair = self.program.is_pair(target);
        for object in objects.iter() {
            if is_pair && self.has_keys(id, object) || self.may_be(id, object, target) {
                left.insert(object);
            } else {
                all = false;
            }
        }
        if all { objects.clone() } else { left }
    }

    /// Whether an object can be of a type, by its class, or by those of what was put into the container that it is an element of.
    fn may_be(&mut self, id: ContextId, object: ObjectId, target: TypeHandle) -> bool {
        let container = match self.objects.get(object) {
            Object::ElementOf(container) => container,
            Object::Held(..) => {
                let known = self.stands_for(id, object);
                return self.can_be(object, target)
                    && known.is_none_or(|known| known.iter().any(|object| self.can_be(object, target)));
            }
            _ => return self.can_be(object, target),
        };
        // What all classes of the process put there nobody sees.
        if matches!(self.outermost_container(container), Object::Global(_) | Object::HeldByStatic(_)) {
            return true;
        }
        let elements = self.read(id, Slot::Elements(container));
        let keys = self.read(id, Slot::Keys(container));
        elements.is_empty() || elements.iter().chain(keys.iter()).any(|element| self.can_be(element, target))
    }

    /// What an object is in at the outside, as an element.
    fn outermost_container(&self, object: ObjectId) -> Object {
        let around = |object: &ObjectId| match self.objects.get(*object) {
            Object::ElementOf(container) => Some(container),
            _ => None,
        };
        let outermost = std::iter::successors(Some(object), around).last();
        self.objects.get(outermost.unwrap_or(object))
    }

    /// The objects, each of a known class, that one stands for which is an element of a shared container, or in a field of what is shared;
    /// `None` where others can be meant.
    pub(super) fn stands_for(&mut self, id: ContextId, object: ObjectId) -> Option<ValueSet> {
        let known = match self.objects.get(object) {
            Object::ElementOf(container) if matches!(self.outermost_container(container), Object::Global(_)) => {
                return None;
            }
            Object::ElementOf(container) => self.read(id, Slot::Elements(container)),
            Object::Held(holder, field) => {
                let mut held = self.read(id, Slot::Field(holder, field));
                if self.type_of(holder).is_none() {
                    for holder in self.stands_for(id, holder)?.iter() {
                        held.extend(&self.read(id, Slot::Field(holder, field)));
                    }
                }
                held
            }
            _ => return None,
        };
        let is_known = |object| self.type_of(object).is_some() || self.is_delegate(object);
        (!known.is_empty() && !known.is_wide() && known.iter().all(is_known)).then_some(known)
    }

    /// The type that the code of a context gives the object on which a member is called: by a cast, or by a signature.
    pub(super) fn said_type(&self, id: ContextId, value: ValueId) -> Option<TypeHandle> {
        let context = self.context(id);
        let (facts, method) = (&context.code.facts, context.method);
        let universe = self.program.universe;
        match facts.in_its_clothes(value) {
            Value::Cast(_, token) => self.program.cast_type(method, token),
            Value::Argument(number) => self.program.parameter_type(method, number),
            Value::Returned(at) => match facts.event_at(at)?.action {
                Action::Call { method: token, .. } => self.program.returned_type(method.module, token),
                _ => None,
            },
            Value::Field(_, token) | Value::Static(token) => {
                universe.type_of_field(universe.resolve_field(method.module, token)?)
            }
            _ => None,
        }
    }

    /// The class at hand that the code gives the object on which a member of `owner` is called; `owner` where it says no more.
    pub(super) fn said_class(&self, id: ContextId, receiver: Option<ValueId>, owner: TypeId) -> TypeId {
        match receiver.and_then(|receiver| self.said_type(id, receiver)) {
            Some(TypeHandle::Def(said)) if self.program.is_a(said, TypeHandle::Def(owner)) => said,
            _ => owner,
        }
    }
}

impl super::Program<'_, '_> {
    /// The type that a cast in a method names; of a type parameter what it is bound to.
    pub(in crate::analysis) fn cast_type(&self, method: MethodId, token: Token) -> Option<TypeHandle> {
        self.cast_types.get((method, token), || {
            let universe = self.universe;
            let index = crate::metadata::TypeDefOrRef::from_token(token)?;
            universe.resolve_type(method.module, index).or_else(|| match index {
                crate::metadata::TypeDefOrRef::TypeSpec(spec) => {
                    self.bound_in(method, &universe.type_spec(method.module, spec)?)
                }
                _ => None,
            })
        })
    }

    /// The type of an argument by its 0-based number, the object that a method is called on included.
    pub(in crate::analysis) fn parameter_type(&self, method: MethodId, number: u16) -> Option<TypeHandle> {
        self.parameter_types.get((method, number), || {
            let universe = self.universe;
            let row = universe.method_row(method)?;
            let signature = universe.module(method.module).metadata.method_signature(row.signature).ok()?;
            match usize::from(number).checked_sub(usize::from(signature.has_this)) {
                None => universe.declaring_type(method).map(TypeHandle::Def),
                Some(number) => {
                    let parameter = signature.parameters.get(number)?.unmodified();
                    let bound = || self.bound_in(method, parameter);
                    universe.resolve_type_of(method.module, parameter).or_else(bound)
                }
            }
        })
    }
}
