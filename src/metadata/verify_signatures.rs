//! Whether every signature decodes to its last byte (§II.23.2).

use super::columns::{BlobIndex, Rid, Row};
use super::signature::SignatureKind;
use super::signature_reader::{
    read_field, read_method, read_method_spec, read_property, read_stand_alone, read_type_spec,
};
use super::tables::{Field, MemberRef, MethodDef, MethodSpec, Property, StandAloneSig, TypeSpec};
use super::{Metadata, Token};
use crate::bytes::{Diagnostic, Diagnostics, Loss, Malformed, Reader};
use crate::limits::Limits;

type Check = fn(&mut Reader<'_>, &Limits) -> Result<(), Malformed>;

/// How many bytes of signatures are read for each byte of `#Blob`: blobs may overlap, so that their sizes say nothing (trap S15).
const WORK: usize = 16;

struct Pass<'m, 'a, 'd> {
    metadata: &'m Metadata<'a>,
    diagnostics: &'d mut Diagnostics,
    work_left: usize,
    /// What has been checked: (blob, table).
    done: rustc_hash::FxHashSet<(u32, u8)>,
}

impl Metadata<'_> {
    pub(super) fn verify_signatures(&self, diagnostics: &mut Diagnostics) {
        let [_, blobs, _] = self.heaps();
        let work_left = blobs.0.len().saturating_mul(WORK);
        let mut pass = Pass { metadata: self, diagnostics, work_left, done: rustc_hash::FxHashSet::default() };
        pass.table::<Field>(|row| row.signature, |r, limits| read_field(r, limits).map(drop));
        pass.table::<MethodDef>(|row| row.signature, |r, limits| read_method(r, limits).map(drop));
        pass.table::<MemberRef>(|row| row.signature, member);
        pass.table::<StandAloneSig>(|row| row.signature, |r, limits| read_stand_alone(r, limits).map(drop));
        pass.table::<Property>(|row| row.signature, |r, limits| read_property(r, limits).map(drop));
        pass.table::<TypeSpec>(|row| row.signature, |r, limits| read_type_spec(r, limits).map(drop));
        pass.table::<MethodSpec>(|row| row.instantiation, |r, limits| read_method_spec(r, limits).map(drop));
    }
}

/// A `MemberRef` is a field or a method.
fn member(r: &mut Reader<'_>, limits: &Limits) -> Result<(), Malformed> {
    match r.rest().first().copied().map(SignatureKind::from_first_byte) {
        Some(Some(SignatureKind::Field)) => read_field(r, limits).map(drop),
        _ => read_method(r, limits).map(drop),
    }
}

impl Pass<'_, '_, '_> {
    fn table<T: Row>(&mut self, blob: fn(&T) -> BlobIndex, check: Check) {
        for (rid, row) in self.metadata.rows::<T>() {
            let index = blob(&row);
            // A blob that is missing has been noted with its column.
            let Ok(r) = self.metadata.blob(index) else { continue };
            if !self.done.insert((index.0, T::TABLE)) {
                continue;
            }
            if self.work_left == 0 {
                let at = r.malformed("signatures overlap so much that the rest of them is not verified");
                return self.metadata.oddity(self.diagnostics, "S15", at, Token::from(rid));
            }
            self.signature(rid, r, check);
        }
    }

    fn signature<T: Row>(&mut self, rid: Rid<T>, mut r: Reader<'_>, check: Check) {
        let limits = self.metadata.limits();
        let length = r.len();
        let result = check(&mut r, limits);
        self.work_left = self.work_left.saturating_sub(length.saturating_sub(r.len()));
        match result {
            Err(at) => {
                let token = Some(Token::from(rid).0);
                self.diagnostics.note(limits, Diagnostic { at, code: "S01", loss: Loss::Unit, token });
            }
            Ok(()) if !r.is_empty() => {
                let at = r.malformed("bytes follow the end of a signature");
                self.metadata.oddity(self.diagnostics, "S13", at, Token::from(rid));
            }
            Ok(()) => {}
        }
    }
}
