//! What code uses, and what signatures name.

use std::rc::Rc;

use super::super::code::bodies;
use super::super::pick::Subject;
use super::{Site, Uses};
use crate::il::{Clause, ClauseKind, Instruction};
use crate::metadata::{
    BlobIndex, MemberRef, MemberRefParent, MethodDefOrRef, MethodSignature, MethodSpec, Rid, StandAlone, StandAloneSig,
    Token, Type, TypeDefOrRef, TypeRef,
};
use crate::model::{FieldHandle, MethodHandle, MethodId};

impl Uses<'_, '_, '_> {
    /// Everything that bodies name.
    pub(super) fn code(&mut self) {
        let opened = self.names.opened;
        bodies(opened, |method, body, instructions| {
            let member = Some(Subject::Method(MethodHandle::Def(method)));
            if let Some(token) = body.local_signature {
                self.stand_alone(token, Site { member, at: None, place: "local" });
            }
            self.clauses(&body.clauses, member);
            self.instructions(method, instructions);
        });
    }

    fn clauses(&mut self, clauses: &[Clause], member: Option<Subject>) {
        for clause in clauses {
            if let ClauseKind::Catch(token) = clause.kind {
                self.token(token, Site { member, at: Some(clause.handler_start), place: "catch" });
            }
        }
    }

    fn instructions(&mut self, method: MethodId, instructions: &[Instruction]) {
        let member = Some(Subject::Method(MethodHandle::Def(method)));
        for instruction in instructions {
            if let Some(token) = instruction.token() {
                self.token(token, Site { member, at: Some(instruction.offset), place: "code" });
            }
        }
    }

    /// What a token names, and all that its row names.
    pub(super) fn token(&mut self, token: Token, site: Site) {
        if let Some(column) = TypeDefOrRef::from_token(token) {
            self.column(column, site);
        } else if let Some(rid) = token.rid::<MemberRef>() {
            self.member(rid, site);
        } else if let Some(rid) = token.rid::<MethodSpec>() {
            let metadata = &self.names.opened.universe.input().metadata;
            let Ok(row) = metadata.row(rid) else { return };
            if let Some(MethodDefOrRef::MemberRef(rid)) = row.method {
                self.member(rid, site);
            }
            self.known("instantiation", row.instantiation.0, site, |uses, found| {
                for type_ in metadata.method_spec(row.instantiation).unwrap_or_default() {
                    uses.parts(&type_, found);
                }
            });
        } else if token.rid::<StandAloneSig>().is_some() {
            self.stand_alone(token, site);
        }
    }

    fn stand_alone(&mut self, token: Token, site: Site) {
        let metadata = &self.names.opened.universe.input().metadata;
        let row = token.rid::<StandAloneSig>().and_then(|rid| metadata.row(rid).ok());
        let Some(row) = row else { return };
        self.known("standAlone", row.signature.0, site, |uses, found| {
            match metadata.stand_alone_signature(row.signature) {
                Ok(StandAlone::Locals(types)) => types.iter().for_each(|type_| uses.parts(type_, found)),
                Ok(StandAlone::CallSite(signature)) => uses.signature_parts(&signature, found),
                Ok(StandAlone::Field(type_)) => uses.parts(&type_, found),
                Err(_) => {}
            }
        });
    }

    /// What the signature at `blob` names, which is of this kind; it is decoded once.
    fn known(&mut self, kind: &'static str, blob: u32, site: Site, decode: impl FnOnce(&mut Self, &mut Vec<usize>)) {
        for entry in self.parts_of(kind, blob, decode).iter() {
            self.add(*entry, site);
        }
    }

    fn parts_of(
        &mut self,
        kind: &'static str,
        blob: u32,
        decode: impl FnOnce(&mut Self, &mut Vec<usize>),
    ) -> Rc<[usize]> {
        if let Some(known) = self.signatures.get(&(kind, blob)) {
            return known.clone();
        }
        // Against one that names itself in a modifier.
        self.signatures.insert((kind, blob), [].into());
        let mut found = Vec::new();
        decode(self, &mut found);
        found.sort_unstable();
        found.dedup();
        let found: Rc<[usize]> = found.into();
        self.signatures.insert((kind, blob), found.clone());
        found
    }

    /// A member and the type that it is named as a member of, with the type arguments of that.
    pub(super) fn member(&mut self, rid: Rid<MemberRef>, site: Site) {
        if let Some(entry) = self.of_member(rid) {
            self.add(entry, site);
        }
        let row = self.names.opened.universe.input().metadata.row(rid).ok();
        match row.and_then(|row| row.class) {
            Some(MemberRefParent::TypeRef(rid)) => self.column(TypeDefOrRef::TypeRef(rid), site),
            Some(MemberRefParent::TypeSpec(rid)) => self.column(TypeDefOrRef::TypeSpec(rid), site),
            _ => {}
        }
    }

    /// The reference to the type that a member is named as a member of; `None` where that is the input's own or an array.
    pub(super) fn parent(&self, rid: Rid<MemberRef>) -> Option<Rid<TypeRef>> {
        let universe = self.names.opened.universe;
        let input = universe.input();
        match input.metadata.row(rid).ok()?.class? {
            MemberRefParent::TypeRef(rid) => Some(rid),
            MemberRefParent::TypeSpec(rid) => match universe.type_spec(input.id, rid)?.named()? {
                TypeDefOrRef::TypeRef(rid) => Some(rid),
                _ => None,
            },
            _ => None,
        }
    }

    /// The types in the signature of another assembly's member.
    pub(super) fn types_of_member(&mut self, rid: Rid<MemberRef>) {
        let universe = self.names.opened.universe;
        let input = universe.input();
        let Ok(row) = input.metadata.row(rid) else { return };
        let site = |subject| Site { member: Some(subject), at: None, place: "memberSignature" };
        if input.metadata.is_field_signature(row.signature).unwrap_or(false) {
            self.field_signature(row.signature, site(Subject::Field(FieldHandle::Missing(input.id, rid))));
        } else {
            self.method_signature(row.signature, site(Subject::Method(MethodHandle::Missing(input.id, rid))));
        }
    }

    pub(super) fn method_signature(&mut self, blob: BlobIndex, site: Site) {
        let metadata = &self.names.opened.universe.input().metadata;
        self.known("method", blob.0, site, |uses, found| {
            if let Ok(signature) = metadata.method_signature(blob) {
                uses.signature_parts(&signature, found);
            }
        });
    }

    pub(super) fn field_signature(&mut self, blob: BlobIndex, site: Site) {
        let metadata = &self.names.opened.universe.input().metadata;
        self.known("field", blob.0, site, |uses, found| {
            if let Ok(type_) = metadata.field_signature(blob) {
                uses.parts(&type_, found);
            }
        });
    }

    pub(super) fn property_signature(&mut self, blob: BlobIndex, site: Site) {
        let metadata = &self.names.opened.universe.input().metadata;
        self.known("property", blob.0, site, |uses, found| {
            if let Ok(signature) = metadata.property_signature(blob) {
                for type_ in std::iter::once(&signature.type_).chain(&signature.parameters) {
                    uses.parts(type_, found);
                }
            }
        });
    }

    /// The type that a column names.
    pub(super) fn column(&mut self, column: TypeDefOrRef, site: Site) {
        let mut found = Vec::new();
        self.column_parts(column, &mut found);
        for entry in found {
            self.add(entry, site);
        }
    }

    fn column_parts(&mut self, column: TypeDefOrRef, found: &mut Vec<usize>) {
        match column {
            TypeDefOrRef::TypeDef(_) => {}
            TypeDefOrRef::TypeRef(rid) => found.extend(self.of_type(rid)),
            TypeDefOrRef::TypeSpec(rid) => {
                let universe = self.names.opened.universe;
                let parts = self.parts_of("specification", rid.row(), |uses, found| {
                    if let Some(type_) = universe.type_spec(universe.input().id, rid) {
                        uses.parts(&type_, found);
                    }
                });
                found.extend_from_slice(&parts);
            }
        }
    }

    fn signature_parts(&mut self, signature: &MethodSignature, found: &mut Vec<usize>) {
        for type_ in std::iter::once(&signature.return_type).chain(&signature.parameters) {
            self.parts(type_, found);
        }
    }

    /// A type's parts are nested no deeper than the limit of signatures.
    fn parts(&mut self, type_: &Type, found: &mut Vec<usize>) {
        match type_ {
            Type::Primitive(_) | Type::TypeParameter(_) | Type::MethodParameter(_) => {}
            Type::Named { type_, .. } => self.column_parts(*type_, found),
            Type::Instance { generic, arguments, .. } => {
                self.column_parts(*generic, found);
                for argument in arguments {
                    self.parts(argument, found);
                }
            }
            Type::SzArray(inner) | Type::Pointer(inner) | Type::ByRef(inner) | Type::Pinned(inner) => {
                self.parts(inner, found);
            }
            Type::Array(array) => self.parts(&array.element, found),
            Type::Modified { modifier, inner, .. } => {
                self.column_parts(*modifier, found);
                self.parts(inner, found);
            }
            Type::FunctionPointer(signature) => self.signature_parts(signature, found),
        }
    }
}
