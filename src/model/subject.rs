//! A type or a member, whichever it is.

use super::doc_id::DocId;
use super::members::PropertyOrEvent;
use super::name::Names;
use super::universe::{EventId, FieldHandle, MethodHandle, ModuleId, PropertyId, TypeHandle, Universe};
use crate::metadata::Token;
use crate::text::Text;

/// Something that has a name and an id.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[expect(missing_docs, reason = "the variants say what they hold")]
pub enum Subject {
    Type(TypeHandle),
    Method(MethodHandle),
    Field(FieldHandle),
    Property(PropertyId),
    Event(EventId),
}

impl From<PropertyOrEvent> for Subject {
    fn from(member: PropertyOrEvent) -> Self {
        match member {
            PropertyOrEvent::Property(id) => Self::Property(id),
            PropertyOrEvent::Event(id) => Self::Event(id),
        }
    }
}

impl Subject {
    /// Its documentation-comment id.
    #[must_use]
    pub fn id(self, universe: &Universe<'_>) -> Text {
        self.tree(universe).print()
    }

    /// Its documentation-comment id as a tree.
    #[must_use]
    pub fn tree(self, universe: &Universe<'_>) -> DocId {
        match self {
            Self::Type(handle) => DocId::of_type(universe, handle),
            Self::Method(handle) => DocId::of_method(universe, handle),
            Self::Field(handle) => DocId::of_field(universe, handle),
            Self::Property(id) => DocId::of_property(universe, id.module, id.rid),
            Self::Event(id) => DocId::of_event(universe, id.module, id.rid),
        }
    }

    /// Its token in the module that defines it, or that refers to it where nothing loaded does.
    #[must_use]
    pub fn token(self) -> Token {
        match self {
            Self::Type(TypeHandle::Def(id)) => id.token(),
            Self::Type(TypeHandle::Missing(_, rid)) => rid.into(),
            Self::Method(MethodHandle::Def(id)) => id.token(),
            Self::Field(FieldHandle::Def(id)) => id.token(),
            Self::Method(MethodHandle::Missing(_, rid)) | Self::Field(FieldHandle::Missing(_, rid)) => rid.into(),
            Self::Property(id) => id.token(),
            Self::Event(id) => id.token(),
        }
    }

    /// The module that defines it, or that refers to it where nothing loaded does.
    #[must_use]
    pub fn module(self) -> ModuleId {
        match self {
            Self::Type(TypeHandle::Def(id)) => id.module,
            Self::Method(MethodHandle::Def(id)) => id.module,
            Self::Field(FieldHandle::Def(id)) => id.module,
            Self::Type(TypeHandle::Missing(module, _))
            | Self::Method(MethodHandle::Missing(module, _))
            | Self::Field(FieldHandle::Missing(module, _)) => module,
            Self::Property(id) => id.module,
            Self::Event(id) => id.module,
        }
    }

    /// The type that it is a member of, or that encloses it.
    #[must_use]
    pub fn owner(self, universe: &Universe<'_>) -> Option<TypeHandle> {
        match self {
            Self::Type(handle) => universe.enclosing_type(handle),
            Self::Method(handle) => universe.method_owner(handle),
            Self::Field(handle) => universe.owner_of_field(handle),
            Self::Property(id) => universe.property_owner(id).map(TypeHandle::Def),
            Self::Event(id) => universe.event_owner(id).map(TypeHandle::Def),
        }
    }

    /// The type that it is, or that it is a member of.
    #[must_use]
    pub fn type_(self, universe: &Universe<'_>) -> Option<TypeHandle> {
        match self {
            Self::Type(handle) => Some(handle),
            member => member.owner(universe),
        }
    }

    /// The property or event that it is an accessor of.
    #[must_use]
    pub fn accessed(self, universe: &Universe<'_>) -> Option<Self> {
        let Self::Method(MethodHandle::Def(id)) = self else { return None };
        universe.member_of_accessor(id).map(|(member, _)| member.into())
    }

    /// Its name as C# writes it, with namespaces.
    #[must_use]
    pub fn display(self, universe: &Universe<'_>) -> String {
        match self {
            Self::Type(handle) => universe.type_display_as(handle, Names::Full),
            Self::Method(handle) => universe.method_display_as(handle, Names::Full),
            Self::Field(handle) => universe.field_display_as(handle, Names::Full),
            Self::Property(id) => universe.member_display_as(PropertyOrEvent::Property(id), Names::Full),
            Self::Event(id) => universe.member_display_as(PropertyOrEvent::Event(id), Names::Full),
        }
    }
}
