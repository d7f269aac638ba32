//! Whose code is whose.

use super::unit::Analysis;
use crate::analysis::{Own, Program};
use crate::dataverse::roots;
use crate::metadata::AssemblyRef;
use crate::model::{Origin, TypeHandle};

impl Analysis<'_, '_> {
    /// What is the user's own: an assembly that has a root or a base class of one, that refers to the SDK, or that the user
    /// calls so.
    pub(super) fn own(&self) -> Own {
        let universe = self.universe;
        let mut own = Own::default();
        for module in universe.modules() {
            let refers_to_sdk = module
                .metadata
                .rids::<AssemblyRef>()
                .any(|rid| module.assembly_ref(rid).is_some_and(|(_, origin)| origin == Origin::Sdk));
            if refers_to_sdk || self.options.own.covers(&module.assembly.text()) {
                own.add_module(universe, module.id);
            }
        }
        let program = Program::new(universe, Own::default());
        let roots = roots(&program, self.options.roots);
        // Where nothing else says whose it is, what there is no plug-in in is checked for its own sake.
        if roots.is_empty() && self.options.own.is_empty() && universe.input().origin == Origin::Other {
            own.add_module(universe, universe.input().id);
        }
        for root in roots {
            let bases = universe.bases(root.type_id).into_iter().filter_map(|base| match base {
                TypeHandle::Def(base) => Some(base),
                TypeHandle::Missing(..) => None,
            });
            for id in std::iter::once(root.type_id).chain(bases) {
                if program.is_entered(id.module) {
                    own.add_type(universe, id);
                }
            }
        }
        own
    }
}
