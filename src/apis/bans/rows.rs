//! Which rows of a module name something that is forbidden. Where none does, no body of it has to be looked at.

use std::cell::RefCell;

use rustc_hash::{FxHashMap, FxHashSet};

use super::BanList;
use crate::metadata::{Field, MemberRef, MemberRefParent, MethodDef, Rid, Token, TypeDef, TypeDefOrRef, TypeRef};
use crate::model::{DocId, FieldHandle, MethodHandle, ModuleId, Naming, TypeHandle, Universe};

/// The entries that cover what each row names, the most specific first; rows that no entry covers are left out.
#[derive(Debug, Default)]
pub(super) struct Rows {
    /// Of TypeDefs and TypeRefs: the type, a type around it, its namespace.
    pub(super) types: FxHashMap<Token, Vec<u32>>,
    /// Of MethodDefs, Fields and MemberRefs: the member alone.
    pub(super) members: FxHashMap<Token, Vec<u32>>,
}

impl Rows {
    /// Looks at every row that can be named.
    pub(super) fn of(universe: &Universe<'_>, module: ModuleId, list: &BanList) -> Self {
        let mut rows = Self::default();
        if list.is_empty() {
            return rows;
        }
        let finder = Finder { universe, list, types: RefCell::default() };
        let home = universe.module(module);
        let metadata = &home.metadata;
        for rid in metadata.rids::<TypeDef>() {
            rows.note_type(rid.into(), finder.of_type(TypeHandle::Def(home.type_id(rid))));
        }
        for rid in metadata.rids::<TypeRef>() {
            rows.note_type(rid.into(), finder.of_type(TypeHandle::Missing(module, rid)));
        }
        for rid in metadata.rids::<MethodDef>() {
            rows.note_member(rid.into(), finder.of_method(MethodHandle::Def(home.method_id(rid))));
        }
        for rid in metadata.rids::<Field>() {
            rows.note_member(rid.into(), finder.of_field(FieldHandle::Def(home.field_id(rid))));
        }
        for rid in metadata.rids::<MemberRef>() {
            rows.note_member(rid.into(), finder.of_reference(module, rid));
        }
        rows
    }

    fn note_type(&mut self, token: Token, bans: Vec<u32>) {
        if !bans.is_empty() {
            self.types.insert(token, bans);
        }
    }

    fn note_member(&mut self, token: Token, bans: Vec<u32>) {
        if !bans.is_empty() {
            self.members.insert(token, bans);
        }
    }

    /// Whether no row names anything that is forbidden.
    pub(super) fn is_empty(&self) -> bool {
        self.types.is_empty() && self.members.is_empty()
    }
}

/// Asks the list about one row.
struct Finder<'l, 'u, 'a> {
    universe: &'u Universe<'a>,
    list: &'l BanList,
    /// The entries for types that were looked at, and for what is around them.
    types: RefCell<FxHashMap<TypeHandle, Vec<u32>>>,
}

impl Finder<'_, '_, '_> {
    fn of_type(&self, handle: TypeHandle) -> Vec<u32> {
        // From the type outwards, until one of which that is known: each is looked at once, however deep they are nested.
        let mut chain = vec![handle];
        let mut seen = FxHashSet::from_iter([handle]);
        let mut around = loop {
            let Some(current) = chain.last().copied() else { break Vec::new() };
            // A circle has no outermost type.
            let Some(outer) = self.universe.enclosing_type(current).filter(|outer| seen.insert(*outer)) else {
                break self.list.of_namespace(self.universe.own_names(current).0.as_bytes()).collect();
            };
            if let Some(known) = self.types.borrow().get(&outer) {
                break known.clone();
            }
            chain.push(outer);
        };
        while let Some(current) = chain.pop() {
            let maybe = self.list.maybe_type(self.universe.own_names(current).1.as_bytes());
            if !maybe.is_empty() && self.may_be_meant(current) {
                let id = DocId::of_type(self.universe, current);
                around.extend(maybe.iter().filter(|ban| self.list.means(**ban, &id)));
                self.list.sort(&mut around);
            }
            self.types.borrow_mut().insert(current, around.clone());
        }
        self.list.sort(&mut around);
        around
    }

    /// Whether a type is nested no deeper than one that is forbidden can be: an id is as long as that is deep.
    fn may_be_meant(&self, handle: TypeHandle) -> bool {
        let mut current = Some(handle);
        (0..self.list.deepest()).any(|_| {
            current = current.and_then(|current| self.universe.enclosing_type(current));
            current.is_none()
        })
    }

    fn of_method(&self, handle: MethodHandle) -> Vec<u32> {
        let name = self.universe.method_name(handle).as_bytes();
        let mut maybe = self.list.maybe_member(name).to_vec();
        if let MethodHandle::Def(id) = handle
            && self.list.has_accessed()
            && let Some((member, _)) = self.universe.member_of_accessor(id)
        {
            maybe.extend_from_slice(self.list.maybe_accessed(self.universe.member_name(member).as_bytes()));
        }
        if maybe.is_empty() || !self.universe.method_owner(handle).is_none_or(|owner| self.may_be_meant(owner)) {
            return Vec::new();
        }
        let ids = [Some(DocId::of_method(self.universe, handle)), DocId::of_accessed(self.universe, handle)];
        let mut found = maybe;
        found.retain(|ban| ids.iter().flatten().any(|id| self.list.means(*ban, id)));
        self.list.sort(&mut found);
        found
    }

    fn of_field(&self, handle: FieldHandle) -> Vec<u32> {
        let maybe = self.list.maybe_member(self.universe.field_name(handle).as_bytes());
        if maybe.is_empty() || !self.universe.owner_of_field(handle).is_none_or(|owner| self.may_be_meant(owner)) {
            return Vec::new();
        }
        let id = DocId::of_field(self.universe, handle);
        let mut found: Vec<u32> = maybe.iter().copied().filter(|ban| self.list.means(*ban, &id)).collect();
        self.list.sort(&mut found);
        found
    }

    /// A reference may lead to a member of a base class of the type that it names.
    fn of_reference(&self, module: ModuleId, rid: Rid<MemberRef>) -> Vec<u32> {
        let token = Token::from(rid);
        match self.universe.resolve_method(module, token) {
            Some(handle) => self.of_method(handle),
            None => self.universe.resolve_field(module, token).map_or_else(Vec::new, |field| self.of_field(field)),
        }
    }
}

/// The row of the type that a member is named as a member of, without its type arguments.
pub(super) fn parent(naming: &Naming<'_, '_>, member: Token) -> Option<TypeDefOrRef> {
    let metadata = &naming.universe.module(naming.module).metadata;
    if let Some(rid) = member.rid::<MethodDef>() {
        return metadata.owner::<TypeDef, MethodDef>(rid).map(TypeDefOrRef::TypeDef);
    }
    if let Some(rid) = member.rid::<Field>() {
        return metadata.owner::<TypeDef, Field>(rid).map(TypeDefOrRef::TypeDef);
    }
    match metadata.row(member.rid::<MemberRef>()?).ok()?.class? {
        MemberRefParent::TypeDef(rid) => Some(TypeDefOrRef::TypeDef(rid)),
        MemberRefParent::TypeRef(rid) => Some(TypeDefOrRef::TypeRef(rid)),
        MemberRefParent::TypeSpec(rid) => naming.definition(rid),
        MemberRefParent::MethodDef(rid) => metadata.owner::<TypeDef, MethodDef>(rid).map(TypeDefOrRef::TypeDef),
        MemberRefParent::ModuleRef(_) => None,
    }
}
