//! What the declarations of a module name: bases, signatures, constraints, overrides, attributes.

use super::named::{Named, Naming};
use super::subject::Subject;
use super::universe::{EventId, FieldHandle, MethodHandle, PropertyId, TypeHandle};
use crate::metadata::{
    CustomAttribute, CustomAttributeType, EnumType, Event, Field, GenericParam, GenericParamConstraint,
    HasCustomAttribute, InterfaceImpl, MemberRefParent, MethodDef, MethodDefOrRef, MethodImpl, NamedArgument, Param,
    Primitive, Property, Rid, TypeDef, TypeDefOrRef, TypeOrMethodDef, Value,
};

/// As what a declaration names something.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the variants are words of the language")]
pub enum NamedAs {
    Base,
    Interface,
    Signature,
    Constraint,
    Override,
    Attribute,
}

impl NamedAs {
    /// The word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Base => "base",
            Self::Interface => "interface",
            Self::Signature => "signature",
            Self::Constraint => "constraint",
            Self::Override => "override",
            Self::Attribute => "attribute",
        }
    }
}

/// Hears what is named: where, as what; `None` for the assembly and the module.
pub trait Hear<'a> {
    /// One thing that is named.
    fn hear(&mut self, on: Option<Subject>, as_what: NamedAs, named: Named<'a>);
}

impl<'a, F: FnMut(Option<Subject>, NamedAs, Named<'a>)> Hear<'a> for F {
    fn hear(&mut self, on: Option<Subject>, as_what: NamedAs, named: Named<'a>) {
        self(on, as_what, named);
    }
}

