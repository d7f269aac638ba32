//! Types: their head, and what stands in them, in its order (§II.10).

use std::fmt::Write;

use super::writer::Writer;
use crate::bytes::Malformed;
use crate::ilasm::flags::{GENERIC_PARAMETER, TYPE, TYPE_IMPLIED};
use crate::metadata::{
    ClassLayout, Event, EventMap, Field, GenericParam, GenericParamConstraint, HasCustomAttribute, HasDeclSecurity,
    InterfaceImpl, MethodDef, MethodDefOrRef, MethodImpl, NestedClass, Property, PropertyMap, Rid, Token, TypeDef,
    TypeOrMethodDef,
};

impl Writer<'_, '_, '_> {
    /// Finds out which types are inside of which.
    pub(super) fn sort_nested(&mut self) {
        let metadata = self.metadata;
        self.nested = vec![Vec::new(); metadata.count::<TypeDef>() as usize];
        let mut taken = vec![false; self.nested.len()];
        for (_, row) in metadata.rows::<NestedClass>() {
            let (Some(inner), Some(outer)) = (row.nested_class, row.enclosing_class) else { continue };
            let first = taken.get_mut(inner.index()).is_some_and(|taken| !std::mem::replace(taken, true));
            if let Some(types) = self.nested.get_mut(outer.index())
                && first
                && inner != outer
            {
                types.push(inner);
            }
        }
    }

    /// Every type with everything in it, and the global members.
    pub(super) fn types(&mut self) {
        let metadata = self.metadata;
        for (rid, row) in metadata.rows::<TypeDef>() {
            if self.is_over() {
                return;
            }
            if !self.touches(rid) {
                continue;
            }
            if rid.row() == 1 {
                self.members(rid);
                self.attributes_of_globals(rid);
            } else if self.module.enclosing(rid).is_none() && !metadata.is_deleted(&row) {
                self.gap();
                self.type_(rid, &row, 0);
            }
        }
        if self.chosen.is_none() {
            self.lost_in_circles();
        }
    }

    /// Whether anything of a type is to be written.
    fn touches(&self, rid: Rid<TypeDef>) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.touches(rid))
    }

    /// Whether a member of a type is to be written.
    fn wants(&self, type_: Rid<TypeDef>, member: Token) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| chosen.has_whole(type_) || chosen.has(member))
    }

    fn attributes_of_globals(&mut self, rid: Rid<TypeDef>) {
        if self.has_attributes(HasCustomAttribute::TypeDef(rid)) {
            self.unsayable(rid.into(), "custom attributes of the type that holds the global members");
        }
    }

    /// Types that enclose each other have no place to stand.
    fn lost_in_circles(&mut self) {
        let mut reached = vec![false; self.nested.len()];
        let outermost = self.metadata.rids::<TypeDef>().filter(|rid| self.module.enclosing(*rid).is_none());
        let mut work: Vec<Rid<TypeDef>> = outermost.collect();
        while let Some(rid) = work.pop() {
            if let Some(reached) = reached.get_mut(rid.index()) {
                *reached = true;
            }
            work.extend(self.nested.get(rid.index()).into_iter().flatten());
        }
        for rid in self.metadata.rids::<TypeDef>() {
            if reached.get(rid.index()) == Some(&false) {
                self.unsayable(rid.into(), "a type that is inside of itself");
            }
        }
    }

    /// One type.
    pub(super) fn type_(&mut self, rid: Rid<TypeDef>, row: &TypeDef, depth: u64) {
        if depth >= self.limits.nesting {
            self.unsayable(rid.into(), "a type inside of more types than the limit nesting");
            return;
        }
        self.pause();
        let mark = self.text.len();
        if let Err(malformed) = self.type_head(rid, row) {
            self.lost(mark, rid.into(), malformed);
            return;
        }
        self.open();
        let whole = self.chosen.as_ref().is_none_or(|chosen| chosen.has_whole(rid));
        if whole {
            self.layout(rid);
            self.attributes(HasCustomAttribute::TypeDef(rid));
            self.generic_attributes(TypeOrMethodDef::TypeDef(rid));
            self.security(HasDeclSecurity::TypeDef(rid));
        }
        self.members(rid);
        if whole {
            self.overrides_elsewhere(rid);
        }
        for index in 0.. {
            let Some(inner) = self.nested.get(rid.index()).and_then(|nested| nested.get(index)).copied() else { break };
            if self.is_over() {
                return;
            }
            if let Ok(row) = self.metadata.row(inner)
                && !self.metadata.is_deleted(&row)
                && self.touches(inner)
            {
                self.gap();
                self.type_(inner, &row, depth + 1);
            }
        }
        self.close();
    }

    fn type_head(&mut self, rid: Rid<TypeDef>, row: &TypeDef) -> Result<(), Malformed> {
        let metadata = self.metadata;
        self.indent();
        self.text.push_str(".class ");
        let rest = self.words(TYPE, row.flags.bits(), TYPE_IMPLIED);
        self.spell.push_full_name(&mut self.text, row.namespace, row.name)?;
        self.generic_parameters(TypeOrMethodDef::TypeDef(rid))?;
        if let Some(base) = row.extends {
            self.end();
            self.indent();
            self.text.push_str("    extends ");
            self.text.push_str(self.spell.type_operand(base)?);
        }
        let mut separator = "    implements ";
        for (_, row) in metadata.with_key::<InterfaceImpl>(rid.row()) {
            let Some(type_) = row.interface else { continue };
            self.text.push_str(if separator == ", " { ",\n" } else { "\n" });
            self.indent();
            self.text.push_str(if separator == ", " { "               " } else { separator });
            separator = ", ";
            self.text.push_str(self.spell.type_operand(type_)?);
        }
        self.end();
        self.odd_flags(rid.into(), rest);
        for (interface, _) in metadata.with_key::<InterfaceImpl>(rid.row()) {
            if self.has_attributes(HasCustomAttribute::InterfaceImpl(interface)) {
                self.unsayable(interface.into(), "custom attributes of an implemented interface");
            }
        }
        if row.flags.is_nested() != self.module.enclosing(rid).is_some() {
            self.remark("its visibility does not say whether it stands in another type");
        }
        Ok(())
    }

    /// `<…>` with variance, constraints and names.
    pub(super) fn generic_parameters(&mut self, owner: TypeOrMethodDef) -> Result<(), Malformed> {
        let metadata = self.metadata;
        let mut rows: Vec<_> = metadata.with_key::<GenericParam>(owner.coded()).collect();
        if rows.is_empty() {
            return Ok(());
        }
        rows.sort_by_key(|(_, row)| row.number);
        self.text.push('<');
        let mut odd = 0;
        for (number, (rid, row)) in rows.into_iter().enumerate() {
            self.text.push_str(if number > 0 { ", " } else { "" });
            odd |= self.words(GENERIC_PARAMETER, row.flags.bits().into(), 0);
            let mut separator = "(";
            for (_, constraint) in metadata.with_key::<GenericParamConstraint>(rid.row()) {
                let Some(constraint) = constraint.constraint else { continue };
                self.text.push_str(separator);
                separator = ", ";
                self.text.push_str(self.spell.type_operand(constraint)?);
            }
            if separator == ", " {
                self.text.push_str(") ");
            }
            let name = metadata.name(row.name).as_bytes();
            self.spell.push_id(&mut self.text, name);
        }
        self.text.push('>');
        self.odd_flags_later(odd);
        Ok(())
    }

    /// Flags of a generic parameter without a word: the line is not over yet.
    fn odd_flags_later(&mut self, odd: u32) {
        if odd != 0 {
            let _ = write!(self.text, " /* not for ilasm: the flags 0x{odd:x} of a generic parameter */");
        }
    }

    /// The custom attributes of generic parameters.
    pub(super) fn generic_attributes(&mut self, owner: TypeOrMethodDef) {
        let metadata = self.metadata;
        for (rid, row) in metadata.with_key::<GenericParam>(owner.coded()) {
            if self.has_attributes(HasCustomAttribute::GenericParam(rid)) {
                self.line(&format!(".param type [{}]", u32::from(row.number) + 1));
                self.attributes(HasCustomAttribute::GenericParam(rid));
            }
            for (constraint, _) in metadata.with_key::<GenericParamConstraint>(rid.row()) {
                if self.has_attributes(HasCustomAttribute::GenericParamConstraint(constraint)) {
                    self.unsayable(constraint.into(), "custom attributes of a constraint");
                }
            }
        }
    }

    fn layout(&mut self, rid: Rid<TypeDef>) {
        if let Some((_, row)) = self.metadata.with_key::<ClassLayout>(rid.row()).next() {
            self.line(&format!(".pack {}", row.packing_size));
            self.line(&format!(".size {}", row.class_size));
        }
    }

    fn members(&mut self, type_: Rid<TypeDef>) {
        let metadata = self.metadata;
        for rid in metadata.owned::<TypeDef, Field>(type_) {
            if let Ok(row) = metadata.row(rid)
                && !metadata.is_deleted(&row)
                && self.wants(type_, rid.into())
            {
                self.field(rid, &row);
            }
        }
        for rid in metadata.owned::<TypeDef, MethodDef>(type_) {
            if self.is_over() {
                return;
            }
            if let Ok(row) = metadata.row(rid)
                && !metadata.is_deleted(&row)
                && self.wants(type_, rid.into())
            {
                self.method(rid, &row);
            }
        }
        for (map, _) in metadata.with_key::<EventMap>(type_.row()) {
            for rid in metadata.owned::<EventMap, Event>(map) {
                if self.wants(type_, rid.into()) {
                    self.event(rid);
                }
            }
        }
        for (map, _) in metadata.with_key::<PropertyMap>(type_.row()) {
            for rid in metadata.owned::<PropertyMap, Property>(map) {
                if self.wants(type_, rid.into()) {
                    self.property(rid);
                }
            }
        }
    }

    /// Overrides whose method is not one of this type; the others stand in their method.
    fn overrides_elsewhere(&mut self, type_: Rid<TypeDef>) {
        let metadata = self.metadata;
        for (rid, row) in metadata.with_key::<MethodImpl>(type_.row()) {
            let is_own = matches!(row.body, Some(MethodDefOrRef::MethodDef(body))
                if metadata.owner::<TypeDef, MethodDef>(body) == Some(type_));
            if !is_own {
                let mark = self.text.len();
                if let Err(malformed) = self.override_elsewhere(&row) {
                    self.lost(mark, rid.into(), malformed);
                }
            }
        }
    }

    fn override_elsewhere(&mut self, row: &MethodImpl) -> Result<(), Malformed> {
        let (declaration, body) = (self.spell.overridden(row.declaration)?, self.spell.overridden(row.body)?);
        self.line(&format!(".override method {declaration} with method {body}"));
        Ok(())
    }
}
