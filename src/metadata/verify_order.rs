//! Whether rows stand in the order and number that the standard asks for (§II.22).

use super::columns::{Keyed, Listed, Owns, Rid, Row};
use super::tables::{
    Assembly, ClassLayout, Constant, CustomAttribute, DeclSecurity, Event, EventMap, Field, FieldLayout, FieldMarshal,
    FieldRva, GenericParam, GenericParamConstraint, ImplMap, InterfaceImpl, MethodDef, MethodImpl, MethodSemantics,
    Module, NestedClass, Param, Property, PropertyMap, TypeDef,
};
use super::{Metadata, Token};
use crate::bytes::{Diagnostics, FileOffset, Malformed};

impl Metadata<'_> {
    pub(super) fn verify_order(&self, diagnostics: &mut Diagnostics) {
        self.verify_sorted::<InterfaceImpl>(diagnostics);
        self.verify_sorted::<Constant>(diagnostics);
        self.verify_sorted::<CustomAttribute>(diagnostics);
        self.verify_sorted::<FieldMarshal>(diagnostics);
        self.verify_sorted::<DeclSecurity>(diagnostics);
        self.verify_sorted::<ClassLayout>(diagnostics);
        self.verify_sorted::<FieldLayout>(diagnostics);
        self.verify_sorted::<MethodSemantics>(diagnostics);
        self.verify_sorted::<MethodImpl>(diagnostics);
        self.verify_sorted::<ImplMap>(diagnostics);
        self.verify_sorted::<FieldRva>(diagnostics);
        self.verify_sorted::<NestedClass>(diagnostics);
        self.verify_sorted::<GenericParam>(diagnostics);
        self.verify_sorted::<GenericParamConstraint>(diagnostics);
        self.verify_runs::<TypeDef, Field>(diagnostics);
        self.verify_runs::<TypeDef, MethodDef>(diagnostics);
        self.verify_runs::<MethodDef, Param>(diagnostics);
        self.verify_runs::<EventMap, Event>(diagnostics);
        self.verify_runs::<PropertyMap, Property>(diagnostics);
        self.verify_single_rows(diagnostics);
        self.verify_generic_parameters(diagnostics);
        self.verify_nesting(diagnostics);
    }

    /// An error at row `rid`.
    fn at<T: Row>(&self, rid: Rid<T>, what: &'static str) -> Malformed {
        let offset = self.raw_row(rid).map_or(FileOffset(0), |row| row.offset());
        Malformed { offset, what, section: T::SECTION }
    }

    fn verify_sorted<T: Keyed>(&self, diagnostics: &mut Diagnostics) {
        if !self.is_sorted::<T>() {
            let at = self.at(
                Rid::<T>::FIRST,
                "a table is not in the order that the standard asks for; it is looked up by an index",
            );
            self.oddity(diagnostics, "T11", at, Token::new(T::TABLE, 0));
        }
    }

    fn verify_runs<O: Owns<C>, C: Listed>(&self, diagnostics: &mut Diagnostics) {
        if self.is_disordered::<O, C>() {
            let at =
                self.at(Rid::<O>::FIRST, "runs of owned rows overlap or go backwards; the first owner has the row");
            self.oddity(diagnostics, "T12", at, Token::new(O::TABLE, 0));
        }
    }

    fn verify_single_rows(&self, diagnostics: &mut Diagnostics) {
        if self.count::<Module>() != 1 && self.pdb().is_none() {
            let at = self.at(Rid::<Module>::FIRST, "the Module table has not 1 row; the first one counts");
            self.oddity(diagnostics, "T15", at, None);
        }
        if self.count::<Assembly>() > 1 {
            let at = self.at(Rid::<Assembly>::FIRST, "the Assembly table has more than 1 row; the first one counts");
            self.oddity(diagnostics, "T15", at, None);
        }
    }

    /// The parameters of an owner are numbered 0, 1, 2, … in the order of their rows.
    fn verify_generic_parameters(&self, diagnostics: &mut Diagnostics) {
        let mut before = None;
        for (rid, row) in self.rows::<GenericParam>() {
            let expected = match before {
                Some((owner, number)) if owner == row.owner => u16::checked_add(number, 1),
                _ => Some(0),
            };
            if expected != Some(row.number) {
                let at = self.at(rid, "the numbers of an owner's generic parameters have gaps or another order");
                self.oddity(diagnostics, "T24", at, Token::from(rid));
            }
            before = Some((row.owner, row.number));
        }
    }

    /// Each type is walked over once: `seen[type]` is the number of the walk that came by.
    fn verify_nesting(&self, diagnostics: &mut Diagnostics) {
        let count = self.count::<TypeDef>() as usize;
        let mut encloser = vec![0u32; count];
        for (rid, row) in self.rows::<NestedClass>() {
            let (Some(nested), Some(enclosing)) = (row.nested_class, row.enclosing_class) else {
                let at = self.at(rid, "a NestedClass row lacks a type");
                self.oddity(diagnostics, "T18", at, Token::from(rid));
                continue;
            };
            match encloser.get_mut(nested.index()) {
                Some(slot) if *slot == 0 => *slot = enclosing.row(),
                Some(_) => {
                    let at = self.at(rid, "a type has two enclosing types; the first one counts");
                    self.oddity(diagnostics, "T18", at, Token::from(rid));
                }
                None => {}
            }
        }
        let mut seen = vec![0u32; count];
        for (walk, rid) in (1u32..).zip(self.rids::<TypeDef>()) {
            let mut current = Some(rid);
            while let Some(rid) = current {
                match seen.get_mut(rid.index()) {
                    Some(mark) if *mark == 0 => *mark = walk,
                    Some(mark) if *mark == walk => {
                        let at = self.at(rid, "types enclose one another in a circle");
                        self.oddity(diagnostics, "T18", at, Token::from(rid));
                        break;
                    }
                    _ => break,
                }
                current = encloser.get(rid.index()).copied().and_then(Rid::new);
            }
            let is_nested = self.row(rid).is_ok_and(|row| row.flags.is_nested());
            if is_nested != encloser.get(rid.index()).is_some_and(|row| *row != 0) {
                let at = self.at(rid, "the visibility of a type and its NestedClass row disagree");
                self.oddity(diagnostics, "T18", at, Token::from(rid));
            }
        }
    }
}
