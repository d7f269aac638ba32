//! The files of solutions, one solution after the other.

use std::collections::BTreeMap;

use crate::dataverse::registration::solution_of;

/// Files that say how plug-ins are registered, by the folders of their solutions; in each the files in the order of their names.
/// Of twins, for the managed and the unmanaged form of a solution, only the latter is taken.
pub(super) fn by_solution<T>(files: Vec<(String, T)>) -> BTreeMap<String, Vec<(String, T)>> {
    let names: std::collections::BTreeSet<String> = files.iter().map(|(path, _)| path.to_lowercase()).collect();
    let mut solutions: BTreeMap<String, Vec<(String, T)>> = BTreeMap::new();
    for (path, file) in files {
        let lower = path.to_lowercase();
        let twin = lower.strip_suffix("_managed.xml").map(|stem| format!("{stem}.xml"));
        let Some(folder) = solution_of(&path).filter(|_| twin.is_none_or(|twin| !names.contains(&twin))) else {
            continue;
        };
        solutions.entry(folder.to_owned()).or_default().push((path, file));
    }
    for files in solutions.values_mut() {
        files.sort_by(|a, b| a.0.cmp(&b.0));
    }
    solutions
}
