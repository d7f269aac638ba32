//! Whether what a reference asks for is there. The runtime asks by the exact signature, unlike [`Universe::resolve_method`], which also
//! takes what comes nearest.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use rustc_hash::{FxHashMap, FxHashSet};

use super::reflected::split_namespace;
use super::universe::{FieldHandle, MethodHandle, ModuleId, OVERLOADS, TypeHandle, TypeId, Universe};
use crate::metadata::{
    BlobIndex, Implementation, MemberRef, MemberRefParent, ResolutionScope, Rid, TypeDefOrRef, TypeRef,
};
use crate::text::Name;

/// What is known of the definition that a reference asks for.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Presence {
    /// It is there.
    Found,
    /// It is there with another signature: the runtime does not find it.
    Altered,
    /// Where it would be is at hand, and it is not there.
    Gone,
    /// Where it would be is not at hand.
    Unknown,
}

/// Looks for what the references of assemblies ask for.
pub struct Lookup<'u, 'a> {
    universe: &'u Universe<'a>,
    /// Hashes of the exact texts of signatures: each is spelt once.
    signatures: FxHashMap<(ModuleId, BlobIndex), Option<u64>>,
    /// Bytes of these texts that may still be spelt: a few bytes of a signature can name a type of any length.
    left: u64,
    is_cut: bool,
    /// Names of the fields, or of the properties, of types.
    members: FxHashMap<(TypeId, bool), FxHashSet<Name<'a>>>,
}

/// What every object has (§I.8.9.8). A reference may name it as a member of any class.
const OF_OBJECT: [&str; 7] =
    ["Equals", "Finalize", "GetHashCode", "GetType", "MemberwiseClone", "ReferenceEquals", "ToString"];

impl<'u, 'a> Lookup<'u, 'a> {
    /// For references in the modules of `universe`.
    #[must_use]
    pub fn new(universe: &'u Universe<'a>) -> Self {
        let left = universe.limits().view_fuel(universe.input().image.bytes().len());
        Self { universe, signatures: FxHashMap::default(), left, is_cut: false, members: FxHashMap::default() }
    }

    /// Whether signatures were too long to compare all of them: of the other members nothing is known.
    #[must_use]
    pub fn is_cut(&self) -> bool {
        self.is_cut
    }

    /// Whether a type is there.
    #[must_use]
    pub fn of_type(&self, module: ModuleId, rid: Rid<TypeRef>) -> Presence {
        let universe = self.universe;
        let home = universe.module(module);
        let mut current = rid;
        for _ in 0..universe.limits().nesting {
            if let Some(TypeHandle::Def(_)) = universe.resolve_type(module, TypeDefOrRef::TypeRef(current)) {
                return if current == rid { Presence::Found } else { Presence::Gone };
            }
            let Ok(row) = home.metadata.row(current) else { break };
            let target = match row.resolution_scope {
                Some(ResolutionScope::TypeRef(outer)) => {
                    current = outer;
                    continue;
                }
                Some(ResolutionScope::AssemblyRef(rid)) => home.assembly_ref(rid).map(|(name, _)| name),
                _ => None,
            };
            let (namespace, name) = (home.metadata.name(row.namespace), home.metadata.name(row.name));
            return if target.is_some_and(|target| self.lacks(target, namespace, name)) {
                Presence::Gone
            } else {
                Presence::Unknown
            };
        }
        Presence::Unknown
    }

    /// Whether an assembly is at hand, and the one to which it forwards a type that was not found, if it does.
    fn lacks(&self, assembly: Name<'_>, namespace: Name<'_>, name: Name<'_>) -> bool {
        let mut module = self.universe.module_named(assembly.as_bytes());
        for _ in 0..self.universe.limits().forwarder_hops {
            let Some(current) = module else { return false };
            module = match current.forwarded(namespace, name) {
                None => return true,
                Some(Implementation::AssemblyRef(rid)) => {
                    current.assembly_ref(rid).and_then(|(name, _)| self.universe.module_named(name.as_bytes()))
                }
                Some(_) => None,
            };
        }
        false
    }

