//! What code uses, and what signatures name.

use super::super::code::bodies;
use super::{Site, Uses};
use crate::il::{Clause, ClauseKind, Instruction};
use crate::metadata::{MemberRef, MemberRefParent, Rid, StandAloneSig, Token, TypeDefOrRef, TypeRef};
use crate::model::{FieldHandle, MethodHandle, MethodId, Named, Subject};

impl<'a> Uses<'_, '_, 'a> {
    /// Everything that bodies name.
    pub(super) fn code(&mut self) {
        let opened = self.names.opened;
        bodies(opened, |method, body, instructions| {
            let member = Some(Subject::Method(MethodHandle::Def(method)));
            if let Some(rid) = body.local_signature.and_then(Token::rid::<StandAloneSig>) {
                self.types(&self.naming.stand_alone(rid), Site { member, at: None, place: "local" });
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
    fn token(&mut self, token: Token, site: Site) {
        let mut found = Vec::new();
        self.naming.token(token, &mut found);
        for named in found {
            self.named(named, site);
        }
    }

    /// Something that is named, if it is of another assembly.
    pub(super) fn named(&mut self, named: Named<'a>, site: Site) {
        let entry = match named {
            Named::Type(TypeDefOrRef::TypeRef(rid)) | Named::Part(TypeDefOrRef::TypeRef(rid)) => self.of_type(rid),
            Named::Member(token) => token.rid::<MemberRef>().and_then(|rid| self.of_member(rid)),
            Named::ByName(name) => return self.serialized(name, site),
            Named::Set { attribute: TypeDefOrRef::TypeRef(rid), is_field, name } => self.set(rid, is_field, name),
            Named::Type(_) | Named::Part(_) | Named::Set { .. } => None,
        };
        if let Some(entry) = entry {
            self.add(entry, site);
        }
    }

    fn types(&mut self, types: &[TypeDefOrRef], site: Site) {
        for type_ in types {
            self.named(Named::Type(*type_), site);
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
            let subject = Subject::Field(FieldHandle::Missing(input.id, rid));
            self.types(&self.naming.field(row.signature), site(subject));
        } else {
            let subject = Subject::Method(MethodHandle::Missing(input.id, rid));
            self.types(&self.naming.method(row.signature), site(subject));
        }
    }
}
