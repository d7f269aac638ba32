//! What code of the framework and the SDK calls of ours: template methods and interfaces.

use std::rc::Rc;

use super::library::Effects;
use super::program::{CalledBack, Program};
use crate::metadata::MethodAttributes;
use crate::model::{MethodHandle, MethodId, Origin, TypeHandle, TypeId};

impl Program<'_, '_> {
    /// The methods of a type that code outside can call through types of its own: implementations of interfaces and overrides of
    /// methods that are not loaded.
    #[must_use]
    pub fn called_from_outside(&self, id: TypeId) -> Rc<Vec<(MethodId, CalledBack)>> {
        self.called_back.get(id, || Rc::new(self.find_called_from_outside(id)))
    }

    fn find_called_from_outside(&self, id: TypeId) -> Vec<(MethodId, CalledBack)> {
        let universe = self.universe;
        let interfaces = universe.interfaces(id);
        let is_framework = |interface: &TypeHandle| universe.assembly_of(*interface).1 == Origin::Framework;
        let outside =
            interfaces.iter().any(|interface| matches!(interface, TypeHandle::Missing(..)) && is_framework(interface));
        let declared_inside = |name| {
            let loaded = interfaces.iter().filter_map(|interface| match interface {
                TypeHandle::Def(interface) => Some(*interface),
                TypeHandle::Missing(..) => None,
            });
            loaded
                .flat_map(|interface| universe.methods(interface).collect::<Vec<_>>())
                .any(|method| universe.method_name(MethodHandle::Def(method)) == name)
        };
        let mut found = Vec::new();
        let mut names = Vec::new();
        for (owner, _) in universe.lineage(id) {
            for method in universe.methods(owner) {
                let Some(row) = universe.method_row(method) else { continue };
                let name = universe.method_name(MethodHandle::Def(method));
                if row.rva == 0
                    || !row.flags.contains(MethodAttributes::VIRTUAL)
                    || names.contains(&(name, row.signature))
                {
                    continue;
                }
                names.push((name, row.signature));
                let new_slot = row.flags.contains(MethodAttributes::NEW_SLOT);
                let implements =
                    outside && new_slot && row.flags.contains(MethodAttributes::FINAL) && !declared_inside(name);
                let overrides = !new_slot
                    && !universe.bases(owner).into_iter().any(|base| match base {
                        TypeHandle::Def(base) => {
                            universe.methods(base).any(|method| universe.method_name(MethodHandle::Def(method)) == name)
                        }
                        TypeHandle::Missing(..) => false,
                    });
                let of_object = ["ToString", "Equals", "GetHashCode", "Finalize"].iter().any(|known| name == *known);
                match (overrides, implements) {
                    (true, _) if of_object => found.push((method, CalledBack::OfObject)),
                    (true, _) => found.push((method, CalledBack::Override)),
                    (false, true) => found.push((method, CalledBack::Interface)),
                    (false, false) => {}
                }
            }
        }
        found
    }

    /// Whether a member that is not followed may run what a type overrides when it is called on an object of that type: one of a base
    /// class outside, that is not overridden itself and does not only read.
    #[must_use]
    pub fn runs_overrides(&self, exact: TypeId, member: MethodHandle) -> bool {
        self.runs_overrides.get((exact, member), || {
            let universe = self.universe;
            let Some(owner) = universe.method_owner(member) else { return false };
            let name = universe.method_name(member);
            let effects = self.effects(member).difference(Effects::TEXT);
            let only_reads = if effects.is_empty() {
                name.as_bytes().starts_with(b"get_")
            } else {
                !effects.contains(Effects::CHANGES)
            };
            // A call of what is overridden is one of the override itself to its base.
            !only_reads
                && name != ".ctor"
                && universe.assembly_of(owner).1 != Origin::Other
                && !universe.is_named(owner, "System", "Object")
                && (self.is_a(exact, owner) || self.can_be_interface(owner) || self.has_base_beside(exact, owner))
                && self.dispatch(exact, member).is_none()
        })
    }

    /// Whether a type derives from a class outside that can derive from another one: classes that do stand together.
    fn has_base_beside(&self, exact: TypeId, owner: TypeHandle) -> bool {
        let universe = self.universe;
        let namespace = universe.name_parts(owner).0;
        let mut bases = universe.bases(exact).into_iter();
        bases.any(|base| matches!(base, TypeHandle::Missing(..)) && universe.name_parts(base).0 == namespace)
    }
}
