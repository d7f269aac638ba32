//! What can be where, by what signatures say: following values alone mixes objects of types that cannot meet.

use std::rc::Rc;

use super::facts::Action;
use super::flow::Flow;
use super::library::{Effects, is_safe, is_sealed};
use super::objects::{Object, ObjectId};
use super::program::Program;
use crate::il::{IlOffset, Opcode};
use crate::metadata::{
    GenericParam, GenericParamAttributes, GenericParamConstraint, Keyed, MethodDef, Param, ParamAttributes, Primitive,
    StringIndex, Token, Type, TypeAttributes, TypeOrMethodDef,
};
use crate::model::{FieldHandle, MethodHandle, MethodId, ModuleId, Origin, TypeHandle, TypeId};

/// What a field's signature says of the objects that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// Anything, or it cannot be told.
    Anything,
    /// Text, a number, or another value that nobody can change.
    Constant,
    /// An array or a pointer.
    NoObject,
    /// An object of this type or of one below it.
    Type(TypeHandle),
}

/// Classes of the framework whose objects nobody can change.
const CONSTANT: [&str; 4] = ["System.Uri", "System.Version", "System.Type", "System.Text.RegularExpressions.Regex"];

impl Flow<'_, '_, '_> {
    /// Whether an object can have a field, by its type.
    pub(super) fn can_have(&self, object: ObjectId, field: FieldHandle) -> bool {
        let program = self.program;
        let Some(TypeHandle::Def(owner)) = program.universe.owner_of_field(field) else { return true };
        match self.objects.get(object) {
            // What was made has exactly its type; where that is not loaded it is an array, a class of the framework, or a boxed struct.
            of @ (Object::Root | Object::Created { .. }) => match self.type_of(object) {
                Some(exact) => program.is_a(exact, TypeHandle::Def(owner)),
                None => of == Object::Root || program.is_value_type(owner),
            },
            Object::Held(_, held) | Object::HeldByStatic(held) => program.can_hold(held, owner),
            // At an address lies a struct, or a reference to what is elsewhere.
            _ if self.objects.is_address(object) => program.is_value_type(owner),
            _ => true,
        }
    }

    /// Whether an object can be of a type, by its own class or by what holds it. What type parameters stand for is not asked.
    pub(super) fn can_be(&self, object: ObjectId, other: TypeHandle) -> bool {
        let program = self.program;
        match self.objects.get(object) {
            Object::Root => self.root.is_none_or(|exact| program.can_be(TypeHandle::Def(exact), other)),
            Object::Created { exact: Some(exact), of, .. } => {
                program.can_be(TypeHandle::Def(exact), other)
                    // A clone can be of a class below the one that is known to make it.
                    || of.is_some() && matches!(other, TypeHandle::Def(other) if program.is_a(other, TypeHandle::Def(exact)))
            }
            Object::Created { method, at, .. } => {
                program.made_type(method, at).is_none_or(|made| program.can_be(made, other))
            }
            Object::Held(_, held) | Object::HeldByStatic(held) => program.can_return(held, other),
            Object::Received { .. } => match self.received.get(&object) {
                Some(Some(declared)) => program.can_be_received(*declared, other),
                _ => true,
            },
            Object::TypeObject(..) => matches!(other, TypeHandle::Missing(..)),
            _ => true,
        }
    }

    /// Whether an object is a value that nobody can change, by the field that holds it or what it is an element of.
    pub(super) fn is_constant(&self, object: ObjectId) -> bool {
        let program = self.program;
        match self.objects.get(object) {
            Object::Held(_, field) | Object::HeldByStatic(field) => program.declared(field) == Declared::Constant,
            Object::Created { .. } => {
                self.kept.get(&object).is_some_and(|field| program.declared(*field) == Declared::Constant)
            }
            Object::ElementOf(container) => match self.objects.get(container) {
                Object::Held(_, field) | Object::HeldByStatic(field) => program.holds_constants(field),
                Object::Created { .. } => {
                    self.kept.get(&container).is_some_and(|field| program.holds_constants(*field))
                }
                _ => false,
            },
            _ => false,
        }
    }
}

