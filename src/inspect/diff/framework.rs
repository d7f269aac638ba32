//! Bases and interfaces of types of the framework, which is not at hand as a rule.

use std::collections::BTreeSet;
use std::sync::OnceLock;

use rustc_hash::FxHashMap;

use super::exact::{definition, with_arguments};

/// What is known of a type of the framework; texts are exact, in terms of its type parameters.
#[derive(Clone, Copy)]
pub(super) struct Known {
    /// Its base, where that is more than `object`.
    pub(super) base: Option<&'static str>,
    /// The interfaces that it names.
    pub(super) interfaces: &'static [&'static str],
}

type Table = FxHashMap<&'static str, (Option<&'static str>, Vec<&'static str>)>;

fn table() -> &'static Table {
    static TABLE: OnceLock<Table> = OnceLock::new();
    TABLE.get_or_init(|| {
        let lines = include_str!("framework.bases").lines().filter(|line| !line.starts_with('#'));
        let entry = |line: &'static str| {
            let mut parts = line.split('|');
            let (name, base) = (parts.next()?, parts.next()?);
            Some((name, (Some(base).filter(|it| !it.is_empty()), parts.collect())))
        };
        lines.filter_map(entry).collect()
    })
}

/// What is known of a type of the framework, by its documentation-comment id.
pub(super) fn known(id: &str) -> Option<Known> {
    let (base, interfaces) = table().get(id.strip_prefix("T:")?)?;
    Some(Known { base: *base, interfaces })
}

/// All bases and interfaces of a type of the framework that is spelt exactly; `None` where it is not known.
pub(super) fn ancestors(exact: &str) -> Option<BTreeSet<String>> {
    let mut found = BTreeSet::new();
    let mut next = vec![exact.to_owned()];
    let mut is_known = false;
    while let Some(exact) = next.pop() {
        let (id, arguments) = definition(&exact);
        let Some(known) = known(id.as_str()) else { continue };
        is_known = true;
        for exact in known.base.iter().chain(known.interfaces).map(|it| with_arguments(it, &arguments)) {
            if found.insert(exact.clone()) {
                next.push(exact);
            }
        }
    }
    is_known.then_some(found)
}

/// Structs of the framework in which there is no reference.
const PLAIN_STRUCTS: [&str; 8] = [
    "System.DateTime",
    "System.DateTimeOffset",
    "System.Decimal",
    "System.Guid",
    "System.Index",
    "System.Numerics.Complex",
    "System.Range",
    "System.TimeSpan",
];

/// Whether a struct of the framework, by its full name, holds no reference.
pub(super) fn is_plain_struct(name: &str) -> bool {
    PLAIN_STRUCTS.contains(&name)
}
