//! Whose code is whose.

use super::unit::Analysis;
use crate::analysis::Program;
use crate::dataverse::roots;
use crate::metadata::AssemblyRef;
use crate::model::{Origin, TypeHandle};

impl Analysis<'_, '_> {
    /// Of each module whether it is the user's own: it has a root or a base class of one, or it refers to the SDK.
    pub(super) fn own_modules(&self) -> Vec<bool> {
        let program = Program::new(self.universe, Vec::new());
        let mut own: Vec<bool> = self
            .universe
            .modules()
            .iter()
            .map(|module| {
                module
                    .metadata
                    .rids::<AssemblyRef>()
                    .any(|rid| module.assembly_ref(rid).is_some_and(|(_, origin)| origin == Origin::Sdk))
            })
            .collect();
        for root in roots(&program, self.options.roots) {
            let bases = self.universe.bases(root.type_id).into_iter().filter_map(|base| match base {
                TypeHandle::Def(base) => Some(base.module),
                TypeHandle::Missing(..) => None,
            });
            for module in std::iter::once(root.type_id.module).chain(bases) {
                if let Some(slot) = own.get_mut(module.0 as usize).filter(|_| program.is_entered(module)) {
                    *slot = true;
                }
            }
        }
        own
    }
}