impl Program<'_, '_> {
    /// Whether objects of a type of this unit can be containers of the framework: not if all that it derives from is at hand, down to
    /// `System.Object`, and implements nothing of others.
    pub(super) fn can_be_container(&self, id: TypeId) -> bool {
        self.containers.get(id, || {
            let universe = self.universe;
            let outside = |handle: TypeHandle| {
                matches!(handle, TypeHandle::Missing(..))
                    && !universe.is_named(handle, "System", "Object")
                    && !universe.is_named(handle, "System", "ValueType")
            };
            universe.lineage(id).iter().any(|(id, _)| {
                universe.bases(*id).into_iter().any(outside)
                    || universe.own_interfaces(*id).any(|(interface, _)| outside(interface))
            })
        })
    }

    /// What a field can hold.
    pub(super) fn declared(&self, field: FieldHandle) -> Declared {
        self.declared_types.get(field, || {
            let Some((module, of)) = self.signature_of(field) else { return Declared::Anything };
            match of.unmodified() {
                Type::Primitive(Primitive::Object) => Declared::Anything,
                of if self.is_constant_type(module, of) => Declared::Constant,
                Type::SzArray(_) | Type::Array(_) | Type::Pointer(_) => Declared::NoObject,
                of => self.universe.resolve_type_of(module, of).map_or(Declared::Anything, Declared::Type),
            }
        })
    }

    pub(super) fn signature_of(&self, field: FieldHandle) -> Option<(ModuleId, Type)> {
        let universe = self.universe;
        let (module, signature) = match field {
            FieldHandle::Def(id) => (id.module, universe.field_row(id)?.signature),
            FieldHandle::Missing(module, rid) => (module, universe.module(module).metadata.row(rid).ok()?.signature),
        };
        Some((module, universe.module(module).metadata.field_signature(signature).ok()?))
    }

    /// Whether nobody can change a value of a type: text, numbers, `Guid`, `DateTime?`, members of enumerations.
    pub(super) fn is_constant_type(&self, module: ModuleId, of: &Type) -> bool {
        let universe = self.universe;
        match of.unmodified() {
            Type::Primitive(primitive) => *primitive != Primitive::Object,
            of @ Type::Named { value_type, .. } => match universe.resolve_type_of(module, of) {
                Some(TypeHandle::Def(id)) => {
                    universe.base(id).is_some_and(|(base, _)| universe.is_named(base, "System", "Enum"))
                }
                Some(missing) => {
                    let name = universe.full_name(missing);
                    // What is loaded of a struct is a copy of it; these lead on to objects.
                    let leads_on = ["System.Collections.DictionaryEntry", "System.Runtime.InteropServices.GCHandle"];
                    if *value_type { !leads_on.contains(&name.as_str()) } else { CONSTANT.contains(&name.as_str()) }
                }
                None => false,
            },
            of @ Type::Instance { value_type: true, arguments, .. } => {
                let generic = universe.resolve_type_of(module, of);
                generic.is_some_and(|generic| universe.is_named(generic, "System", "Nullable`1"))
                    && arguments.iter().all(|argument| self.is_constant_type(module, argument))
            }
            _ => false,
        }
    }

    /// Whether code says of which type that is which a call by a token returns: of a class or a struct, or text or a number.
    pub(super) fn says_type(&self, module: ModuleId, token: Token) -> bool {
        self.returned_type(module, token).is_some()
            || self.universe.returned(module, token).is_some_and(|(home, of)| self.is_constant_type(home, &of))
    }

    /// Whether all that a container in a field can hold are such values.
    fn holds_constants(&self, field: FieldHandle) -> bool {
        self.constant_elements.get(field, || {
            let Some((module, of)) = self.signature_of(field) else { return false };
            match of.unmodified() {
                Type::SzArray(element) => self.is_constant_type(module, element),
                of @ Type::Instance { arguments, .. } => {
                    matches!(self.universe.resolve_type_of(module, of), Some(TypeHandle::Missing(..)))
                        && arguments.iter().all(|argument| self.is_constant_type(module, argument))
                }
                _ => false,
            }
        })
    }

