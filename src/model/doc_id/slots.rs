//! Ids of members that a method overrides or implements, and of the property or event of an accessor.

use super::build::Builder;
use super::{DocId, DocKind, DocType};
use crate::metadata::{MethodAttributes, Type, TypeDefOrRef};
use crate::model::members::PropertyOrEvent;
use crate::model::universe::{MethodHandle, MethodId, ModuleId, TypeHandle, Universe};

/// How accessors are called where nothing but their name is known.
const ACCESSORS: &[(&str, DocKind)] = &[
    ("get_", DocKind::Property),
    ("set_", DocKind::Property),
    ("add_", DocKind::Event),
    ("remove_", DocKind::Event),
    ("raise_", DocKind::Event),
];

impl DocId {
    /// The id of the property or event of an accessor; of a reference that leads to nothing loaded, by its name.
    #[must_use]
    pub fn of_accessed(universe: &Universe<'_>, handle: MethodHandle) -> Option<Self> {
        if let MethodHandle::Def(id) = handle {
            return universe.member_of_accessor(id).map(|(member, _)| match member {
                PropertyOrEvent::Property(id) => Self::of_property(universe, id.module, id.rid),
                PropertyOrEvent::Event(id) => Self::of_event(universe, id.module, id.rid),
            });
        }
        let mut id = Self::of_method(universe, handle);
        let last = id.path.last_mut()?;
        let (name, kind, setter) = ACCESSORS
            .iter()
            .find_map(|(prefix, kind)| Some((last.name.strip_prefix(prefix)?.to_owned(), *kind, *prefix == "set_")))?;
        last.name = name;
        match kind {
            DocKind::Event => id.parameters.clear(),
            _ if setter => _ = id.parameters.pop(),
            _ => {}
        }
        Some(Self { kind, result: None, shows_result: false, ..id })
    }

    /// Whether this is the id of the type whose member `member` is.
    fn contains(&self, member: &Self) -> bool {
        let Some((_, container)) = member.path.split_last() else { return false };
        container.len() == self.path.len() && container.iter().zip(&self.path).rev().all(|(a, b)| a.matches(b))
    }

    /// Whether both have the same name, arity and kind, and as many parameters.
    fn is_called_like(&self, other: &Self) -> bool {
        let names = self.path.last().zip(other.path.last());
        self.kind == other.kind
            && self.parameters.len() == other.parameters.len()
            && names.is_some_and(|(a, b)| a.matches(b))
    }

    /// Whether a slot of a type with these arguments has the parameters of `self`.
    fn has_parameters_of(&self, slot: &Self, arguments: &[DocType], room: &mut u64) -> bool {
        self.parameters.iter().zip(&slot.parameters).all(|(own, slot)| own.matches(&slot.with(arguments, room)))
    }
}

impl DocType {
    /// The type with arguments for the parameters of its type; once `room` is used up, what is left is not written.
    fn with(&self, arguments: &[Self], room: &mut u64) -> Self {
        let Some(left) = room.checked_sub(1) else { return Self::Unwritten };
        *room = left;
        match self {
            Self::TypeParameter(number) => match arguments.get(*number as usize) {
                // Its own parameters are those of another type.
                Some(argument) => argument.with(&[], room),
                None => self.clone(),
            },
            Self::Named(parts) => {
                let own = |types: &[Self], room: &mut u64| types.iter().map(|it| it.with(arguments, room)).collect();
                Self::Named(parts.iter().map(|(part, types)| (part.clone(), own(types, room))).collect())
            }
            Self::Array(element, rank) => Self::Array(Box::new(element.with(arguments, room)), *rank),
            Self::Pointer(inner) => Self::Pointer(Box::new(inner.with(arguments, room))),
            Self::ByRef(inner) => Self::ByRef(Box::new(inner.with(arguments, room))),
            Self::MethodParameter(_) | Self::Unwritten => self.clone(),
        }
    }
}

impl Universe<'_> {
    /// Whether a method overrides or implements what `slot` names: a method, or the property or event of an accessor. What a class says
    /// explicitly of its methods does not count.
    #[must_use]
    pub fn fills(&self, id: MethodId, slot: &DocId) -> bool {
        let Some(row) = self.method_row(id).filter(|row| row.flags.contains(MethodAttributes::VIRTUAL)) else {
            return false;
        };
        let own = match slot.kind {
            DocKind::Method => Some(DocId::of_method(self, MethodHandle::Def(id))),
            _ => DocId::of_accessed(self, MethodHandle::Def(id)),
        };
        let Some(own) = own.filter(|own| own.is_called_like(slot)) else { return false };
        let Some(owner) = self.declaring_type(id) else { return false };
        let mut room = self.limits().documentation_id;
        let is_slot = |handle, arguments: &[DocType], room: &mut u64| {
            DocId::of_type(self, handle).contains(slot) && own.has_parameters_of(slot, arguments, room)
        };
        for (interface, column) in self.own_interfaces(owner) {
            if is_slot(interface, &self.arguments(owner.module, column), &mut room) {
                return true;
            }
        }
        if row.flags.contains(MethodAttributes::NEW_SLOT) {
            return false;
        }
        let (mut current, mut known) = (owner, Vec::new());
        for depth in 0..self.limits().base_chain {
            let Some((base, column)) = self.base(current) else { return false };
            let given = self.arguments(current.module, column);
            known = if depth == 0 { given } else { given.iter().map(|it| it.with(&known, &mut room)).collect() };
            match base {
                _ if is_slot(base, &known, &mut room) => return true,
                TypeHandle::Def(base) => current = base,
                TypeHandle::Missing(..) => return false,
            }
        }
        false
    }

    /// The arguments of a generic instance.
    fn arguments(&self, module: ModuleId, column: TypeDefOrRef) -> Vec<DocType> {
        let TypeDefOrRef::TypeSpec(rid) = column else { return Vec::new() };
        match self.type_spec(module, rid) {
            Some(Type::Instance { arguments, .. }) => Builder::new(self).types(module, &arguments),
            _ => Vec::new(),
        }
    }
}