impl<'a> Naming<'_, 'a> {
    /// Tells everything that the declarations of types and members name, but for their attributes; table by table.
    pub fn declarations(&self, to: &mut impl Hear<'a>) {
        let metadata = &self.universe.module(self.module).metadata;
        for (rid, row) in metadata.rows::<TypeDef>() {
            if let Some(base) = row.extends {
                self.tell_column(base, self.type_subject(rid), NamedAs::Base, to);
            }
        }
        for (_, row) in metadata.rows::<InterfaceImpl>() {
            if let (Some(class), Some(interface)) = (row.class, row.interface) {
                self.tell_column(interface, self.type_subject(class), NamedAs::Interface, to);
            }
        }
        for (rid, row) in metadata.rows::<Field>() {
            tell_types(&self.field(row.signature), self.field_subject(rid), to);
        }
        for (rid, row) in metadata.rows::<MethodDef>() {
            tell_types(&self.method(row.signature), self.method_subject(rid), to);
        }
        for (rid, row) in metadata.rows::<Property>() {
            tell_types(&self.property(row.signature), self.property_subject(rid), to);
        }
        for (rid, row) in metadata.rows::<Event>() {
            if let Some(type_) = row.event_type {
                self.tell_column(type_, self.event_subject(rid), NamedAs::Signature, to);
            }
        }
        for (_, row) in metadata.rows::<GenericParamConstraint>() {
            let owner = row.owner.and_then(|rid| self.owner_of_parameter(rid));
            if let (Some(owner), Some(constraint)) = (owner, row.constraint) {
                self.tell_column(constraint, owner, NamedAs::Constraint, to);
            }
        }
        for (_, row) in metadata.rows::<MethodImpl>() {
            if let (Some(class), Some(slot)) = (row.class, row.declaration) {
                let body = match row.body {
                    Some(MethodDefOrRef::MethodDef(rid)) => self.method_subject(rid),
                    _ => self.type_subject(class),
                };
                self.tell_token(slot.token(), Some(body), NamedAs::Override, to);
            }
        }
    }

    /// Tells everything that custom attributes name: their constructors, and the types in their arguments.
    pub fn attributes(&self, to: &mut impl Hear<'a>) {
        let metadata = &self.universe.module(self.module).metadata;
        for (_, row) in metadata.rows::<CustomAttribute>() {
            let on = row.parent.and_then(|parent| self.subject_of(parent));
            if let Some(constructor) = row.constructor {
                let token = match constructor {
                    CustomAttributeType::MethodDef(rid) => rid.into(),
                    CustomAttributeType::MemberRef(rid) => rid.into(),
                };
                self.tell_token(token, on, NamedAs::Attribute, to);
            }
            self.arguments(&row, on, to);
        }
    }

    /// The types in the arguments of an attribute, as far as these can be read.
    fn arguments(&self, attribute: &CustomAttribute, on: Option<Subject>, to: &mut impl Hear<'a>) {
        let universe = self.universe;
        let underlying = |type_: EnumType<'a>| -> Option<Primitive> {
            let EnumType::Reference(index @ (TypeDefOrRef::TypeDef(_) | TypeDefOrRef::TypeRef(_))) = type_ else {
                return None;
            };
            match universe.resolve_type(self.module, index)? {
                TypeHandle::Def(id) => universe.module(id.module).metadata.enum_underlying(id.rid),
                TypeHandle::Missing(..) => None,
            }
        };
        let metadata = &universe.module(self.module).metadata;
        let Ok(value) = metadata.attribute_value_that_fits(attribute, &underlying) else { return };
        for value in value.fixed.iter().chain(value.named.iter().map(|it| &it.value)) {
            tell_value(value, on, to);
        }
        let Some(attribute) = self.type_of_attribute(attribute) else { return };
        for &NamedArgument { is_field, name, .. } in &value.named {
            to.hear(on, NamedAs::Attribute, Named::Set { attribute, is_field, name });
        }
    }

    fn type_of_attribute(&self, attribute: &CustomAttribute) -> Option<TypeDefOrRef> {
        let metadata = &self.universe.module(self.module).metadata;
        match attribute.constructor? {
            CustomAttributeType::MethodDef(rid) => metadata.owner::<TypeDef, MethodDef>(rid).map(TypeDefOrRef::TypeDef),
            CustomAttributeType::MemberRef(rid) => match metadata.row(rid).ok()?.class? {
                MemberRefParent::TypeRef(rid) => Some(TypeDefOrRef::TypeRef(rid)),
                MemberRefParent::TypeDef(rid) => Some(TypeDefOrRef::TypeDef(rid)),
                MemberRefParent::TypeSpec(rid) => self.definition(rid),
                _ => None,
            },
        }
    }

    fn tell_column(&self, column: TypeDefOrRef, on: Subject, as_what: NamedAs, to: &mut impl Hear<'a>) {
        let mut found = Vec::new();
        self.column(column, &mut found);
        for named in found {
            to.hear(Some(on), as_what, named);
        }
    }

    fn tell_token(&self, token: crate::metadata::Token, on: Option<Subject>, as_what: NamedAs, to: &mut impl Hear<'a>) {
        let mut found = Vec::new();
        self.token(token, &mut found);
        for named in found {
            to.hear(on, as_what, named);
        }
    }

    /// The type or member on which an attribute stands, or around that on which it does; `None` for the assembly.
    fn subject_of(&self, parent: HasCustomAttribute) -> Option<Subject> {
        let metadata = &self.universe.module(self.module).metadata;
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
        match self.universe.module(self.module).metadata.row(rid).ok()?.owner? {
            TypeOrMethodDef::TypeDef(rid) => Some(self.type_subject(rid)),
            TypeOrMethodDef::MethodDef(rid) => Some(self.method_subject(rid)),
        }
    }

    fn type_subject(&self, rid: Rid<TypeDef>) -> Subject {
        Subject::Type(TypeHandle::Def(self.universe.module(self.module).type_id(rid)))
    }

    fn method_subject(&self, rid: Rid<MethodDef>) -> Subject {
        Subject::Method(MethodHandle::Def(self.universe.module(self.module).method_id(rid)))
    }

    fn field_subject(&self, rid: Rid<Field>) -> Subject {
        Subject::Field(FieldHandle::Def(self.universe.module(self.module).field_id(rid)))
    }

    fn property_subject(&self, rid: Rid<Property>) -> Subject {
        Subject::Property(PropertyId { module: self.module, rid })
    }

    fn event_subject(&self, rid: Rid<Event>) -> Subject {
        Subject::Event(EventId { module: self.module, rid })
    }
}

fn tell_types<'a>(types: &[TypeDefOrRef], on: Subject, to: &mut impl Hear<'a>) {
    for type_ in types {
        to.hear(Some(on), NamedAs::Signature, Named::Type(*type_));
    }
}

/// Values are nested no deeper than the limit of attributes.
fn tell_value<'a>(value: &Value<'a>, on: Option<Subject>, to: &mut impl Hear<'a>) {
    match value {
        Value::Type(Some(name)) | Value::Enum { type_: EnumType::Serialized(name), .. } => {
            to.hear(on, NamedAs::Attribute, Named::ByName(*name));
        }
        Value::Boxed(inner) => tell_value(inner, on, to),
        Value::Array(Some(values)) => values.iter().for_each(|value| tell_value(value, on, to)),
        _ => {}
    }
}