    /// The class or interface that a type parameter is bound to, as code of a method, or a field of a type, names it; the first that is
    /// no type parameter itself.
    #[must_use]
    pub fn constraint(&self, home: TypeOrMethodDef, module: ModuleId, number: u32) -> Option<TypeHandle> {
        let universe = self.universe;
        let metadata = &universe.module(module).metadata;
        let flags = GenericParamAttributes::empty();
        let key = GenericParam { number: 0, flags, owner: Some(home), name: StringIndex(0) }.key();
        let (rid, _) = metadata.with_key::<GenericParam>(key).find(|(_, row)| u32::from(row.number) == number)?;
        let mut columns = metadata.with_key::<GenericParamConstraint>(rid.row()).filter_map(|(_, row)| row.constraint);
        columns.find_map(|column| universe.resolve_type(module, column))
    }

    /// The same of a type as code of a method names it; `None` for what is no type parameter.
    pub(super) fn bound_in(&self, method: MethodId, of: &Type) -> Option<TypeHandle> {
        match of.unmodified() {
            Type::MethodParameter(number) => {
                self.constraint(TypeOrMethodDef::MethodDef(method.rid), method.module, *number)
            }
            Type::TypeParameter(number) => {
                let owner = self.universe.declaring_type(method)?;
                self.constraint(TypeOrMethodDef::TypeDef(owner.rid), owner.module, *number)
            }
            _ => None,
        }
    }

    /// The type that a field's type parameter is bound to.
    #[must_use]
    pub fn bound_of_field(&self, field: FieldHandle) -> Option<TypeHandle> {
        let (module, of) = self.signature_of(field)?;
        let Type::TypeParameter(number) = of.unmodified() else { return None };
        let Some(TypeHandle::Def(owner)) = self.universe.owner_of_field(field) else { return None };
        self.constraint(TypeOrMethodDef::TypeDef(owner.rid), module, *number)
    }

    /// Whether neither a field nor, if it is a collection, what is put into it can hold anything but such values.
    #[must_use]
    pub fn is_plain(&self, field: FieldHandle) -> bool {
        self.plain.get(field, || self.signature_of(field).is_some_and(|(module, of)| self.is_plain_type(module, &of)))
    }

    fn is_plain_type(&self, module: ModuleId, of: &Type) -> bool {
        let universe = self.universe;
        match of.unmodified() {
            Type::SzArray(element) => self.is_plain_type(module, element),
            // What stands behind an interface can be a query that is still to run.
            of @ Type::Instance { arguments, .. } => {
                let generic = universe.resolve_type_of(module, of).filter(|it| matches!(it, TypeHandle::Missing(..)));
                let holds = generic.is_some_and(|generic| {
                    let (namespace, names) = universe.name_parts(generic);
                    let is_tuple = ["Tuple`", "ValueTuple`", "Nullable`"].iter().any(|start| {
                        names.len() == 1 && names.iter().all(|name| name.as_bytes().starts_with(start.as_bytes()))
                    });
                    namespace.as_bytes().starts_with(b"System.Collections") && !self.can_be_interface(generic)
                        || namespace == "System" && is_tuple
                });
                holds && arguments.iter().all(|argument| self.is_plain_type(module, argument))
            }
            of => self.is_constant_type(module, of),
        }
    }

    /// Whether a member that keeps its arguments in an object keeps the one at this place, the object itself being at 0: one that
    /// runs delegates only what the class itself says the type of.
    pub(super) fn is_kept(&self, method: MethodHandle, position: u16) -> bool {
        if !self.effects(method).contains(Effects::RUNS) {
            return true;
        }
        let universe = self.universe;
        let signature = universe
            .method_signature(method)
            .and_then(|(module, blob)| universe.module(module).metadata.method_signature(blob).ok());
        let number = usize::from(position).checked_sub(1);
        signature.zip(number).and_then(|(signature, number)| {
            let parameter = signature.parameters.get(number)?;
            Some(matches!(parameter.unmodified(), Type::TypeParameter(_)))
        }) == Some(true)
    }

