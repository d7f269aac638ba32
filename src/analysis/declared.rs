//! What can be where, by what signatures say: following values alone mixes objects of types that cannot meet.

use super::program::Program;
use crate::metadata::{Primitive, Type, TypeAttributes};
use crate::model::{FieldHandle, MethodHandle, TypeHandle, TypeId};

/// What a field's signature says of the objects that it holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Declared {
    /// Anything, or it cannot be told.
    Anything,
    /// Text or a number.
    Primitive,
    /// An array or a pointer.
    NoObject,
    /// An object of this type or of one below it.
    Type(TypeHandle),
}

impl Program<'_, '_> {
    /// What a field can hold.
    pub(super) fn declared(&self, field: FieldHandle) -> Declared {
        self.declared_types.get(field, || {
            let universe = self.universe;
            let (module, signature) = match field {
                FieldHandle::Def(id) => (id.module, universe.field_row(id).map(|row| row.signature)),
                FieldHandle::Missing(module, rid) => {
                    (module, universe.module(module).metadata.row(rid).ok().map(|row| row.signature))
                }
            };
            let metadata = &universe.module(module).metadata;
            let Some(Ok(signature)) = signature.map(|blob| metadata.field_signature(blob)) else {
                return Declared::Anything;
            };
            match signature.unmodified() {
                Type::Primitive(Primitive::Object) => Declared::Anything,
                Type::Primitive(_) => Declared::Primitive,
                Type::SzArray(_) | Type::Array(_) | Type::Pointer(_) => Declared::NoObject,
                of => universe.resolve_type_of(module, of).map_or(Declared::Anything, Declared::Type),
            }
        })
    }

    /// Whether an object that a field holds can be one of `owner`, a class that is loaded.
    pub(super) fn can_hold(&self, field: FieldHandle, owner: TypeId) -> bool {
        match self.declared(field) {
            Declared::Anything => true,
            Declared::Primitive | Declared::NoObject => false,
            Declared::Type(TypeHandle::Def(held)) => {
                self.is_interface(held)
                    || self.is_a(held, TypeHandle::Def(owner))
                    || self.is_a(owner, TypeHandle::Def(held))
            }
            // What implements an interface that is not loaded, or derives from such a class, has to say so.
            Declared::Type(held @ TypeHandle::Missing(..)) => {
                let (_, names) = self.universe.name_parts(held);
                names.last().is_some_and(|name| is_interface_name(name.as_bytes())) || self.is_a(owner, held)
            }
        }
    }

    /// Whether a field holds text or a number.
    pub(super) fn is_primitive(&self, field: FieldHandle) -> bool {
        self.declared(field) == Declared::Primitive
    }

    /// Whether a type of this unit is an interface.
    pub(super) fn is_interface(&self, id: TypeId) -> bool {
        self.universe.type_row(id).is_some_and(|row| row.flags.contains(TypeAttributes::INTERFACE))
    }

    /// Whether a method can get an address in the operand at this place, the object it is called on first where there is one and
    /// `made` is false: of its own struct, or by a reference or pointer.
    pub(super) fn takes_address(&self, method: MethodHandle, made: bool, position: u16) -> bool {
        let signature = self
            .universe
            .method_signature(method)
            .and_then(|(module, blob)| self.universe.module(module).metadata.method_signature(blob).ok());
        let Some(signature) = signature else { return true };
        let before = u16::from(signature.has_this && !made);
        let Some(number) = position.checked_sub(before) else { return true };
        signature.parameters.get(usize::from(number)).is_none_or(|parameter| {
            matches!(
                parameter.unmodified(),
                Type::ByRef(_)
                    | Type::Pointer(_)
                    | Type::Primitive(Primitive::IntPtr | Primitive::UIntPtr | Primitive::TypedReference)
            )
        })
    }
}

/// `IDisposable`: an `I` and another capital.
fn is_interface_name(name: &[u8]) -> bool {
    matches!(name, [b'I', second, ..] if second.is_ascii_uppercase())
}