    /// Whether an assembly has, or forwards, a type that only its full metadata name tells: `Ns.Outer+Inner`.
    #[must_use]
    pub fn of_name(&self, assembly: &str, full: &str) -> Presence {
        let universe = self.universe;
        let Some(module) = universe.module_named(assembly.as_bytes()).filter(|_| !assembly.is_empty()) else {
            return Presence::Unknown;
        };
        let mut names = full.split('+').map(split_namespace);
        let (namespace, name) = names.next().unwrap_or_default();
        let (namespace, name) = (Name(namespace.as_bytes()), Name(name.as_bytes()));
        let Some(outermost) = universe.exported(module, namespace, name) else {
            return if self.lacks(module.assembly, namespace, name) { Presence::Gone } else { Presence::Unknown };
        };
        let home = universe.module(outermost.module);
        let found = names.try_fold(outermost.rid, |outer, (namespace, name)| {
            home.nested(outer, Name(namespace.as_bytes()), Name(name.as_bytes()))
        });
        if found.is_some() { Presence::Found } else { Presence::Gone }
    }

    /// Whether the field or property is there that an attribute of this type sets by its name.
    #[must_use]
    pub fn of_argument(
        &mut self,
        module: ModuleId,
        attribute: Rid<TypeRef>,
        is_field: bool,
        name: Name<'_>,
    ) -> Presence {
        let universe = self.universe;
        let Some(TypeHandle::Def(start)) = universe.resolve_type(module, TypeDefOrRef::TypeRef(attribute)) else {
            return self.of_type(module, attribute);
        };
        for handle in std::iter::once(TypeHandle::Def(start)).chain(universe.bases(start)) {
            let TypeHandle::Def(owner) = handle else {
                let is_last = universe.is_named(handle, "System", "Attribute");
                return if is_last { Presence::Gone } else { Presence::Unknown };
            };
            let names = self.members.entry((owner, is_field)).or_insert_with(|| {
                if is_field {
                    universe.fields(owner).map(|id| universe.field_name(FieldHandle::Def(id))).collect()
                } else {
                    universe.properties(owner).map(|it| it.name).collect()
                }
            });
            if names.contains(&name) {
                return Presence::Found;
            }
        }
        Presence::Unknown
    }

    /// Whether a member is there.
    #[must_use]
    pub fn of_member(&mut self, module: ModuleId, rid: Rid<MemberRef>) -> Presence {
        self.member(module, rid).unwrap_or(Presence::Unknown)
    }

    fn member(&mut self, module: ModuleId, rid: Rid<MemberRef>) -> Option<Presence> {
        let universe = self.universe;
        let home = universe.module(module);
        let row = home.metadata.row(rid).ok()?;
        let parent = match row.class? {
            MemberRefParent::TypeRef(rid) => TypeDefOrRef::TypeRef(rid),
            MemberRefParent::TypeSpec(rid) => universe.type_spec(module, rid)?.named()?,
            _ => return None,
        };
        let start = match (universe.resolve_type(module, parent)?, parent) {
            (TypeHandle::Def(start), _) => start,
            (TypeHandle::Missing(..), TypeDefOrRef::TypeRef(rid)) => return Some(self.of_type(module, rid)),
            _ => return None,
        };
        let wanted = self.signature(module, row.signature)?;
        let name = home.metadata.name(row.name);
        let is_field = home.metadata.is_field_signature(row.signature).ok()?;
        let nearest = if is_field {
            universe.resolve_field(module, rid.into()).and_then(|it| match it {
                FieldHandle::Def(id) => universe.field_owner(id),
                FieldHandle::Missing(..) => None,
            })
        } else {
            universe.resolve_method(module, rid.into()).and_then(|it| match it {
                MethodHandle::Def(id) => universe.declaring_type(id),
                MethodHandle::Missing(..) => None,
            })
        };
        let bases = if name == ".ctor" { Vec::new() } else { universe.bases(start) };
        let cut = bases.len() as u64 >= universe.limits().base_chain;
        for handle in std::iter::once(TypeHandle::Def(start)).chain(bases) {
            let TypeHandle::Def(owner) = handle else {
                let of_all = ["Object", "ValueType", "Enum", "MulticastDelegate"];
                let ends = of_all.iter().any(|base| universe.is_named(handle, "System", base));
                return (ends && !OF_OBJECT.iter().any(|it| name == *it)).then(|| altered(nearest));
            };
            // Seen from a derived type the signature has type arguments in it.
            let is_seen_from_below = owner != start && !universe.open_arguments(owner).is_empty();
            if self.has(owner, name, is_field, wanted) || is_seen_from_below && nearest == Some(owner) {
                return Some(Presence::Found);
            }
        }
        (!cut).then(|| altered(nearest))
    }

