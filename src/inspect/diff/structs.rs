//! Whether the objects of a struct hold references.

use std::collections::BTreeSet;

use super::framework;
use crate::metadata::{FieldAttributes, Primitive, Type as Signature, TypeDefOrRef};
use crate::model::{ModuleId, TypeHandle, TypeId, TypeKind, Universe};

/// Whether an object of a struct holds a reference; `None` where nobody knows, and `cut` where that is for
/// [`Limits::struct_fields`](crate::limits::Limits::struct_fields). What a type parameter stands for does not count.
pub(super) fn holds_references(universe: &Universe<'_>, id: TypeId, cut: &mut bool) -> Option<bool> {
    let mut seen = BTreeSet::from([id]);
    let mut next = vec![id];
    let (mut unknown, mut left) = (false, universe.limits().struct_fields);
    while let Some(id) = next.pop() {
        let metadata = &universe.module(id.module).metadata;
        for field in universe.fields(id) {
            *cut = left == 0;
            left = left.checked_sub(1)?;
            let row = universe.field_row(field)?;
            if row.flags.contains(FieldAttributes::STATIC) {
                continue;
            }
            let type_ = metadata.field_signature(row.signature).ok()?;
            match holds(universe, id.module, type_.unmodified()) {
                Holds::Reference => return Some(true),
                Holds::Nothing => {}
                Holds::Unknown => unknown = true,
                Holds::Struct(inner) => next.extend(seen.insert(inner).then_some(inner)),
            }
        }
    }
    (!unknown).then_some(false)
}

/// What a field holds.
enum Holds {
    Nothing,
    Reference,
    Unknown,
    /// What a struct holds that is at hand.
    Struct(TypeId),
}

fn holds(universe: &Universe<'_>, module: ModuleId, type_: &Signature) -> Holds {
    let of_struct = |type_: TypeDefOrRef| match universe.resolve_type(module, type_) {
        Some(TypeHandle::Def(inner)) if universe.type_kind(inner) == TypeKind::Enum => Holds::Nothing,
        Some(TypeHandle::Def(inner)) => Holds::Struct(inner),
        Some(missing) if framework::is_plain_struct(universe.full_name(missing).as_str()) => Holds::Nothing,
        _ => Holds::Unknown,
    };
    match type_ {
        Signature::Primitive(Primitive::String | Primitive::Object) | Signature::SzArray(_) | Signature::Array(_) => {
            Holds::Reference
        }
        Signature::Named { value_type: false, .. } | Signature::Instance { value_type: false, .. } => Holds::Reference,
        Signature::Named { type_, .. } => of_struct(*type_),
        // What its type arguments are is not looked at, but for that of a value that may be missing.
        Signature::Instance { generic, arguments, .. } => match (universe.resolve_type(module, *generic), &**arguments)
        {
            (Some(handle), [only]) if universe.is_named(handle, "System", "Nullable`1") => match only.unmodified() {
                Signature::Named { type_, .. } => of_struct(*type_),
                Signature::Primitive(_) => Holds::Nothing,
                _ => Holds::Unknown,
            },
            _ => Holds::Unknown,
        },
        _ => Holds::Nothing,
    }
}
