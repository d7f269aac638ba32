//! Which method a virtual or interface call runs, given the object's exact type (§II.12.2).

use super::canon::Canon;
use super::universe::{MethodHandle, MethodId, ModuleId, TypeHandle, TypeId, Universe};
use crate::metadata::{BlobIndex, MethodAttributes, MethodDefOrRef, MethodImpl};
use crate::text::Name;

/// What a call asks for: a slot of a type.
struct Slot<'a> {
    owner: TypeHandle,
    /// Type arguments of the owner as the object's type sees them.
    arguments: Vec<Canon>,
    name: Name<'a>,
    signature: (ModuleId, BlobIndex),
}

impl<'a> Universe<'a> {
    /// The method that runs when `method` is called virtually on an object whose exact type is `concrete`;
    /// `None` when nothing loaded implements it.
    #[must_use]
    pub fn dispatch(&self, concrete: TypeId, method: MethodHandle) -> Option<MethodId> {
        let owner = self.method_owner(method)?;
        let slot = Slot {
            owner,
            arguments: self.arguments_of(concrete, owner),
            name: self.method_name(method),
            signature: self.method_signature(method)?,
        };
        let lineage = self.lineage(concrete);
        let is_interface = match owner {
            TypeHandle::Def(id) => self.type_row(id)?.flags.contains(crate::metadata::TypeAttributes::INTERFACE),
            // Of a missing type only its place among the interfaces can tell.
            TypeHandle::Missing(..) => {
                self.interfaces(concrete).into_iter().any(|interface| self.same_type(interface, owner))
            }
        };
        for (id, arguments) in &lineage {
            if let Some(body) = self.explicit_override(*id, arguments, &slot) {
                return Some(body);
            }
            if !is_interface && TypeHandle::Def(*id) == owner {
                // The slot's own definition: nothing nearer overrides it.
                return match method {
                    MethodHandle::Def(definition) => self.has_body(definition).then_some(definition),
                    MethodHandle::Missing(..) => None,
                };
            }
            if let Some(found) = self.implicit_override(*id, arguments, &slot, is_interface) {
                return self.has_body(found).then_some(found);
            }
        }
        // A default interface method.
        match method {
            MethodHandle::Def(definition) if is_interface && self.has_body(definition) => Some(definition),
            _ => None,
        }
    }

    fn has_body(&self, id: MethodId) -> bool {
        self.method_row(id).is_some_and(|row| row.rva != 0)
    }

    /// Type arguments of `owner` as an object of type `concrete` has them; empty where it is not found.
    fn arguments_of(&self, concrete: TypeId, owner: TypeHandle) -> Vec<Canon> {
        for (id, arguments) in self.lineage(concrete) {
            if TypeHandle::Def(id) == owner {
                return arguments;
            }
            // A base that is not loaded is no part of the lineage.
            let base = self.base(id).filter(|(base, _)| matches!(base, TypeHandle::Missing(..)));
            for (inherited, column) in base.into_iter().chain(self.own_interfaces(id)) {
                if self.same_type(inherited, owner) {
                    return self.type_arguments(id.module, column, &arguments);
                }
            }
        }
        Vec::new()
    }

    /// A MethodImpl of `id` for the slot (traps R16, R19); its body may be a reference.
    fn explicit_override(&self, id: TypeId, arguments: &[Canon], slot: &Slot<'a>) -> Option<MethodId> {
        let metadata = &self.module(id.module).metadata;
        metadata.with_key::<MethodImpl>(id.rid.row()).find_map(|(_, row)| {
            let declaration = self.resolve_method(id.module, row.declaration?.token())?;
            let owner = self.method_owner(declaration)?;
            let matches = self.method_name(declaration) == slot.name
                && self.same_type(owner, slot.owner)
                && self.same_signature(
                    self.method_signature(declaration)?,
                    &self.declaration_arguments(id, row.declaration?, arguments),
                    slot.signature,
                    &slot.arguments,
                );
            match self.resolve_method(id.module, row.body?.token())? {
                MethodHandle::Def(body) if matches => Some(body),
                _ => None,
            }
        })
    }

    /// Type arguments of the type that a MethodImpl's declaration is a member of.
    fn declaration_arguments(&self, id: TypeId, declaration: MethodDefOrRef, arguments: &[Canon]) -> Vec<Canon> {
        use crate::metadata::{MemberRefParent, TypeDefOrRef};
        let MethodDefOrRef::MemberRef(rid) = declaration else { return Vec::new() };
        match self.module(id.module).metadata.row(rid).ok().and_then(|row| row.class) {
            Some(MemberRefParent::TypeSpec(spec)) => {
                self.type_arguments(id.module, TypeDefOrRef::TypeSpec(spec), arguments)
            }
            _ => Vec::new(),
        }
    }

    /// A virtual method of `id` that fills the slot by name and signature: public for an interface, no new slot for a class.
    fn implicit_override(
        &self,
        id: TypeId,
        arguments: &[Canon],
        slot: &Slot<'a>,
        is_interface: bool,
    ) -> Option<MethodId> {
        const PUBLIC: u16 = 6;
        let metadata = &self.module(id.module).metadata;
        self.methods(id).find(|method| {
            let Ok(row) = metadata.row(method.rid) else { return false };
            let access = (row.flags & MethodAttributes::ACCESS_MASK).bits();
            let fits = if is_interface { access == PUBLIC } else { !row.flags.contains(MethodAttributes::NEW_SLOT) };
            fits && row.flags.contains(MethodAttributes::VIRTUAL)
                && metadata.name(row.name) == slot.name
                && self.same_signature((id.module, row.signature), arguments, slot.signature, &slot.arguments)
        })
    }
}
