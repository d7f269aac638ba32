//! Which class of exceptions is which other: by the code that is loaded, by what is known of the framework's classes.

use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use crate::dataverse::is_plugin_exception;
use crate::model::{Origin, TypeHandle};
use crate::rules::Context;

/// An answer that may be missing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(in crate::rules) enum Is {
    Yes,
    No,
    Unknown,
}

/// Bases between a class of the framework and `System.Exception` that are followed: more than any has.
const BASES: usize = 8;

type Bases = FxHashMap<&'static str, &'static str>;

fn bases() -> &'static Bases {
    static BASES: OnceLock<Bases> = OnceLock::new();
    BASES.get_or_init(|| read(include_str!("classes.bases")).unwrap_or_default())
}

fn read(text: &'static str) -> Result<Bases, usize> {
    let mut bases = Bases::default();
    for (number, line) in text.lines().enumerate() {
        match line.split_whitespace().collect::<Vec<_>>().as_slice() {
            [] | ["#", ..] => {}
            &[class, base] => _ = bases.insert(class, base),
            _ => return Err(number + 1),
        }
    }
    Ok(bases)
}

impl Context<'_, '_> {
    /// Whether a clause that catches this class catches everything.
    pub(in crate::rules) fn is_any_exception(&self, class: TypeHandle) -> bool {
        self.universe().is_named(class, "System", "Exception") || self.universe().is_named(class, "System", "Object")
    }

    /// Whether an exception of class `class` is one of class `caught`.
    pub(in crate::rules) fn is_exception_of(&self, class: TypeHandle, caught: TypeHandle) -> Is {
        let universe = self.universe();
        if universe.same_type(class, caught) || self.is_any_exception(caught) {
            return Is::Yes;
        }
        self.lineage(class, &|base| universe.same_type(base, caught), universe.full_name(caught).as_str())
    }

    /// Whether an exception of this class is the one with whose message the platform stops an operation.
    pub(in crate::rules) fn is_for_the_user(&self, class: TypeHandle) -> Is {
        let universe = self.universe();
        self.lineage(class, &|base| is_plugin_exception(universe, base), "")
    }

    /// Whether an exception of this class is a fault of a service.
    pub(in crate::rules) fn is_fault(&self, class: TypeHandle) -> Is {
        const FAULT: &str = "System.ServiceModel.CommunicationException";
        let universe = self.universe();
        self.lineage(class, &|base| universe.full_name(base).as_str() == FAULT, FAULT)
    }

    /// Whether a class or one of its bases is wanted; behind what is loaded, whether one is called `name`.
    fn lineage(&self, class: TypeHandle, wanted: &dyn Fn(TypeHandle) -> bool, name: &str) -> Is {
        let universe = self.universe();
        let mut line = vec![class];
        if let TypeHandle::Def(id) = class {
            line.extend(universe.bases(id));
        }
        if line.iter().any(|base| wanted(*base)) {
            return Is::Yes;
        }
        let Some(last @ TypeHandle::Missing(..)) = line.last().copied() else { return Is::No };
        let (_, origin) = universe.assembly_of(last);
        if origin == Origin::Other {
            return Is::Unknown;
        }
        let last = universe.full_name(last);
        let mut current = last.as_str();
        for _ in 0..BASES {
            match current {
                "System.Exception" | "System.Object" => return Is::No,
                current if current == name => return Is::Yes,
                _ => {}
            }
            match bases().get(current) {
                Some(base) => current = base,
                // Neither derives from the other's: the framework knows no class outside of it.
                None if name.is_empty() || !name.starts_with("System.") => return Is::No,
                None => return Is::Unknown,
            }
        }
        Is::Unknown
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_class_leads_to_exception() {
        let bases = read(include_str!("classes.bases")).expect("every line is of the form");
        for class in bases.keys() {
            let mut current = *class;
            for _ in 0..BASES {
                current = bases.get(current).copied().unwrap_or(current);
            }
            assert_eq!(current, "System.Exception", "{class}");
        }
    }
}