    /// Whether an object that a field holds can be one of `owner`, a class that is loaded.
    pub(super) fn can_hold(&self, field: FieldHandle, owner: TypeId) -> bool {
        match self.declared(field) {
            Declared::Anything => true,
            Declared::Constant | Declared::NoObject => false,
            Declared::Type(TypeHandle::Def(held)) => {
                self.is_interface(held)
                    || self.is_a(held, TypeHandle::Def(owner))
                    || self.is_a(owner, TypeHandle::Def(held))
            }
            // What implements an interface that is not loaded, or derives from such a class, has to say so.
            Declared::Type(held @ TypeHandle::Missing(..)) => self.can_be_interface(held) || self.is_a(owner, held),
        }
    }

    /// Whether a member that returns `returned` can give what a field holds.
    fn can_return(&self, field: FieldHandle, returned: TypeHandle) -> bool {
        match (self.declared(field), returned) {
            (Declared::Anything, _) => true,
            (Declared::Constant | Declared::NoObject, _) => false,
            (_, TypeHandle::Def(owner)) => self.can_hold(field, owner),
            (Declared::Type(held), _) => self.can_be_interface(held) || self.can_be(held, returned),
        }
    }

    /// Whether it is known of a type that is not loaded that no class derives from it.
    fn is_sealed(&self, of: TypeHandle) -> bool {
        matches!(of, TypeHandle::Missing(..)) && is_sealed(self.universe.full_name(of).as_str())
    }

    /// Whether an object of exactly a class is one of another type.
    fn can_be(&self, class: TypeHandle, other: TypeHandle) -> bool {
        let is_lost = |of| self.universe.assembly_of(of).1 == Origin::Other;
        match (class, other) {
            (TypeHandle::Def(class), _) => {
                self.is_a(class, other) || matches!(other, TypeHandle::Missing(..)) && self.has_lost_base(class)
            }
            // What was not found may derive from what is at hand.
            (TypeHandle::Missing(..), TypeHandle::Def(_)) => is_lost(class),
            _ if self.is_sealed(class) && self.is_sealed(other) => {
                self.universe.full_name(class).as_str() == self.universe.full_name(other).as_str()
            }
            // Neither is loaded: classes that derive from each other stand together, or one around the other.
            _ => {
                let (inner, outer) = (self.universe.name_parts(class).0, self.universe.name_parts(other).0);
                self.can_be_interface(other)
                    || is_lost(class)
                    || is_around(outer.as_bytes(), inner.as_bytes())
                    || is_around(inner.as_bytes(), outer.as_bytes())
            }
        }
    }

    /// Whether what came from outside as one type can be of another one.
    fn can_be_received(&self, declared: TypeHandle, other: TypeHandle) -> bool {
        match (declared, other) {
            // Nobody outside makes objects of our classes, but for records that are told by name.
            (TypeHandle::Missing(..), TypeHandle::Def(own)) => {
                self.is_interface(own) || self.is_a(own, declared) || self.has_lost_base(own)
            }
            _ => true,
        }
    }

    /// Whether a class has bases or interfaces of which nothing is known, but for `System.Object`.
    fn has_lost_base(&self, class: TypeId) -> bool {
        let universe = self.universe;
        let is_plain =
            |base| ["Object", "ValueType", "Enum"].iter().any(|name| universe.is_named(base, "System", name));
        universe.bases(class).into_iter().any(|base| matches!(base, TypeHandle::Missing(..)) && !is_plain(base))
    }

    /// Whether a call of a member changes the object that an instruction made. Through an interface the object's own class decides, where
    /// `library.facts` knows that: a concurrent collection is made to be changed.
    #[must_use]
    pub fn changes_made(&self, member: MethodHandle, (method, at): (MethodId, IlOffset)) -> bool {
        let changes = self.effects(member).contains(Effects::CHANGES);
        let owner = self.universe.method_owner(member);
        if !changes || !owner.is_some_and(|owner| self.can_be_interface(owner)) {
            return changes;
        }
        let made = self.made_type(method, at).filter(|made| matches!(made, TypeHandle::Missing(..)));
        !made.is_some_and(|made| is_safe(self.universe.full_name(made).as_str()))
    }

