//! Which files are read.

use std::collections::BTreeSet;
use std::path::PathBuf;

/// The assemblies below some folders, each once however many links lead to it, by path.
pub(crate) fn files(folders: &[PathBuf]) -> Vec<PathBuf> {
    let walk = folders.iter().flat_map(|folder| walkdir::WalkDir::new(folder).follow_links(true));
    let files = walk.filter_map(|entry| {
        let path = entry.ok()?.into_path();
        let known = path.extension().is_some_and(|it| it == "dll" || it == "exe");
        if known && path.is_file() { path.canonicalize().ok() } else { None }
    });
    files.collect::<BTreeSet<_>>().into_iter().collect()
}
