//! What declarations name: bases, signatures, constraints, attributes.

use super::super::pick::Subject;
use super::{Site, Uses};
use crate::metadata::{
    CustomAttribute, CustomAttributeType, Event, ExportedType, Field, GenericParam, GenericParamConstraint,
    HasCustomAttribute, ImplMap, Implementation, InterfaceImpl, MemberForwarded, MethodDef, MethodDefOrRef, MethodImpl,
    Param, Property, Rid, TypeDef, TypeOrMethodDef,
};
use crate::model::{EventId, FieldHandle, MethodHandle, PropertyId, TypeHandle};
use crate::text::Text;

impl Uses<'_, '_, '_> {
    /// Everything that the declarations of types and members name.
    pub(super) fn declarations(&mut self) {
        let metadata = &self.names.opened.universe.input().metadata;
        for (rid, row) in metadata.rows::<TypeDef>() {
            if let Some(base) = row.extends {
                self.column(base, at(self.type_subject(rid), "base"));
            }
        }
        for (_, row) in metadata.rows::<InterfaceImpl>() {
            if let (Some(class), Some(interface)) = (row.class, row.interface) {
                self.column(interface, at(self.type_subject(class), "interface"));
            }
        }
        for (rid, row) in metadata.rows::<Field>() {
            self.field_signature(row.signature, at(self.field_subject(rid), "signature"));
        }
        for (rid, row) in metadata.rows::<MethodDef>() {
            self.method_signature(row.signature, at(self.method_subject(rid), "signature"));
        }
        for (rid, row) in metadata.rows::<Property>() {
            self.property_signature(row.signature, at(self.property_subject(rid), "signature"));
        }
        for (rid, row) in metadata.rows::<Event>() {
            if let Some(type_) = row.event_type {
                self.column(type_, at(self.event_subject(rid), "signature"));
            }
        }
        for (_, row) in metadata.rows::<GenericParamConstraint>() {
            let owner = row.owner.and_then(|rid| self.owner_of_parameter(rid));
            if let (Some(owner), Some(constraint)) = (owner, row.constraint) {
                self.column(constraint, at(owner, "constraint"));
            }
        }
        for (_, row) in metadata.rows::<MethodImpl>() {
            if let (Some(class), Some(MethodDefOrRef::MemberRef(slot))) = (row.class, row.declaration) {
                let body = match row.body {
                    Some(MethodDefOrRef::MethodDef(rid)) => self.method_subject(rid),
                    _ => self.type_subject(class),
                };
                self.member(slot, at(body, "override"));
            }
        }
        self.forwarded();
        self.imported();
    }

    /// Functions of native libraries, by their names alone.
    fn imported(&mut self) {
        let metadata = &self.names.opened.universe.input().metadata;
        for (_, row) in metadata.rows::<ImplMap>() {
            let (Some(MemberForwarded::MethodDef(method)), Some(scope)) = (row.member_forwarded, row.import_scope)
            else {
                continue;
            };
            let Ok(library) = metadata.row(scope) else { continue };
            let own = metadata.row(method).map(|row| metadata.name(row.name)).unwrap_or_default();
            let name = Some(metadata.name(row.import_name)).filter(|name| !name.is_empty()).unwrap_or(own);
            let (id, library) = (name.text().into_owned(), metadata.name(library.name).text().into_owned());
            let site = at(self.method_subject(method), "import");
            self.by_name("function", Text(id), Text(library), Some(scope.into()), site);
        }
    }

    /// Types that the manifest forwards to other assemblies.
    fn forwarded(&mut self) {
        let opened = self.names.opened;
        let metadata = &opened.universe.input().metadata;
        for (rid, row) in metadata.rows::<ExportedType>() {
            let Some(Implementation::AssemblyRef(assembly)) = row.implementation else { continue };
            let Some((assembly, _)) = opened.universe.input().assembly_ref(assembly) else { continue };
            let (namespace, name) = (metadata.name(row.namespace).text(), metadata.name(row.name).text());
            let dot = if namespace.is_empty() { "" } else { "." };
            let id = Text(format!("T:{namespace}{dot}{name}"));
            let site = Site { member: None, at: None, place: "forwarded" };
            self.named(id, Text(assembly.text().into_owned()), Some(rid.into()), site);
        }
    }

    /// Everything that custom attributes name: their constructors, and the types in their arguments.
    pub(super) fn attributes(&mut self) {
        let metadata = &self.names.opened.universe.input().metadata;
        for (_, row) in metadata.rows::<CustomAttribute>() {
            let member = row.parent.and_then(|parent| self.subject_of(parent));
            let site = Site { member, at: None, place: "attribute" };
            if let Some(CustomAttributeType::MemberRef(rid)) = row.constructor {
                self.member(rid, site);
            }
            self.arguments(&row, site);
        }
    }

    /// The type or member on which an attribute stands, or around that on which it does; `None` for the assembly.
    fn subject_of(&self, parent: HasCustomAttribute) -> Option<Subject> {
        let metadata = &self.names.opened.universe.input().metadata;
        match parent {
            HasCustomAttribute::TypeDef(rid) => Some(self.type_subject(rid)),
            HasCustomAttribute::MethodDef(rid) => Some(self.method_subject(rid)),
            HasCustomAttribute::Field(rid) => Some(self.field_subject(rid)),
            HasCustomAttribute::Property(rid) => Some(self.property_subject(rid)),
            HasCustomAttribute::Event(rid) => Some(self.event_subject(rid)),
            HasCustomAttribute::Param(rid) => Some(self.method_subject(metadata.owner::<MethodDef, Param>(rid)?)),
            HasCustomAttribute::GenericParam(rid) => self.owner_of_parameter(rid),
            HasCustomAttribute::InterfaceImpl(rid) => Some(self.type_subject(metadata.row(rid).ok()?.class?)),
            HasCustomAttribute::GenericParamConstraint(rid) => self.owner_of_parameter(metadata.row(rid).ok()?.owner?),
            _ => None,
        }
    }

    fn owner_of_parameter(&self, rid: Rid<GenericParam>) -> Option<Subject> {
        match self.names.opened.universe.input().metadata.row(rid).ok()?.owner? {
            TypeOrMethodDef::TypeDef(rid) => Some(self.type_subject(rid)),
            TypeOrMethodDef::MethodDef(rid) => Some(self.method_subject(rid)),
        }
    }

    fn type_subject(&self, rid: Rid<TypeDef>) -> Subject {
        Subject::Type(TypeHandle::Def(self.names.opened.universe.input().type_id(rid)))
    }

    fn method_subject(&self, rid: Rid<MethodDef>) -> Subject {
        Subject::Method(MethodHandle::Def(self.names.opened.universe.input().method_id(rid)))
    }

    fn field_subject(&self, rid: Rid<Field>) -> Subject {
        Subject::Field(FieldHandle::Def(self.names.opened.universe.input().field_id(rid)))
    }

    fn property_subject(&self, rid: Rid<Property>) -> Subject {
        Subject::Property(PropertyId { module: self.names.opened.universe.input().id, rid })
    }

    fn event_subject(&self, rid: Rid<Event>) -> Subject {
        Subject::Event(EventId { module: self.names.opened.universe.input().id, rid })
    }
}

fn at(member: Subject, place: &'static str) -> Site {
    Site { member: Some(member), at: None, place }
}
