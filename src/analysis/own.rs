//! Whose code is whose: the user's own, or that of a dependency.

use crate::metadata::Assembly;
use crate::model::{ModuleId, TypeHandle, TypeId, Universe, merged_library};

/// What of a unit's code is the user's own.
#[derive(Clone, Debug, Default)]
pub struct Own {
    /// By module.
    modules: Vec<bool>,
    /// Namespaces of well-known libraries that are nobody else's here: a root stands in them.
    excused: Vec<(ModuleId, &'static str)>,
}

impl Own {
    /// Makes a module own, and what belongs to its assembly with it.
    pub fn add_module(&mut self, universe: &Universe<'_>, module: ModuleId) {
        self.modules.resize(universe.modules().len(), false);
        let assembly = |other: ModuleId| universe.module(other).metadata.count::<Assembly>() > 0;
        // Modules without a manifest are parts of the input's assembly.
        let of_input = |other: ModuleId| other == universe.input().id || !assembly(other);
        for (slot, other) in self.modules.iter_mut().zip(universe.modules()) {
            *slot |= other.id == module || of_input(module) && of_input(other.id);
        }
    }

    /// Makes a type own, with its module: the namespace it stands in is no merged library's, whatever it is called.
    pub fn add_type(&mut self, universe: &Universe<'_>, id: TypeId) {
        self.add_module(universe, id.module);
        let namespace = universe.name_parts(TypeHandle::Def(id)).0.as_bytes();
        if let Some(library) = merged_library(namespace)
            && !self.excused.contains(&(id.module, library))
        {
            self.excused.push((id.module, library));
        }
    }

    /// Whether code of a type is the user's own.
    #[must_use]
    pub fn has(&self, universe: &Universe<'_>, module: ModuleId, owner: Option<TypeId>) -> bool {
        if !self.modules.get(module.0 as usize).copied().unwrap_or(false) {
            return false;
        }
        let Some(owner) = owner else { return true };
        let namespace = universe.name_parts(TypeHandle::Def(owner)).0.as_bytes();
        merged_library(namespace).is_none_or(|library| self.excused.contains(&(module, library)))
    }
}