    /// Whether a type itself has a member of this name whose signature is this.
    fn has(&mut self, owner: TypeId, name: Name<'_>, is_field: bool, wanted: u64) -> bool {
        let module = self.universe.module(owner.module);
        let metadata = &module.metadata;
        let signatures: Vec<BlobIndex> = if is_field {
            let rows = module.fields_named(owner.rid, name).take(OVERLOADS + 1);
            rows.filter_map(|rid| Some(metadata.row(rid).ok()?.signature)).collect()
        } else {
            let rows = module.methods_named(owner.rid, name).take(OVERLOADS + 1);
            rows.filter_map(|rid| Some(metadata.row(rid).ok()?.signature)).collect()
        };
        // Of so many, and of one that cannot be read, nobody says that it is not that.
        signatures.len() > OVERLOADS
            || signatures
                .into_iter()
                .any(|blob| self.signature(owner.module, blob).is_none_or(|signature| signature == wanted))
    }

    /// A number that two signatures have in common if they are the same for the runtime, but for whether a type in them is a class.
    fn signature(&mut self, module: ModuleId, blob: BlobIndex) -> Option<u64> {
        if let Some(known) = self.signatures.get(&(module, blob)) {
            return *known;
        }
        let spelt = self.spelt(module, blob);
        self.signatures.insert((module, blob), spelt);
        spelt
    }

    fn spelt(&mut self, module: ModuleId, blob: BlobIndex) -> Option<u64> {
        let universe = self.universe;
        let metadata = &universe.module(module).metadata;
        let mut hash = DefaultHasher::new();
        let types = if metadata.is_field_signature(blob).ok()? {
            vec![metadata.field_signature(blob).ok()?]
        } else {
            let signature = metadata.method_signature(blob).ok()?;
            (signature.has_this, signature.convention, signature.generic_parameters).hash(&mut hash);
            signature.fixed_parameters().iter().chain([&signature.return_type]).cloned().collect()
        };
        for type_ in &types {
            // Type parameters of whatever type are `!0` and so on.
            let text = universe.exact_type(module, type_, &[]);
            let left = self.left.checked_sub(text.len() as u64);
            self.is_cut |= left.is_none();
            self.left = left?;
            text.hash(&mut hash);
        }
        Some(hash.finish())
    }
}

/// What is not there as it is asked for; `nearest` has what comes nearest.
fn altered(nearest: Option<TypeId>) -> Presence {
    if nearest.is_some() { Presence::Altered } else { Presence::Gone }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::limits::Limits;
    use crate::model::{LoadedFile, Supplied};

    /// What is known of the members that an assembly asks for, beside the library that has them.
    fn known(limits: &Limits) -> (Vec<Presence>, bool) {
        let file = |name: &str| {
            let path = format!("{}/testdata/shapes/asked/{name}", env!("CARGO_MANIFEST_DIR"));
            let supplied = Supplied { label: name.into(), bytes: std::fs::read(path).unwrap() };
            LoadedFile { supplied, symbols: None }
        };
        let files = [file("asker.dll"), file("Fabrikam.Asked.dll")];
        let universe = Universe::open(&files, limits).unwrap();
        let input = universe.input();
        let mut lookup = Lookup::new(&universe);
        let rows = input.metadata.rids::<MemberRef>();
        let found = rows.map(|rid| lookup.of_member(input.id, rid)).filter(|it| *it != Presence::Unknown).collect();
        (found, lookup.is_cut())
    }

    #[test]
    fn signatures_are_spelt_to_a_limit_and_that_is_told() {
        let (found, is_cut) = known(&Limits::default());
        assert!(!is_cut && found.len() > 10 && found.iter().all(|it| *it == Presence::Found), "{found:?}");
        let (fewer, is_cut) = known(&Limits { view_ratio: 0, ..Limits::default() });
        assert!(is_cut && fewer.len() < found.len() && fewer.iter().all(|it| *it == Presence::Found), "{fewer:?}");
    }
}
