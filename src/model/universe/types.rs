//! From the columns and signatures that name a type to the type; its names, bases and interfaces.

use std::sync::OnceLock;

use super::{FieldId, MethodId, Module, ModuleId, TypeHandle, TypeId, TypeLimit, Universe};
use crate::metadata::{
    Field, Implementation, InterfaceImpl, MethodDef, ResolutionScope, Rid, Type, TypeAttributes, TypeDef, TypeDefOrRef,
    TypeRef, TypeSpec,
};
use crate::model::origin::Origin;
use crate::text::{Name, Text};
use rustc_hash::FxHashSet;
use smallvec::SmallVec;
use std::collections::VecDeque;

const INTERFACE: TypeAttributes = TypeAttributes::INTERFACE;

/// A type as a key: of one that is not at hand its name.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub enum TypeKey<'a> {
    /// A definition is itself.
    Definition(TypeId),
    /// The namespaces and names of the types around it and of itself.
    Missing(SmallVec<[(Name<'a>, Name<'a>); 2]>),
}

impl<'a> Universe<'a> {
    /// The row of a type.
    #[must_use]
    pub fn type_row(&self, id: TypeId) -> Option<TypeDef> {
        self.module(id.module).metadata.row(id.rid).ok()
    }

    /// The type that a column or signature of `module` names: of a TypeSpec the generic type definition; `None` for arrays, pointers and
    /// what is broken.
    #[must_use]
    pub fn resolve_type(&self, module: ModuleId, index: TypeDefOrRef) -> Option<TypeHandle> {
        match index {
            TypeDefOrRef::TypeDef(rid) => Some(TypeHandle::Def(TypeId { module, rid })),
            TypeDefOrRef::TypeRef(rid) => self.resolve_type_ref(module, rid),
            // Decoded once: a signature can be as large as the file, and named by every member.
            TypeDefOrRef::TypeSpec(rid) => *self
                .module(module)
                .type_specs
                .get(rid.index())?
                .get_or_init(|| self.resolve_type_of(module, &self.type_spec(module, rid)?)),
        }
    }

    /// The type behind a signature's type: modifiers and instantiation stripped.
    #[must_use]
    pub fn resolve_type_of(&self, module: ModuleId, signature: &Type) -> Option<TypeHandle> {
        match signature {
            Type::Named { type_, .. } | Type::Instance { generic: type_, .. } => match type_ {
                // A TypeSpec here is against the grammar and could lead in a circle (trap S09).
                TypeDefOrRef::TypeSpec(_) => None,
                _ => self.resolve_type(module, *type_),
            },
            Type::Modified { inner, .. } | Type::Pinned(inner) | Type::ByRef(inner) => {
                self.resolve_type_of(module, inner)
            }
            _ => None,
        }
    }

    /// The signature of a TypeSpec.
    #[must_use]
    pub fn type_spec(&self, module: ModuleId, rid: Rid<TypeSpec>) -> Option<Type> {
        let metadata = &self.module(module).metadata;
        metadata.type_spec(metadata.row(rid).ok()?.signature).ok()
    }

    pub(super) fn resolve_type_ref(&self, module: ModuleId, rid: Rid<TypeRef>) -> Option<TypeHandle> {
        let cell = self.module(module).type_refs.get(rid.index())?;
        if let Some(found) = cell.get() {
            return *found;
        }
        // From the type inward out, until a scope that is no type or a type that is known. Each reference is looked up
        // once, however they hang together; a chain with more links than there are references is a circle (trap R06).
        let home = self.module(module);
        let mut chain = vec![rid];
        let mut outer = loop {
            let current = *chain.last()?;
            match home.metadata.row(current).ok().map(|row| row.resolution_scope) {
                Some(Some(ResolutionScope::TypeRef(outer))) if chain.len() < home.type_refs.len() => {
                    match home.type_refs.get(outer.index()).map(OnceLock::get) {
                        Some(Some(known)) => break *known,
                        Some(None) => chain.push(outer),
                        None => break None,
                    }
                }
                None | Some(Some(ResolutionScope::TypeRef(_))) => break None,
                Some(_) => {
                    let found = self.look_up(home, current).unwrap_or(TypeHandle::Missing(module, current));
                    let cell = home.type_refs.get(current.index())?;
                    chain.pop();
                    break *cell.get_or_init(|| Some(found));
                }
            }
        };
        for current in chain.into_iter().rev() {
            let found = outer.map(|outer| self.nested_in(outer, home, current));
            outer = *home.type_refs.get(current.index())?.get_or_init(|| found);
        }
        outer
    }

