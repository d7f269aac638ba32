//! Properties and events, and what belongs to them: accessors, and the fields that compilers make for them.

use super::universe::{EventId, FieldId, MethodId, ModuleId, PropertyId, TypeHandle, TypeId, Universe};
use crate::metadata::{
    Event, EventMap, HasCustomAttribute, HasSemantics, Keyed, MethodSemantics, MethodSemanticsAttributes as Semantics,
    Property, PropertyMap,
};
use crate::text::Name;

/// A property or an event.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum PropertyOrEvent {
    /// A property.
    Property(PropertyId),
    /// An event.
    Event(EventId),
}

/// A property with its accessors.
#[derive(Clone, Debug)]
pub struct PropertyMember<'a> {
    /// Its row.
    pub id: PropertyId,
    /// Its name: of an indexer usually `Item`.
    pub name: Name<'a>,
    /// Gets it.
    pub getter: Option<MethodId>,
    /// Sets it; `init` accessors too.
    pub setter: Option<MethodId>,
    /// Its other methods, which no C# compiler makes.
    pub others: Vec<MethodId>,
}

impl PropertyMember<'_> {
    /// All of its methods.
    pub fn methods(&self) -> impl Iterator<Item = MethodId> + '_ {
        self.getter.into_iter().chain(self.setter).chain(self.others.iter().copied())
    }
}

/// An event with its accessors.
#[derive(Clone, Debug)]
pub struct EventMember<'a> {
    /// Its row.
    pub id: EventId,
    /// Its name.
    pub name: Name<'a>,
    /// Adds a handler.
    pub add: Option<MethodId>,
    /// Removes a handler.
    pub remove: Option<MethodId>,
    /// Calls the handlers; Visual Basic makes one.
    pub raise: Option<MethodId>,
    /// Its other methods, which no C# compiler makes.
    pub others: Vec<MethodId>,
}

impl EventMember<'_> {
    /// All of its methods.
    pub fn methods(&self) -> impl Iterator<Item = MethodId> + '_ {
        self.add.into_iter().chain(self.remove).chain(self.raise).chain(self.others.iter().copied())
    }
}

/// The role of an accessor.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the variants are the words of C#")]
pub enum Accessor {
    Get,
    Set,
    Add,
    Remove,
    Raise,
    Other,
}

impl Accessor {
    /// The keyword.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Get => "get",
            Self::Set => "set",
            Self::Add => "add",
            Self::Remove => "remove",
            Self::Raise => "raise",
            Self::Other => "other",
        }
    }

    fn of(semantics: Semantics) -> Self {
        match semantics {
            _ if semantics.contains(Semantics::GETTER) => Self::Get,
            _ if semantics.contains(Semantics::SETTER) => Self::Set,
            _ if semantics.contains(Semantics::ADD_ON) => Self::Add,
            _ if semantics.contains(Semantics::REMOVE_ON) => Self::Remove,
            _ if semantics.contains(Semantics::FIRE) => Self::Raise,
            _ => Self::Other,
        }
    }
}

impl<'a> Universe<'a> {
    /// The properties that a type declares.
    pub fn properties(&self, id: TypeId) -> impl Iterator<Item = PropertyMember<'a>> + '_ {
        let metadata = &self.module(id.module).metadata;
        metadata
            .with_key::<PropertyMap>(id.rid.row())
            .flat_map(|(map, _)| metadata.owned::<PropertyMap, Property>(map))
            .filter_map(move |rid| self.property(PropertyId { module: id.module, rid }))
    }

    /// The events that a type declares.
    pub fn events(&self, id: TypeId) -> impl Iterator<Item = EventMember<'a>> + '_ {
        let metadata = &self.module(id.module).metadata;
        metadata
            .with_key::<EventMap>(id.rid.row())
            .flat_map(|(map, _)| metadata.owned::<EventMap, Event>(map))
            .filter_map(move |rid| self.event(EventId { module: id.module, rid }))
    }