    /// Whether a call stores to the variable whose address is this one of its arguments, whatever was in it before.
    pub(super) fn fills(&self, module: ModuleId, token: Token, position: u16, is_last: bool) -> bool {
        self.filled.get((module, token, position), || {
            let universe = self.universe;
            let Some(callee) = self.callee(module, token) else { return false };
            let MethodHandle::Def(id) = callee.handle else {
                return is_last && self.effects(callee.handle).contains(Effects::FILLS);
            };
            let metadata = &universe.module(id.module).metadata;
            // The value that is returned has number 0.
            let sequence = u32::from(position) + u32::from(callee.is_static);
            let mut rows = metadata.owned::<MethodDef, Param>(id.rid).filter_map(|rid| metadata.row(rid).ok());
            rows.any(|row| {
                u32::from(row.sequence) == sequence
                    && row.flags & (ParamAttributes::IN | ParamAttributes::OUT) == ParamAttributes::OUT
            })
        })
    }

    /// The type that a `newobj` makes.
    fn made_type(&self, method: MethodId, at: IlOffset) -> Option<TypeHandle> {
        let code = self.code(method)?;
        match code.facts.event_at(at)?.action {
            Action::Call { opcode: Opcode::Newobj, method: token, .. } => {
                self.universe.method_owner(self.callee(method.module, token)?.handle)
            }
            _ => None,
        }
    }

    /// Whether a type is an interface; one that is not loaded, by its name.
    pub(super) fn can_be_interface(&self, of: TypeHandle) -> bool {
        match of {
            TypeHandle::Def(id) => self.is_interface(id),
            TypeHandle::Missing(..) => {
                let (_, names) = self.universe.name_parts(of);
                names.last().is_some_and(|name| is_interface_name(name.as_bytes()))
            }
        }
    }

    /// Whether a type of this unit is an interface.
    #[must_use]
    pub fn is_interface(&self, id: TypeId) -> bool {
        self.universe.type_row(id).is_some_and(|row| row.flags.contains(TypeAttributes::INTERFACE))
    }

    /// The place of the last array among what a member is called with, the object itself being at 0.
    pub(super) fn last_array(&self, method: MethodHandle) -> Option<usize> {
        let (module, blob) = self.universe.method_signature(method)?;
        let signature = self.universe.module(module).metadata.method_signature(blob).ok()?;
        let number = signature.parameters.iter().rposition(|it| matches!(it.unmodified(), Type::SzArray(_)))?;
        Some(number + usize::from(signature.has_this))
    }

    /// Whether a method can get an address in the operand at this place, the object it is called on first where there is one and
    /// `made` is false: of its own struct, or by a reference or pointer.
    pub(super) fn takes_address(&self, method: MethodHandle, made: bool, position: u16) -> bool {
        let (has_this, taken) = self.addresses_taken.get(method, || self.addresses_taken(method).unwrap_or_default());
        let before = u16::from(has_this && !made);
        let Some(number) = position.checked_sub(before) else { return true };
        taken.get(usize::from(number)).copied().unwrap_or(true)
    }

    /// Whether a method is called on an object, and which of its parameters can be addresses.
    fn addresses_taken(&self, method: MethodHandle) -> Option<(bool, Rc<[bool]>)> {
        let (module, blob) = self.universe.method_signature(method)?;
        let signature = self.universe.module(module).metadata.method_signature(blob).ok()?;
        let taken = signature.parameters.iter().map(|parameter| {
            matches!(
                parameter.unmodified(),
                Type::ByRef(_)
                    | Type::Pointer(_)
                    | Type::Primitive(Primitive::IntPtr | Primitive::UIntPtr | Primitive::TypedReference)
            )
        });
        Some((signature.has_this, taken.collect()))
    }
}

/// Whether a namespace is another one, or around it.
fn is_around(outer: &[u8], inner: &[u8]) -> bool {
    inner.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with(b"."))
}

/// `IDisposable`: an `I` and another capital.
fn is_interface_name(name: &[u8]) -> bool {
    matches!(name, [b'I', second, ..] if second.is_ascii_uppercase())
}
