//! What members of the framework and the SDK do that have no line in `library.facts`, as far as their names and signatures say it. Of
//! libraries that were not found no more is known than that a setter sets something.

use super::library::{Effects, is_safe};
use super::program::{ApiName, Program};
use crate::metadata::{MethodSignature, Primitive, Type};
use crate::model::{MethodHandle, Origin, is_called_as_setter};

/// Verbs of members that change the object they are called on.
const VERBS: [&[u8]; 14] = [
    b"Add",
    b"Append",
    b"Clear",
    b"Enqueue",
    b"Import",
    b"Insert",
    b"Load",
    b"Move",
    b"Prepend",
    b"Push",
    b"Register",
    b"Remove",
    b"Reset",
    b"Set",
];

/// How classes are called that are there to be changed: such members of them return things too.
const COLLECTIONS: [&[u8]; 9] =
    [b"Builder", b"Collection", b"Dictionary", b"List", b"Queue", b"Set", b"Stack", b"Table", b"table"];

impl Program<'_, '_> {
    /// The property that an accessor sets or gives, by a hash of its name.
    pub(super) fn property(&self, accessor: MethodHandle) -> Option<u16> {
        let name = self.universe.method_name(accessor).as_bytes();
        let property = name.strip_prefix(b"set_").or_else(|| name.strip_prefix(b"get_"))?;
        Some(property.iter().fold(0, |hash: u16, byte| hash.wrapping_mul(31).wrapping_add(u16::from(*byte))))
    }

    /// What a member without a line does.
    pub(super) fn assumed_effects(&self, method: MethodHandle, api: &ApiName<'_>) -> Effects {
        // Of types that are defined at hand it shows what they do.
        let Some(origin) = api.origin else { return Effects::empty() };
        let name = api.member.as_bytes();
        let is_getter = name.starts_with(b"get_");
        let gives_items = is_collection(&api.type_name) && matches!(name, b"get_Item" | b"GetEnumerator");
        let is_accessor = is_called_as_setter(name);
        if !(is_getter || is_accessor || gives_items || is_verb(name)) {
            return Effects::empty();
        }
        let signature = self.universe.method_signature(method).and_then(|(module, blob)| {
            self.universe.module(module).metadata.method_signature(blob).ok().filter(|signature| signature.has_this)
        });
        let Some(signature) = signature else { return Effects::empty() };
        let is_class = || self.universe.method_owner(method).is_some_and(|owner| !self.can_be_interface(owner));
        let keeps =
            |effects: Effects| if origin == Origin::Sdk && is_class() { effects | Effects::PROPERTY } else { effects };
        if is_accessor {
            return keeps(Effects::CHANGES);
        }
        if origin == Origin::Other || is_safe(&api.type_name) {
            return Effects::empty();
        }
        if gives_items {
            return if is_getter { Effects::ELEMENT } else { Effects::THIS };
        }
        if is_getter {
            // What stands behind an interface can be anything.
            return if is_class() && gives_object(&signature) { keeps(Effects::INSIDE) } else { Effects::empty() };
        }
        let returns_nothing = *signature.return_type.unmodified() == Type::Primitive(Primitive::Void);
        if returns_nothing || is_collection(&api.type_name) { Effects::CHANGES } else { Effects::empty() }
    }
}

/// Whether a name is one of the verbs, or begins with one as its first word.
fn is_verb(name: &[u8]) -> bool {
    let rest = VERBS.iter().find_map(|verb| name.strip_prefix(*verb));
    rest.is_some_and(|rest| rest.first().is_none_or(u8::is_ascii_uppercase))
}

fn is_collection(type_name: &str) -> bool {
    let name = type_name.rsplit(['.', '+']).next().unwrap_or_default();
    let name = name.split('`').next().unwrap_or_default().as_bytes();
    COLLECTIONS.iter().any(|end| name.ends_with(end))
}

/// Whether a property without an index gives an object that is no text and no array: of those classes give copies.
fn gives_object(signature: &MethodSignature) -> bool {
    let returned = signature.return_type.unmodified();
    signature.parameters.is_empty()
        && matches!(returned, Type::Named { value_type: false, .. } | Type::Instance { value_type: false, .. })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn verbs_are_whole_words_and_collections_are_told_by_their_end() {
        let names: [(&[u8], bool); 6] = [
            (b"Add", true),
            (b"AddRange", true),
            (b"Address", false),
            (b"SetItem", true),
            (b"Settle", false),
            (b"TryAdd", false),
        ];
        for (name, expected) in names {
            assert_eq!(is_verb(name), expected);
        }
        assert!(is_collection("System.Collections.Generic.List`1") && is_collection("System.A+BTable"));
        assert!(!is_collection("System.Collections.Generic.Listed`1"));
    }
}