    /// A property with its accessors; `None` where its row is not there.
    #[must_use]
    pub fn property(&self, id: PropertyId) -> Option<PropertyMember<'a>> {
        let metadata = &self.module(id.module).metadata;
        let name = metadata.name(metadata.row(id.rid).ok()?.name);
        let mut member = PropertyMember { id, name, getter: None, setter: None, others: Vec::new() };
        for (accessor, method) in self.accessors(id.module, HasSemantics::Property(id.rid)) {
            match accessor {
                Accessor::Get if member.getter.is_none() => member.getter = Some(method),
                Accessor::Set if member.setter.is_none() => member.setter = Some(method),
                _ => member.others.push(method),
            }
        }
        Some(member)
    }

    /// An event with its accessors; `None` where its row is not there.
    #[must_use]
    pub fn event(&self, id: EventId) -> Option<EventMember<'a>> {
        let metadata = &self.module(id.module).metadata;
        let name = metadata.name(metadata.row(id.rid).ok()?.name);
        let mut member = EventMember { id, name, add: None, remove: None, raise: None, others: Vec::new() };
        for (accessor, method) in self.accessors(id.module, HasSemantics::Event(id.rid)) {
            match accessor {
                Accessor::Add if member.add.is_none() => member.add = Some(method),
                Accessor::Remove if member.remove.is_none() => member.remove = Some(method),
                Accessor::Raise if member.raise.is_none() => member.raise = Some(method),
                _ => member.others.push(method),
            }
        }
        Some(member)
    }

    fn accessors(&self, module: ModuleId, of: HasSemantics) -> impl Iterator<Item = (Accessor, MethodId)> + '_ {
        let key = MethodSemantics { semantics: Semantics::empty(), method: None, association: Some(of) }.key();
        let rows = self.module(module).metadata.with_key::<MethodSemantics>(key);
        rows.filter_map(move |(_, row)| Some((Accessor::of(row.semantics), MethodId { module, rid: row.method? })))
    }

    /// The name of a property or an event.
    #[must_use]
    pub fn member_name(&self, member: PropertyOrEvent) -> Name<'a> {
        let (module, name) = match member {
            PropertyOrEvent::Property(id) => {
                (id.module, self.module(id.module).metadata.row(id.rid).map(|row| row.name))
            }
            PropertyOrEvent::Event(id) => (id.module, self.module(id.module).metadata.row(id.rid).map(|row| row.name)),
        };
        name.map(|name| self.module(module).metadata.name(name)).unwrap_or_default()
    }

    /// The type that declares a property.
    #[must_use]
    pub fn property_owner(&self, id: PropertyId) -> Option<TypeId> {
        let metadata = &self.module(id.module).metadata;
        let map = metadata.owner::<PropertyMap, Property>(id.rid)?;
        Some(TypeId { module: id.module, rid: metadata.row(map).ok()?.parent? })
    }

    /// The type that declares an event.
    #[must_use]
    pub fn event_owner(&self, id: EventId) -> Option<TypeId> {
        let metadata = &self.module(id.module).metadata;
        let map = metadata.owner::<EventMap, Event>(id.rid)?;
        Some(TypeId { module: id.module, rid: metadata.row(map).ok()?.parent? })
    }

    /// The property or event that a method is an accessor of, and which one; the first of several.
    #[must_use]
    pub fn member_of_accessor(&self, id: MethodId) -> Option<(PropertyOrEvent, Accessor)> {
        let home = self.module(id.module);
        let map = home.accessors.get_or_init(|| {
            let rows = home.metadata.rows::<MethodSemantics>();
            let pairs =
                rows.filter_map(|(_, row)| Some((row.method?, (Accessor::of(row.semantics), row.association?))));
            let mut map = rustc_hash::FxHashMap::default();
            for (method, role) in pairs {
                map.entry(method).or_insert(role);
            }
            map
        });
        let (accessor, association) = *map.get(&id.rid)?;
        let member = match association {
            HasSemantics::Property(rid) => PropertyOrEvent::Property(PropertyId { module: id.module, rid }),
            HasSemantics::Event(rid) => PropertyOrEvent::Event(EventId { module: id.module, rid }),
        };
        Some((member, accessor))
    }

    /// The property or event that a compiler made this field for.
    #[must_use]
    pub fn member_of_field(&self, id: FieldId) -> Option<PropertyOrEvent> {
        let owner = self.field_owner(id)?;
        let metadata = &self.module(id.module).metadata;
        let row = self.field_row(id)?;
        let field = metadata.name(row.name).as_bytes();
        if let Some(property) = self.stored_property(id, field)
            && let Some(found) = self.properties(owner).find(|member| member.name.as_bytes() == property)
        {
            return Some(PropertyOrEvent::Property(found.id));
        }
        // C# gives the field the event's name, Visual Basic adds `Event`; an author's own field cannot have the former.
        let stem = field.strip_suffix(b"Event");
        let named = |event: &EventMember<'_>| {
            let name = event.name.as_bytes();
            name == field || stem == Some(name)
        };
        let type_ = self.resolve_type_of(id.module, &metadata.field_signature(row.signature).ok()?)?;
        self.events(owner)
            .filter(named)
            .find(|event| self.event_type(event.id).is_some_and(|handle| self.same_type(handle, type_)))
            .map(|event| PropertyOrEvent::Event(event.id))
    }

    fn event_type(&self, id: EventId) -> Option<TypeHandle> {
        self.resolve_type(id.module, self.module(id.module).metadata.row(id.rid).ok()?.event_type?)
    }

    /// The name of the property whose value a field holds, by the patterns of the compilers. A name that no author can write is enough:
    /// tools that shrink assemblies drop the attribute. `_Name` is only taken with it.
    fn stored_property<'f>(&self, id: FieldId, field: &'f [u8]) -> Option<&'f [u8]> {
        let marked = || {
            let parent = HasCustomAttribute::Field(id.rid);
            self.has_attribute(id.module, parent, "System.Runtime.CompilerServices", "CompilerGeneratedAttribute")
                || self.has_attribute(
                    id.module,
                    parent,
                    "System.Runtime.CompilerServices",
                    "AccessedThroughPropertyAttribute",
                )
        };
        if let Some(rest) = field.strip_prefix(b"<") {
            // Roslyn and mcs; anonymous types.
            return rest.strip_suffix(b">k__BackingField").or_else(|| rest.strip_suffix(b">i__Field"));
        }
        // F#, then Visual Basic.
        field.strip_suffix(b"@").or_else(|| field.strip_prefix(b"_").filter(|_| marked()))
    }
}
