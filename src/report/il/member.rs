//! Fields with their constants and data, properties and events (§II.16, §II.17, §II.18).

use std::fmt::Write;

use super::writer::Writer;
use crate::bytes::Malformed;
use crate::ilasm::flags::{FIELD, FIELD_IMPLIED, PROPERTY_IMPLIED, SPECIAL_NAME};
use crate::metadata::{
    ClassLayout, Event, Field, FieldLayout, FieldRva, HasConstant, HasCustomAttribute, HasFieldMarshal, HasSemantics,
    MethodSemantics, Primitive, Property, Rid, Type, TypeDef, TypeDefOrRef,
};
use crate::pe::Rva;

/// Accessors: their flag and their directive.
const ACCESSORS: [(u16, &str); 6] =
    [(0x02, ".get"), (0x01, ".set"), (0x08, ".addon"), (0x10, ".removeon"), (0x20, ".fire"), (0x04, ".other")];

impl Writer<'_, '_, '_> {
    pub(super) fn field(&mut self, rid: Rid<Field>, row: &Field) {
        self.pause();
        let mark = self.text.len();
        if let Err(malformed) = self.try_field(rid, row) {
            self.lost(mark, rid.into(), malformed);
        }
        self.attributes(HasCustomAttribute::Field(rid));
    }

    fn try_field(&mut self, rid: Rid<Field>, row: &Field) -> Result<(), Malformed> {
        let metadata = self.metadata;
        let type_ = metadata.field_signature(row.signature)?;
        self.indent();
        self.text.push_str(".field ");
        if let Some((_, layout)) = metadata.with_key::<FieldLayout>(rid.row()).next() {
            let _ = write!(self.text, "[{}] ", layout.offset);
        }
        let rest = self.words(FIELD, row.flags.bits().into(), FIELD_IMPLIED);
        let unmarshalled = self.marshalling(HasFieldMarshal::Field(rid)).err();
        self.spell.push_type(&mut self.text, &type_)?;
        self.text.push(' ');
        self.spell.push_id(&mut self.text, metadata.name(row.name).as_bytes());
        let data = metadata.with_key::<FieldRva>(rid.row()).next();
        let size = data.and_then(|_| self.size_of(&type_, 0));
        if let (Some((_, data)), Some(size)) = (data, size) {
            let _ = write!(self.text, " at D_{:08x}", data.rva);
            self.data.push((data.rva, size));
        }
        let unwritten = self.constant(HasConstant::Field(rid)).err();
        self.end();
        if let (Some((data, _)), None) = (data, size) {
            self.unsayable(data.into(), "the data of a field whose type has no size in this file");
        }
        for malformed in unmarshalled.into_iter().chain(unwritten) {
            self.lost(self.text.len(), rid.into(), malformed);
        }
        self.odd_flags(rid.into(), rest);
        Ok(())
    }

    /// The bytes that the data of a field takes; `None` where this file does not say.
    fn size_of(&self, type_: &Type, depth: u32) -> Option<u32> {
        Some(match type_.unmodified() {
            Type::Primitive(Primitive::Boolean | Primitive::I1 | Primitive::U1) => 1,
            Type::Primitive(Primitive::Char | Primitive::I2 | Primitive::U2) => 2,
            Type::Primitive(Primitive::I4 | Primitive::U4 | Primitive::R4) => 4,
            Type::Primitive(Primitive::I8 | Primitive::U8 | Primitive::R8) => 8,
            Type::Named { type_: TypeDefOrRef::TypeDef(rid), value_type: true } => {
                let stated =
                    self.metadata.with_key::<ClassLayout>(rid.row()).next().map_or(0, |(_, row)| row.class_size);
                if stated > 0 { stated } else { self.only_field(*rid, depth)? }
            }
            _ => return None,
        })
    }

    /// The size of a type with one field, such as an enum.
    fn only_field(&self, rid: Rid<TypeDef>, depth: u32) -> Option<u32> {
        let fields = self.metadata.owned::<TypeDef, Field>(rid).filter_map(|rid| self.metadata.row(rid).ok());
        let mut of_objects = fields.filter(|row| !row.flags.contains(crate::metadata::FieldAttributes::STATIC));
        let only = of_objects.next().filter(|_| depth < 8)?;
        if of_objects.next().is_some() {
            return None;
        }
        self.size_of(&self.metadata.field_signature(only.signature).ok()?, depth + 1)
    }

    /// The data of the fields that were written.
    pub(super) fn data(&mut self) {
        let mut data = std::mem::take(&mut self.data);
        data.sort_unstable();
        for index in 0..data.len() {
            let Some((rva, size)) = data.get(index).copied() else { break };
            // The longest of those at one place stands last.
            if data.get(index + 1).is_some_and(|next| next.0 == rva) {
                continue;
            }
            self.pause();
            match self.module.image.at(Rva(rva), "§II.22.18") {
                Ok(at) if at.len() >= size as usize => {
                    self.indent();
                    let _ = write!(self.text, ".data D_{rva:08x} = bytearray ");
                    self.bytes(at.clamped(size as usize).rest());
                    self.end();
                }
                Ok(at) => self.lost(
                    self.text.len(),
                    Rid::<FieldRva>::FIRST.into(),
                    at.malformed("the data of a field is cut"),
                ),
                Err(malformed) => self.lost(self.text.len(), Rid::<FieldRva>::FIRST.into(), malformed),
            }
        }
    }

    pub(super) fn property(&mut self, rid: Rid<Property>) {
        self.pause();
        let mark = self.text.len();
        if let Err(malformed) = self.try_property(rid) {
            self.lost(mark, rid.into(), malformed);
        }
    }

    fn try_property(&mut self, rid: Rid<Property>) -> Result<(), Malformed> {
        let metadata = self.metadata;
        let row = metadata.row(rid)?;
        if metadata.is_deleted(&row) {
            return Ok(());
        }
        let signature = metadata.property_signature(row.signature)?;
        self.indent();
        self.text.push_str(".property ");
        let rest = self.words(SPECIAL_NAME, row.flags.bits().into(), PROPERTY_IMPLIED);
        if signature.has_this {
            self.text.push_str("instance ");
        }
        self.spell.push_type(&mut self.text, &signature.type_)?;
        self.text.push(' ');
        self.spell.push_name(&mut self.text, metadata.name(row.name).as_bytes());
        self.text.push('(');
        for (number, parameter) in signature.parameters.iter().enumerate() {
            self.text.push_str(if number > 0 { ", " } else { "" });
            self.spell.push_type(&mut self.text, parameter)?;
        }
        self.text.push(')');
        let unwritten = self.constant(HasConstant::Property(rid)).err();
        self.end();
        self.open();
        self.attributes(HasCustomAttribute::Property(rid));
        self.accessors(HasSemantics::Property(rid));
        self.close();
        self.odd_flags(rid.into(), rest);
        if let Some(malformed) = unwritten {
            self.lost(self.text.len(), rid.into(), malformed);
        }
        Ok(())
    }

    pub(super) fn event(&mut self, rid: Rid<Event>) {
        self.pause();
        let mark = self.text.len();
        if let Err(malformed) = self.try_event(rid) {
            self.lost(mark, rid.into(), malformed);
        }
    }

    fn try_event(&mut self, rid: Rid<Event>) -> Result<(), Malformed> {
        let metadata = self.metadata;
        let row = metadata.row(rid)?;
        if metadata.is_deleted(&row) {
            return Ok(());
        }
        self.indent();
        self.text.push_str(".event ");
        let rest = self.words(SPECIAL_NAME, row.flags.bits().into(), 0);
        if let Some(type_) = row.event_type {
            self.text.push_str(self.spell.type_operand(type_)?);
            self.text.push(' ');
        }
        self.spell.push_name(&mut self.text, metadata.name(row.name).as_bytes());
        self.end();
        self.open();
        self.attributes(HasCustomAttribute::Event(rid));
        self.accessors(HasSemantics::Event(rid));
        self.close();
        self.odd_flags(rid.into(), rest);
        Ok(())
    }

    fn accessors(&mut self, of: HasSemantics) {
        let metadata = self.metadata;
        for (rid, row) in metadata.with_key::<MethodSemantics>(of.coded()) {
            let bits = row.semantics.bits();
            let directive = ACCESSORS.iter().find(|(flag, _)| *flag == bits).map(|(_, directive)| *directive);
            match (directive, row.method.map(|method| self.spell.method(method))) {
                (Some(directive), Some(Ok(method))) => {
                    let line = format!("{directive} {method}");
                    self.line(&line);
                }
                (_, Some(Err(malformed))) => self.lost(self.text.len(), rid.into(), malformed),
                _ => self.unsayable(rid.into(), "an accessor of no one kind, or without a method"),
            }
        }
    }
}
