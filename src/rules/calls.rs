//! What the rules that look for calls of certain APIs share.

use crate::analysis::facts::{Action, Value, ValueId};
use crate::analysis::{CallSite, ContextId, Effects, How};
use crate::apis::{Api, ApiList};
use crate::metadata::{HasCustomAttribute, utf16};
use crate::model::{FieldHandle, MethodHandle, Origin, PropertyOrEvent, TypeHandle};
use crate::rules::Context;
use crate::text::Text;

use super::handed::Handed;

impl Context<'_, '_> {
    /// The line of a list that covers a call; only where the type is the framework's or the SDK's, or has the full name of
    /// one and is defined in the assembly itself (a back-port that was merged in).
    pub(super) fn api<'t>(&self, list: &ApiList<'t>, site: &CallSite) -> Option<Api<'t>> {
        self.api_of(list, site.callee)
    }

    /// See [`Context::api`].
    pub(super) fn api_of<'t>(&self, list: &ApiList<'t>, callee: MethodHandle) -> Option<Api<'t>> {
        let api = self.program().api_name(callee);
        list.find(&api.type_name, api.member).filter(|_| api.is_known())
    }

    /// The C# form of a call for a message: `Thread.Sleep`.
    pub(super) fn call_name(&self, callee: MethodHandle) -> String {
        let universe = self.universe();
        let owner = universe.method_owner(callee).map(|owner| universe.name_parts(owner).1).unwrap_or_default();
        let owner = owner
            .last()
            .map(|name| crate::text::Name(without_arity(name.as_bytes())).safe().to_string())
            .unwrap_or_default();
        let method = universe.method_name(callee);
        if method == ".ctor" { format!("new {owner}") } else { format!("{owner}.{}", method.safe()) }
    }
}

/// A metadata name without the backtick and the number of type parameters.
fn without_arity(name: &[u8]) -> &[u8] {
    name.split(|byte| *byte == b'`').next().unwrap_or(name)
}

impl Context<'_, '_> {
    /// Whether a call is of this member: of the framework, or of a type of its full name that is defined in the assembly itself.
    pub(super) fn is_call_of(&self, callee: MethodHandle, type_name: &str, member: &str) -> bool {
        let api = self.program().api_name(callee);
        api.member == member && *api.type_name == *type_name && api.is_framework()
    }

    /// A static member that gives the same object to everyone, as its users write it: `MemoryCache.Default`.
    pub(super) fn name_of_global(&self, member: MethodHandle) -> String {
        self.call_name(member).replace(".get_", ".")
    }

    /// Whether a call is one of the framework's own members.
    pub(super) fn is_framework_call(&self, site: &CallSite) -> bool {
        let universe = self.universe();
        universe.method_owner(site.callee).is_some_and(|owner| universe.assembly_of(owner).1 == Origin::Framework)
    }

    /// Whether a call changes the collection of the framework that it is made on.
    pub(super) fn changes_collection(&self, callee: MethodHandle) -> bool {
        let universe = self.universe();
        let owner = universe.method_owner(callee);
        let is_collection =
            owner.is_some_and(|owner| universe.name_parts(owner).0.as_bytes().starts_with(b"System.Collections"));
        is_collection && self.program().effects(callee).contains(Effects::CHANGES)
    }

    /// Whether a method is called on an object.
    pub(super) fn has_this(&self, callee: MethodHandle) -> bool {
        let universe = self.universe();
        universe.method_signature(callee).is_some_and(|(module, blob)| {
            universe.module(module).metadata.method_shape(blob).is_ok_and(|shape| shape.has_this)
        })
    }

    /// The type that an operand of a method is declared to have; operand 0 is the object where there is one.
    pub(super) fn operand_type(&self, callee: MethodHandle, number: usize) -> Option<TypeHandle> {
        let universe = self.universe();
        let (module, blob) = universe.method_signature(callee)?;
        let signature = universe.module(module).metadata.method_signature(blob).ok()?;
        match number.checked_sub(usize::from(signature.has_this)) {
            None => universe.method_owner(callee),
            Some(number) => universe.resolve_type_of(module, signature.parameters.get(number)?),
        }
    }

    /// The type that a value is declared to have, where the method says it.
    pub(super) fn static_type(&self, context: ContextId, value: ValueId) -> Option<TypeHandle> {
        let module = self.reach.method(context).module;
        let facts = self.reach.facts(context);
        match facts.value(value) {
            Value::Returned(at) => match facts.event_at(at)?.action {
                Action::Call { method, .. } => self.program().returned_type(module, method),
                _ => None,
            },
            Value::Field(_, field) | Value::Static(field) => {
                self.field_type(self.universe().resolve_field(module, field)?)
            }
            Value::Argument(number) => {
                self.operand_type(MethodHandle::Def(self.reach.method(context)), usize::from(number))
            }
            _ => None,
        }
    }

    /// The string literal that a value is.
    pub(super) fn literal(&self, context: ContextId, value: ValueId) -> Option<String> {
        let offset = self.reach.facts(context).literal(value)?;
        let module = self.universe().module(self.reach.method(context).module);
        Some(utf16(module.metadata.literal(offset).ok()?))
    }

    /// Whether a lock is on something that a compiler made for itself, such as the guard of a VB static local.
    pub(super) fn is_generated_lock(&self, context: ContextId, value: ValueId) -> bool {
        let facts = self.reach.facts(context);
        let module = self.reach.method(context).module;
        match facts.value(value) {
            Value::Field(_, token) | Value::Static(token) => {
                let field = self.universe().resolve_field(module, token);
                // What a closure or state machine holds is a variable of the author's.
                let is_variable = field.and_then(|field| self.universe().owner_of_field(field)).is_some_and(
                    |owner| matches!(owner, TypeHandle::Def(owner) if self.program().is_generated_type(owner)),
                );
                !is_variable && field.is_some_and(|field| self.program().is_generated_field(field))
            }
            _ => false,
        }
    }

    /// Whether a write only hands the address of a field to a method that is known not to change it.
    pub(super) fn only_reads(&self, how: How) -> bool {
        match how {
            How::Store => false,
            How::Handed { callee, position } => self.handed(callee, position) == Handed::Read,
        }
    }
}

impl Context<'_, '_> {
    /// The type of a field, where it is a type of its own.
    pub(super) fn field_type(&self, field: FieldHandle) -> Option<TypeHandle> {
        self.universe().type_of_field(field).or_else(|| self.program().bound_of_field(field))
    }

    /// Whether each thread has a static field of its own; on an instance field the attribute does nothing.
    pub(super) fn is_thread_static(&self, field: FieldHandle) -> bool {
        let FieldHandle::Def(id) = field else { return false };
        self.universe().has_attribute(id.module, HasCustomAttribute::Field(id.rid), "System", "ThreadStaticAttribute")
    }

    /// The documentation-comment id by which a finding names a field: that of the property or event where a compiler made the field.
    pub(super) fn field_target(&self, field: FieldHandle) -> Text {
        let universe = self.universe();
        let member = match field {
            FieldHandle::Def(id) => universe.member_of_field(id),
            FieldHandle::Missing(..) => None,
        };
        match member {
            Some(PropertyOrEvent::Property(id)) => universe.property_doc_id(id.module, id.rid),
            Some(PropertyOrEvent::Event(id)) => universe.event_doc_id(id.module, id.rid),
            None => universe.field_doc_id(field),
        }
    }
}
