//! The members of types.

use std::collections::BTreeMap;
use std::sync::Arc;

use rustc_hash::FxHashSet;
use serde::Serialize;

use crate::analysis::Program;
use crate::check::{Opened, Options, Unit};
use crate::finding::Report;
use crate::metadata::{FieldAttributes, HasCustomAttribute, MethodAttributes, MethodImpl};
use crate::model::{
    EventMember, FieldHandle, FieldId, MethodHandle, MethodId, Names, PropertyMember, Subject, TypeHandle, TypeId,
    Visibility,
};
use crate::text::{Name, Text};

use super::forwards::forwards_of;
use super::marks::{AttributeItem, attributes};
use super::room::Room;
use super::types::{Filter, in_order};
use super::{View, look_for_both};

/// The members that were asked for, one item each: by input and type, there fields, constructors, properties, events and methods, as they
/// stand in the file.
pub type Members = View<MemberItem>;

/// A member of a type. Accessors are part of their property or event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
#[expect(clippy::struct_excessive_bools, reason = "each is a field of its own in the JSON")]
pub struct MemberItem {
    /// Documentation-comment id.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// Documentation-comment id of the type that declares it; `None` for what no type owns.
    pub declaring_type: Option<Text>,
    /// What it is.
    #[serde(skip)]
    pub subject: Subject,
    /// That type as C# declares it, without namespaces.
    #[serde(skip)]
    pub type_declaration: Arc<str>,
    /// Its metadata name.
    pub name: Text,
    /// `field`, `constructor`, `property`, `event`, `method`.
    pub kind: &'static str,
    /// As C# declares it, without namespaces.
    pub signature: String,
    /// The words of C#; of a property or event that of its widest accessor.
    pub visibility: &'static str,
    /// Whether code of other assemblies can use it: it, its type and all types around that.
    pub visible: bool,
    /// Whether it belongs to the type and not to each object.
    #[serde(rename = "static")]
    pub is_static: bool,
    /// Whether what it runs depends on the object's type.
    #[serde(rename = "virtual")]
    pub is_virtual: bool,
    /// Whether derived types have to implement it.
    #[serde(rename = "abstract")]
    pub is_abstract: bool,
    /// Those of a property or event, in the order of C#.
    pub accessors: Vec<AccessorItem>,
    /// Documentation-comment ids of the members that it says to implement, whatever their names.
    pub implements: Vec<Text>,
    /// Its custom attributes.
    pub attributes: Vec<AttributeItem>,
    /// Whether a compiler made it.
    pub generated: bool,
}

/// An accessor of a property or event.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AccessorItem {
    /// `get`, `set`, `add`, `remove`, `raise`, `other`.
    pub kind: &'static str,
    /// Documentation-comment id of the method.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// The words of C#.
    pub visibility: &'static str,
}

/// The members of every assembly of `units`.
#[must_use]
pub fn members(input: Text, units: &[Unit], options: &Options, filter: &Filter) -> (Members, Report) {
    let (view, forwards, report) = look_for_both("members", input, units, options, |opened, room| {
        let program = opened.program();
        let mut items = Vec::new();
        for id in in_order(opened) {
            let visible = opened.universe.is_visible_outside(id);
            if !filter.public || visible {
                Type::new(opened, &program, id, visible, filter.names).add_to(&mut items, filter, room);
            }
        }
        let forwards = forwards_of(opened, &filter.selection, room);
        (items, forwards)
    });
    (View { forwards, ..view }, report)
}

/// The members of a type of the input, or of what it refers to.
pub(super) fn members_of<'a>(
    opened: &Opened<'_, 'a>,
    program: &Program<'_, 'a>,
    id: TypeId,
    names: Names,
    room: &mut Room,
) -> Vec<MemberItem> {
    let mut items = Vec::new();
    let visible = opened.universe.is_visible_outside(id);
    Type::new(opened, program, id, visible, names).add_to(&mut items, &Filter { names, ..Filter::default() }, room);
    items
}

/// A type whose members are listed.
struct Type<'o, 'a> {
    opened: &'o Opened<'o, 'a>,
    program: &'o Program<'o, 'a>,
    id: TypeId,
    visible: bool,
    names: Names,
    generated: bool,
    doc_id: Text,
    declaration: Arc<str>,
    /// Names of its events: the fields that hold their handlers have the same.
    events: FxHashSet<Name<'a>>,
    /// What its methods say to implement.
    implements: BTreeMap<MethodId, Vec<Text>>,
}

