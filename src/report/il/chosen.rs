//! What of a module is to be written.

use std::collections::BTreeSet;

use crate::inspect::pick::Selection;
use crate::metadata::{Rid, Token, TypeDef};
use crate::model::{FieldHandle, MethodHandle, MethodId, Subject, TypeHandle, TypeId, Universe};

/// The types and members that were asked for.
pub(super) struct Chosen {
    /// Types with all that is in them.
    whole: BTreeSet<Rid<TypeDef>>,
    /// Types of which something is written, and those around them.
    partly: BTreeSet<Rid<TypeDef>>,
    /// Members of the types that are not written as a whole.
    members: BTreeSet<Token>,
}

impl Chosen {
    /// What of the input of a universe is asked for; `None` for all.
    pub(super) fn of(universe: &Universe<'_>, selection: &Selection) -> Option<Self> {
        if selection.is_all() {
            return None;
        }
        let mut chosen = Self { whole: BTreeSet::new(), partly: BTreeSet::new(), members: BTreeSet::new() };
        let module = universe.input();
        for rid in module.metadata.rids::<TypeDef>() {
            let id = module.type_id(rid);
            if selection.covers(universe, Subject::Type(TypeHandle::Def(id))) {
                chosen.whole.insert(rid);
                chosen.reach(universe, id);
            } else if chosen.add_members(universe, selection, id) {
                chosen.reach(universe, id);
            }
        }
        Some(chosen)
    }

    /// Adds the members of a type that are asked for by themselves; a property or an event stands for its accessors too.
    fn add_members(&mut self, universe: &Universe<'_>, selection: &Selection, id: TypeId) -> bool {
        let before = self.members.len();
        let has = |subject: Subject| selection.has(universe, subject, &subject.id(universe));
        for field in universe.fields(id).filter(|it| has(Subject::Field(FieldHandle::Def(*it)))) {
            self.members.insert(field.token());
        }
        for method in universe.methods(id).filter(|it| has(Subject::Method(MethodHandle::Def(*it)))) {
            self.members.insert(method.token());
        }
        for property in universe.properties(id).filter(|it| has(Subject::Property(it.id))) {
            let accessors = property.methods();
            self.add_with_accessors(property.id.token(), accessors.map(MethodId::token));
        }
        for event in universe.events(id).filter(|it| has(Subject::Event(it.id))) {
            let accessors = event.add.into_iter().chain(event.remove).chain(event.raise).chain(event.others.clone());
            self.add_with_accessors(event.id.token(), accessors.map(MethodId::token));
        }
        self.members.len() > before
    }

    fn add_with_accessors(&mut self, member: Token, accessors: impl Iterator<Item = Token>) {
        self.members.insert(member);
        self.members.extend(accessors);
    }

    /// A type is written in those that enclose it.
    fn reach(&mut self, universe: &Universe<'_>, id: TypeId) {
        let mut next = Some(id.rid);
        while let Some(rid) = next.filter(|rid| self.partly.insert(*rid)) {
            next = universe.input().enclosing(rid);
        }
    }

    /// Whether anything of a type is to be written.
    pub(super) fn touches(&self, rid: Rid<TypeDef>) -> bool {
        self.partly.contains(&rid)
    }

    /// Whether all of a type is to be written.
    pub(super) fn has_whole(&self, rid: Rid<TypeDef>) -> bool {
        self.whole.contains(&rid)
    }

    /// Whether nothing is to be written.
    pub(super) fn is_empty(&self) -> bool {
        self.partly.is_empty()
    }

    /// Whether a member is to be written by itself.
    pub(super) fn has(&self, member: Token) -> bool {
        self.members.contains(&member)
    }
}