    /// The type that `rid` names inside `outer`, which is its scope.
    pub(super) fn nested_in(&self, outer: TypeHandle, home: &Module<'a>, rid: Rid<TypeRef>) -> TypeHandle {
        let found = match (outer, home.metadata.row(rid)) {
            (TypeHandle::Def(outer), Ok(row)) => {
                let module = self.module(outer.module);
                let (namespace, name) = (home.metadata.name(row.namespace), home.metadata.name(row.name));
                module.nested(outer.rid, namespace, name).map(|rid| TypeHandle::Def(module.type_id(rid)))
            }
            _ => None,
        };
        found.unwrap_or(TypeHandle::Missing(home.id, rid))
    }

    /// Looks a reference to a type that is not nested up where its scope says.
    pub(super) fn look_up(&self, home: &Module<'a>, rid: Rid<TypeRef>) -> Option<TypeHandle> {
        let row = home.metadata.row(rid).ok()?;
        let target = match row.resolution_scope {
            Some(ResolutionScope::AssemblyRef(rid)) => self.module_named(home.assembly_ref(rid)?.0.as_bytes())?,
            Some(ResolutionScope::ModuleRef(rid)) => {
                let name = home.metadata.name(home.metadata.row(rid).ok()?.name);
                self.modules.iter().find(|module| module.name == name)?
            }
            _ => home,
        };
        let (namespace, name) = (home.metadata.name(row.namespace), home.metadata.name(row.name));
        self.exported(target, namespace, name).map(TypeHandle::Def)
    }

    /// A type that is not nested and that the input defines or forwards to what is at hand.
    #[must_use]
    pub fn exported_type(&self, namespace: Name<'_>, name: Name<'_>) -> Option<TypeId> {
        self.exported(self.input(), namespace, name)
    }

    /// A top-level type that `module` defines or forwards.
    pub(in crate::model) fn exported(
        &self,
        module: &Module<'a>,
        namespace: Name<'_>,
        name: Name<'_>,
    ) -> Option<TypeId> {
        let mut module = module;
        for _ in 0..self.limits.forwarder_hops {
            if let Some(rid) = module.top_level(namespace, name) {
                return Some(module.type_id(rid));
            }
            module = match module.forwarded(namespace, name)? {
                Implementation::AssemblyRef(rid) => self.module_named(module.assembly_ref(rid)?.0.as_bytes())?,
                Implementation::File(rid) => {
                    let file = module.metadata.name(module.metadata.row(rid).ok()?.name);
                    self.modules.iter().find(|module| module.name == file)?
                }
                Implementation::ExportedType(_) => return None,
            };
        }
        None
    }