/// What a member is, apart from what its type knows.
struct Part {
    subject: Subject,
    name: Text,
    kind: &'static str,
    signature: String,
    visibility: Visibility,
    /// The method that decides what it is.
    method: Option<MethodId>,
    is_static: bool,
    accessors: Vec<AccessorItem>,
    parent: HasCustomAttribute,
    generated: bool,
}

impl<'o, 'a> Type<'o, 'a> {
    fn new(opened: &'o Opened<'o, 'a>, program: &'o Program<'o, 'a>, id: TypeId, visible: bool, names: Names) -> Self {
        let universe = opened.universe;
        let mut implements: BTreeMap<MethodId, Vec<Text>> = BTreeMap::new();
        for (_, row) in universe.module(id.module).metadata.with_key::<MethodImpl>(id.rid.row()) {
            let resolve =
                |method: Option<crate::metadata::MethodDefOrRef>| universe.resolve_method(id.module, method?.token());
            if let (Some(MethodHandle::Def(body)), Some(slot)) = (resolve(row.body), resolve(row.declaration)) {
                implements.entry(body).or_default().push(universe.method_doc_id(slot));
            }
        }
        Self {
            opened,
            program,
            id,
            visible,
            names,
            generated: program.is_generated_type(id),
            doc_id: universe.type_doc_id(TypeHandle::Def(id)),
            declaration: universe.type_declaration(id, Names::Short).into(),
            events: universe.events(id).map(|event| event.name).collect(),
            implements,
        }
    }

    fn add_to(&self, items: &mut Vec<MemberItem>, filter: &Filter, room: &mut Room) {
        let universe = self.opened.universe;
        let whole = filter.selection.covers(universe, Subject::Type(TypeHandle::Def(self.id)));
        let mut accessors: FxHashSet<MethodId> = FxHashSet::default();
        let properties: Vec<_> = universe.properties(self.id).collect();
        let events: Vec<_> = universe.events(self.id).collect();
        accessors.extend(properties.iter().flat_map(PropertyMember::methods));
        accessors.extend(events.iter().flat_map(EventMember::methods));
        let methods: Vec<MethodId> = universe.methods(self.id).filter(|id| !accessors.contains(id)).collect();
        let (constructors, methods): (Vec<_>, Vec<_>) = methods.into_iter().partition(|id| self.is_constructor(*id));
        let has = |subject: Subject, id: &Text| filter.selection.has(universe, subject, id);
        // Who names an accessor means its property or event.
        let is_accessor_named = |subject: Subject| {
            let methods = match subject {
                Subject::Property(id) => universe.property(id).map(|it| it.methods().collect()),
                Subject::Event(id) => universe.event(id).map(|it| it.methods().collect()),
                _ => None,
            };
            let methods: Vec<MethodId> = methods.unwrap_or_default();
            methods.into_iter().map(|id| Subject::Method(MethodHandle::Def(id))).any(|it| has(it, &it.id(universe)))
        };
        let mut add = |subject: Subject, part: &dyn Fn() -> Part| {
            let id = subject.id(universe);
            if (whole || has(subject, &id) || is_accessor_named(subject)) && !room.is_full() {
                let part = part();
                if filter.public && !part.visibility.is_visible_outside() {
                    return;
                }
                let item = self.item(id, part);
                if room.take([&item.id, &item.name].into_iter().chain(&item.implements)) {
                    items.push(item);
                }
            }
        };
        for id in universe.fields(self.id) {
            add(Subject::Field(FieldHandle::Def(id)), &|| self.field(id));
        }
        for id in constructors {
            add(Subject::Method(MethodHandle::Def(id)), &|| self.method(id, "constructor"));
        }
        for it in &properties {
            let roles = [("get", it.getter), ("set", it.setter)];
            add(Subject::Property(it.id), &|| Part {
                signature: universe.property_declaration(it.id, self.names),
                visibility: universe.property_visibility(it.id),
                parent: HasCustomAttribute::Property(it.id.rid),
                ..self.accessible(Subject::Property(it.id), it.name, "property", &roles, &it.others)
            });
        }
        for it in &events {
            let roles = [("add", it.add), ("remove", it.remove), ("raise", it.raise)];
            add(Subject::Event(it.id), &|| Part {
                signature: universe.event_declaration(it.id, self.names),
                visibility: universe.event_visibility(it.id),
                parent: HasCustomAttribute::Event(it.id.rid),
                ..self.accessible(Subject::Event(it.id), it.name, "event", &roles, &it.others)
            });
        }
        for id in methods {
            add(Subject::Method(MethodHandle::Def(id)), &|| self.method(id, "method"));
        }
    }

