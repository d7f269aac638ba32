//! The definitions that an id written by a person names.

use super::{DocId, DocKind, DocPart};
use crate::metadata::{Rid, TypeDef};
use crate::model::universe::{Module, TypeId, Universe};
use crate::model::{FieldHandle, MethodHandle, Subject, TypeHandle};
use crate::text::{Name, Text};

/// How many members of the same name are told.
const ALIKE: usize = 3;

/// What loaded assemblies have of what an id names.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Existence {
    /// Its type, or its outermost type, is not there: the assembly that it is in may not be at hand.
    Unknown,
    /// Its type is there and has no such member; some members of that name.
    NoSuchMember(Vec<Text>),
    /// The definition, of a constant: compilers write its value where it is used.
    Constant,
    /// The definition.
    Found,
}

impl DocId {
    /// Whether any loaded assembly defines what the id names.
    #[must_use]
    pub fn existence(&self, universe: &Universe<'_>) -> Existence {
        let mut best = Existence::Unknown;
        for module in universe.modules() {
            best = best.max(self.existence_in(universe, module));
            if best == Existence::Found {
                break;
            }
        }
        best
    }

    fn existence_in(&self, universe: &Universe<'_>, module: &Module<'_>) -> Existence {
        let found = match self.kind {
            DocKind::Namespace => self.is_namespace(module),
            DocKind::Type => !types_at(module, &self.path).is_empty(),
            _ => {
                let Some((_, container)) = self.path.split_last() else { return Existence::Unknown };
                let types = types_at(module, container);
                if types.is_empty() {
                    return Existence::Unknown;
                }
                return self.existence_among(universe, &types);
            }
        };
        if found { Existence::Found } else { Existence::Unknown }
    }

    fn existence_among(&self, universe: &Universe<'_>, types: &[TypeId]) -> Existence {
        let mut alike = Vec::new();
        for id in types {
            let members: Vec<Subject> = match self.kind {
                DocKind::Method => universe.methods(*id).map(|id| Subject::Method(MethodHandle::Def(id))).collect(),
                DocKind::Field => universe.fields(*id).map(|id| Subject::Field(FieldHandle::Def(id))).collect(),
                DocKind::Property => universe.properties(*id).map(|it| Subject::Property(it.id)).collect(),
                _ => universe.events(*id).map(|it| Subject::Event(it.id)).collect(),
            };
            for member in members {
                let tree = member.tree(universe);
                if tree.matches(self) {
                    return if is_constant(universe, member) { Existence::Constant } else { Existence::Found };
                }
                if tree.name() == self.name() && alike.len() < ALIKE {
                    alike.push(tree.print());
                }
            }
        }
        Existence::NoSuchMember(alike)
    }

    fn is_namespace(&self, module: &Module<'_>) -> bool {
        let mut wanted = String::new();
        super::write_path(&mut wanted, &self.path, false);
        module
            .metadata
            .rows::<TypeDef>()
            .any(|(_, row)| is_in_namespace(&module.metadata.name(row.namespace).text(), &wanted))
    }

    /// The namespace that a `N:` id names.
    #[must_use]
    pub fn namespace(&self) -> Option<String> {
        let mut text = String::new();
        super::write_path(&mut text, &self.path, false);
        (self.kind == DocKind::Namespace).then_some(text)
    }
}

/// Whether a field is a constant or a member of an enumeration.
fn is_constant(universe: &Universe<'_>, member: Subject) -> bool {
    let Subject::Field(FieldHandle::Def(id)) = member else { return false };
    universe.is_constant(id)
}

/// Whether a namespace is `outer` or below it.
#[must_use]
pub fn is_in_namespace(namespace: &str, outer: &str) -> bool {
    namespace.strip_prefix(outer).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

/// The types whose path is this, wherever in it namespaces end: that of the outermost type, and those of types in it.
fn types_at(module: &Module<'_>, path: &[DocPart]) -> Vec<TypeId> {
    // The types, outermost ones first, with what of the path is left for those in them. No two share a type, so there are no more of them
    // than the module has of the path's names.
    let mut open: Vec<(Option<Rid<TypeDef>>, &[DocPart])> = vec![(None, path)];
    let mut found = Vec::new();
    while let Some((outer, rest)) = open.pop() {
        for (split, own) in rest.iter().enumerate().rev() {
            let (before, behind) = rest.split_at(split);
            let namespace: Vec<&str> = before.iter().map(|part| part.name.as_str()).collect();
            let namespace = namespace.join(".");
            let name = if own.arity == 0 { own.name.clone() } else { format!("{}`{}", own.name, own.arity) };
            let (namespace, name) = (Name(namespace.as_bytes()), Name(name.as_bytes()));
            let type_ = match outer {
                None => module.top_level(namespace, name),
                Some(outer) => module.nested(outer, namespace, name),
            };
            match (type_, behind.get(1..)) {
                (Some(rid), Some([]) | None) => found.push(module.type_id(rid)),
                (Some(rid), Some(rest)) => open.push((Some(rid), rest)),
                (None, _) => {}
            }
        }
    }
    found
}

impl<'a> Universe<'a> {
    /// The namespace and the name that a type's own row states.
    #[must_use]
    pub fn own_names(&self, handle: TypeHandle) -> (Name<'a>, Name<'a>) {
        let (module, namespace, name) = match handle {
            TypeHandle::Def(id) => match self.type_row(id) {
                Some(row) => (id.module, row.namespace, row.name),
                None => return <_>::default(),
            },
            TypeHandle::Missing(module, rid) => match self.module(module).metadata.row(rid) {
                Ok(row) => (module, row.namespace, row.name),
                Err(_) => return <_>::default(),
            },
        };
        let metadata = &self.module(module).metadata;
        (metadata.name(namespace), metadata.name(name))
    }

    /// The type around a type; `None` for one that is not nested.
    #[must_use]
    pub fn enclosing_type(&self, handle: TypeHandle) -> Option<TypeHandle> {
        match handle {
            TypeHandle::Def(id) => {
                let home = self.module(id.module);
                home.enclosing(id.rid).map(|outer| TypeHandle::Def(home.type_id(outer)))
            }
            TypeHandle::Missing(module, rid) => match self.module(module).metadata.row(rid).ok()?.resolution_scope? {
                crate::metadata::ResolutionScope::TypeRef(outer) if outer != rid => {
                    Some(TypeHandle::Missing(module, outer))
                }
                _ => None,
            },
        }
    }
}