    /// The namespace and the name that a type's row and those of the types around it state, outermost first. A nested type has a namespace
    /// where a compiler took the dots in its name for one: `<A.B>d__1` is then `B>d__1` in `<A`.
    pub(in crate::model) fn levels(&self, handle: TypeHandle) -> SmallVec<[(Name<'a>, Name<'a>); 2]> {
        let mut levels = SmallVec::new();
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                let mut current = Some(id.rid);
                while let Some(rid) = current.filter(|_| (levels.len() as u64) < self.limits.nesting) {
                    let Ok(row) = module.metadata.row(rid) else { break };
                    levels.push((module.metadata.name(row.namespace), module.metadata.name(row.name)));
                    current = module.enclosing(rid);
                }
            }
            TypeHandle::Missing(module, rid) => {
                let metadata = &self.module(module).metadata;
                let mut current = Some(rid);
                while let Some(rid) = current.filter(|_| (levels.len() as u64) < self.limits.nesting) {
                    let Ok(row) = metadata.row(rid) else { break };
                    levels.push((metadata.name(row.namespace), metadata.name(row.name)));
                    current = match row.resolution_scope {
                        Some(ResolutionScope::TypeRef(outer)) => Some(outer),
                        _ => None,
                    };
                }
            }
        }
        levels.reverse();
        levels
    }

    /// The namespace of a type and its name, after those of the types around it, outermost first.
    #[must_use]
    pub fn name_parts(&self, handle: TypeHandle) -> (Name<'a>, SmallVec<[Name<'a>; 2]>) {
        let levels = self.levels(handle);
        (levels.first().map_or_else(Name::default, |it| it.0), levels.into_iter().map(|it| it.1).collect())
    }

    /// Full metadata name: namespace, `.`, names joined by `+`.
    #[must_use]
    pub fn full_name(&self, handle: TypeHandle) -> Text {
        let mut left = usize::try_from(self.limits.documentation_id).unwrap_or(usize::MAX);
        // Any number of types may share a name as long as the heap.
        let mut add = |text: &mut String, part: Name<'_>| match left.checked_sub(part.as_bytes().len()) {
            Some(rest) => {
                left = rest;
                text.push_str(&part.text());
            }
            None => text.push('…'),
        };
        let mut text = String::new();
        for (position, (namespace, name)) in self.levels(handle).into_iter().enumerate() {
            if position > 0 {
                text.push('+');
            }
            if !namespace.is_empty() {
                add(&mut text, namespace);
                text.push('.');
            }
            add(&mut text, name);
        }
        Text(text)
    }

    /// Whether a type is not nested and has this namespace and name.
    #[must_use]
    pub fn is_named(&self, handle: TypeHandle, namespace: &str, name: &str) -> bool {
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                let Ok(row) = module.metadata.row(id.rid) else { return false };
                module.metadata.name(row.name) == name
                    && module.metadata.name(row.namespace) == namespace
                    && module.enclosing(id.rid).is_none()
            }
            TypeHandle::Missing(module, rid) => {
                let metadata = &self.module(module).metadata;
                let Ok(row) = metadata.row(rid) else { return false };
                metadata.name(row.name) == name
                    && metadata.name(row.namespace) == namespace
                    && !matches!(row.resolution_scope, Some(ResolutionScope::TypeRef(_)))
            }
        }
    }

    /// Whether two handles mean the same type: the same definition, or missing types of the same name and assembly.
    #[must_use]
    pub fn same_type(&self, a: TypeHandle, b: TypeHandle) -> bool {
        if a == b {
            return true;
        }
        match (a, b) {
            (TypeHandle::Missing(..), TypeHandle::Missing(..)) => self.levels(a) == self.levels(b),
            _ => false,
        }
    }

    /// What all handles of one type have in common, and none of another: [`Self::same_type`] as a key.
    #[must_use]
    pub fn type_key(&self, handle: TypeHandle) -> TypeKey<'a> {
        match handle {
            TypeHandle::Def(id) => TypeKey::Definition(id),
            TypeHandle::Missing(..) => TypeKey::Missing(self.levels(handle)),
        }
    }

    /// Simple name and origin of the assembly that a type is from.
    #[must_use]
    pub fn assembly_of(&self, handle: TypeHandle) -> (Name<'a>, Origin) {
        match handle {
            TypeHandle::Def(id) => {
                let module = self.module(id.module);
                (module.assembly, module.origin)
            }
            TypeHandle::Missing(module, rid) => {
                let home = self.module(module);
                let mut current = rid;
                for _ in 0..self.limits.nesting {
                    match home.metadata.row(current).ok().and_then(|row| row.resolution_scope) {
                        Some(ResolutionScope::TypeRef(outer)) => current = outer,
                        Some(ResolutionScope::AssemblyRef(rid)) => {
                            return home.assembly_ref(rid).unwrap_or((Name::default(), Origin::Other));
                        }
                        _ => return (home.assembly, home.origin),
                    }
                }
                (Name::default(), Origin::Other)
            }
        }
    }

    /// The base type as the type states it: the definition or reference, and the column itself for its type arguments.
    #[must_use]
    pub fn base(&self, id: TypeId) -> Option<(TypeHandle, TypeDefOrRef)> {
        let extends = self.type_row(id)?.extends?;
        Some((self.base_handle(id)?, extends))
    }

    /// The base type, looked up once.
    fn base_handle(&self, id: TypeId) -> Option<TypeHandle> {
        let cell = self.module(id.module).bases.get(id.rid.index())?;
        *cell.get_or_init(|| self.resolve_type(id.module, self.type_row(id)?.extends?))
    }

    /// The base types of a type, nearest first, one by one; in a circle over and over, to the limit.
    pub(super) fn bases_one_by_one(&self, id: TypeId) -> impl Iterator<Item = TypeHandle> + '_ {
        let mut next = Some(TypeHandle::Def(id));
        let mut left = self.limits.base_chain;
        std::iter::from_fn(move || {
            let Some(TypeHandle::Def(current)) = next else { return None };
            next = self.base_handle(current);
            if left == 0 && next.is_some() {
                self.hit(TypeLimit::BaseChain);
                return None;
            }
            left = left.saturating_sub(1);
            next
        })
    }

    /// Whether a type is the framework's or the SDK's, or one that loaded code defines, such as a back-port that was merged in: then its
    /// full name decides.
    #[must_use]
    pub fn is_or_was_merged(&self, handle: TypeHandle, origins: &[Origin]) -> bool {
        matches!(handle, TypeHandle::Def(_)) || origins.contains(&self.assembly_of(handle).1)
    }

    /// The base types of a type, nearest first, ending with the first that is not loaded. A circle ends it (trap R20).
    #[must_use]
    pub fn bases(&self, id: TypeId) -> Vec<TypeHandle> {
        let mut bases = Vec::new();
        let mut seen = FxHashSet::default();
        let mut current = id;
        seen.insert(current);
        while (bases.len() as u64) < self.limits.base_chain {
            let Some(base) = self.base_handle(current) else { return bases };
            bases.push(base);
            match base {
                TypeHandle::Def(next) if seen.insert(next) => current = next,
                _ => return bases,
            }
        }
        if self.base_handle(current).is_some() {
            self.hit(TypeLimit::BaseChain);
        }
        bases
    }

    /// The interfaces that a type names itself.
    pub fn own_interfaces(&self, id: TypeId) -> impl Iterator<Item = (TypeHandle, TypeDefOrRef)> + '_ {
        let rows = self.interface_rows(id);
        rows.filter_map(move |(_, interface)| Some((self.resolve_type(id.module, interface)?, interface)))
    }

    /// The same as they stand in the file, whether they can be resolved or not.
    pub(in crate::model) fn interface_rows(
        &self,
        id: TypeId,
    ) -> impl Iterator<Item = (Rid<InterfaceImpl>, TypeDefOrRef)> + '_ {
        let rows = self.module(id.module).metadata.with_key::<InterfaceImpl>(id.rid.row());
        rows.filter_map(|(rid, row)| Some((rid, row.interface?)))
    }

    /// Every interface of a type: its own, its bases', and those that these extend.
    #[must_use]
    pub fn interfaces(&self, id: TypeId) -> Vec<TypeHandle> {
        let mut found = Vec::new();
        let mut seen = FxHashSet::default();
        let mut queue: VecDeque<TypeId> = std::iter::once(id)
            .chain(self.bases(id).into_iter().filter_map(|base| match base {
                TypeHandle::Def(base) => Some(base),
                TypeHandle::Missing(..) => None,
            }))
            .collect();
        while let Some(next) = queue.pop_front() {
            for (interface, _) in self.own_interfaces(next) {
                if seen.insert(interface) {
                    found.push(interface);
                    if let TypeHandle::Def(interface) = interface {
                        queue.push_back(interface);
                    }
                }
            }
        }
        found
    }

    /// Whether a type is, or derives from, or implements another type; and how many types had to be looked at.
    #[must_use]
    pub fn is_a(&self, id: TypeId, other: TypeHandle) -> (bool, usize) {
        let mut looked_at = 1;
        let mut up = std::iter::once(TypeHandle::Def(id)).chain(self.bases_one_by_one(id));
        let above = up.any(|base| {
            looked_at += 1;
            self.same_type(base, other)
        });
        let may_implement = match other {
            TypeHandle::Def(other) => self.type_row(other).is_some_and(|row| row.flags.contains(INTERFACE)),
            TypeHandle::Missing(..) => true,
        };
        if above || !may_implement {
            return (above, looked_at);
        }
        let interfaces = self.interfaces(id);
        looked_at = 2 * looked_at + interfaces.len();
        (interfaces.into_iter().any(|interface| self.same_type(interface, other)), looked_at)
    }

    /// Whether a type derives from a type of this name, nearest first; the type itself does not count.
    #[must_use]
    pub fn derives_from(&self, id: TypeId, namespace: &str, name: &str) -> bool {
        self.bases_one_by_one(id).any(|base| self.is_named(base, namespace, name))
    }

    /// The methods of a type.
    pub fn methods(&self, id: TypeId) -> impl Iterator<Item = MethodId> + '_ {
        let module = self.module(id.module);
        let metadata = &module.metadata;
        let is_there = |rid: &Rid<MethodDef>| metadata.row(*rid).is_ok_and(|row| !metadata.is_deleted(&row));
        metadata.owned::<TypeDef, MethodDef>(id.rid).filter(is_there).map(|rid| module.method_id(rid))
    }

    /// The fields of a type.
    pub fn fields(&self, id: TypeId) -> impl Iterator<Item = FieldId> + '_ {
        let module = self.module(id.module);
        let metadata = &module.metadata;
        let is_there = |rid: &Rid<Field>| metadata.row(*rid).is_ok_and(|row| !metadata.is_deleted(&row));
        metadata.owned::<TypeDef, Field>(id.rid).filter(is_there).map(|rid| module.field_id(rid))
    }
}