    fn item(&self, id: Text, part: Part) -> MemberItem {
        let universe = self.opened.universe;
        let module = universe.module(self.id.module);
        let row = part.method.and_then(|id| universe.method_row(id));
        let is = |flag| row.is_some_and(|row| row.flags.contains(flag));
        let methods = part.method.into_iter();
        MemberItem {
            id,
            token: part.subject.token().to_string(),
            assembly: Text(module.assembly.text().into_owned()),
            input: module.label.clone(),
            subject: part.subject,
            declaring_type: Some(self.doc_id.clone()),
            type_declaration: self.declaration.clone(),
            name: part.name,
            kind: part.kind,
            signature: part.signature,
            visibility: part.visibility.word(),
            visible: self.visible && part.visibility.is_visible_outside(),
            is_static: part.is_static,
            is_virtual: is(MethodAttributes::VIRTUAL),
            is_abstract: is(MethodAttributes::ABSTRACT),
            accessors: part.accessors,
            implements: methods.filter_map(|id| self.implements.get(&id)).flatten().cloned().collect(),
            attributes: attributes(universe, self.id.module, part.parent),
            generated: self.generated || part.generated,
        }
    }

    fn is_constructor(&self, id: MethodId) -> bool {
        let name = self.opened.universe.method_name(MethodHandle::Def(id));
        name == ".ctor" || name == ".cctor"
    }

    fn field(&self, id: FieldId) -> Part {
        let universe = self.opened.universe;
        let name = universe.field_name(FieldHandle::Def(id));
        let parent = HasCustomAttribute::Field(id.rid);
        let visibility = universe.field_visibility(id);
        let marked =
            universe.has_attribute(id.module, parent, "System.Runtime.CompilerServices", "CompilerGeneratedAttribute");
        let holds_handlers = visibility == Visibility::Private && self.events.contains(&name);
        Part {
            subject: Subject::Field(FieldHandle::Def(id)),
            name: Text(name.text().into_owned()),
            kind: "field",
            signature: universe.field_declaration(id, self.names),
            visibility,
            method: None,
            is_static: universe.field_row(id).is_some_and(|row| row.flags.contains(FieldAttributes::STATIC)),
            accessors: Vec::new(),
            parent,
            generated: marked || holds_handlers || name.as_bytes().starts_with(b"<") || name == "value__",
        }
    }

    fn method(&self, id: MethodId, kind: &'static str) -> Part {
        let universe = self.opened.universe;
        let row = universe.method_row(id);
        Part {
            subject: Subject::Method(MethodHandle::Def(id)),
            name: Text(universe.method_name(MethodHandle::Def(id)).text().into_owned()),
            kind,
            signature: universe.method_declaration(id, self.names),
            visibility: universe.method_visibility(id),
            method: Some(id),
            is_static: row.is_some_and(|row| row.flags.contains(MethodAttributes::STATIC)),
            accessors: Vec::new(),
            parent: HasCustomAttribute::MethodDef(id.rid),
            generated: self.program.is_generated_method(id),
        }
    }

    /// A property or an event, but for what the caller knows.
    fn accessible(
        &self,
        subject: Subject,
        name: Name<'_>,
        kind: &'static str,
        roles: &[(&'static str, Option<MethodId>)],
        others: &[MethodId],
    ) -> Part {
        let universe = self.opened.universe;
        let known = roles.iter().filter_map(|(kind, id)| Some((*kind, (*id)?)));
        let all: Vec<(&'static str, MethodId)> = known.chain(others.iter().map(|id| ("other", *id))).collect();
        let first = all.first().map(|(_, id)| *id);
        let row = first.and_then(|id| universe.method_row(id));
        let accessor = |(kind, id): &(&'static str, MethodId)| AccessorItem {
            kind,
            id: universe.method_doc_id(MethodHandle::Def(*id)),
            token: id.token().to_string(),
            visibility: universe.method_visibility(*id).word(),
        };
        Part {
            subject,
            name: Text(name.text().into_owned()),
            kind,
            signature: String::new(),
            visibility: Visibility::Private,
            method: first,
            is_static: row.is_some_and(|row| row.flags.contains(MethodAttributes::STATIC)),
            accessors: all.iter().map(accessor).collect(),
            parent: HasCustomAttribute::Module(crate::metadata::Rid::FIRST),
            generated: false,
        }
    }
}
