//! Solutions that are unpacked into folders.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use sha2::{Digest, Sha256};
use walkdir::WalkDir;

use super::content::{Content, content};
use super::place::ArchiveSupply;
use super::read::{first_bytes, read};
use super::solutions::by_solution;
use super::store::Store;
use super::walk::{How, Walk};
use crate::dataverse::registration::{Reading, Registration, solution_of};
use crate::model::{Container, Refusal};
use crate::text::Text;

/// Files of unpacked solutions, each once.
#[derive(Default)]
pub(super) struct Files {
    known: BTreeSet<PathBuf>,
    list: Vec<(String, PathBuf)>,
}

impl Files {
    /// Takes a file if it is one of those that say how plug-ins are registered.
    pub(super) fn add(&mut self, path: &Path) -> bool {
        let text = path.to_string_lossy().replace('\\', "/");
        if solution_of(&text).is_none() {
            return false;
        }
        if self.known.insert(fs::canonicalize(path).unwrap_or_else(|_| path.to_owned())) {
            self.list.push((text, path.to_owned()));
        }
        true
    }

    /// How many there are.
    pub(super) fn len(&self) -> usize {
        self.list.len()
    }
}

impl Walk {
    /// Takes what a path says of how plug-ins are registered, and nothing else.
    pub(super) fn solution(&mut self, path: &Path) {
        let how = How { path: Some(path), named: true };
        if path.is_dir() {
            let entries = WalkDir::new(path).sort_by_file_name().into_iter().filter_map(Result::ok);
            for entry in entries.filter(|entry| entry.file_type().is_file()) {
                self.files.add(entry.path());
            }
        } else if first_bytes(path, 4).is_ok_and(|bytes| content(&bytes) == Content::Archive) {
            self.archive(self.shelf.label(path), Store::File(path.to_owned()), how);
            // Its assemblies were not asked for.
            self.found.items.retain(|item| item.supply.container().is_some());
        } else if path.is_file() {
            self.read_solution(self.shelf.label(path), vec![(String::new(), path.to_owned())], path);
        }
    }

    /// Reads the solutions of all files that were met, and of those folders for plug-ins from which a file was named.
    pub(super) fn unpacked(&mut self) {
        let homes: Vec<Option<PathBuf>> =
            self.found.items.iter().map(|item| item.path.as_deref().and_then(home)).collect();
        for folder in homes.iter().flatten().collect::<BTreeSet<_>>() {
            let parts = ["other", "pluginassemblies", "sdkmessageprocessingsteps", "customapis", "customizations.xml"];
            let is_part = |entry: &walkdir::DirEntry| {
                entry.depth() != 1
                    || entry
                        .file_name()
                        .to_str()
                        .is_some_and(|name| parts.iter().any(|it| it.eq_ignore_ascii_case(name)))
            };
            let entries = WalkDir::new(folder).max_depth(4).sort_by_file_name().into_iter().filter_entry(is_part);
            for entry in entries.filter_map(Result::ok).filter(|entry| entry.file_type().is_file()) {
                self.files.add(entry.path());
            }
        }
        let mut solutions: BTreeMap<PathBuf, Arc<Registration>> = BTreeMap::new();
        for (folder, files) in by_solution(std::mem::take(&mut self.files.list)) {
            let folder = PathBuf::from(if folder.is_empty() { "." } else { &folder });
            let registration = self.read_solution(self.shelf.label(&folder), files, &folder);
            solutions.insert(fs::canonicalize(&folder).unwrap_or(folder), registration);
        }
        for (item, home) in self.found.items.iter_mut().zip(homes) {
            let solution = home.and_then(|home| solutions.get(&fs::canonicalize(home).ok()?));
            if let Some(solution) =
                solution.filter(|_| item.registration.is_empty() && item.supply.container().is_none())
            {
                item.registration.push(Arc::clone(solution));
            }
        }
    }

    /// Reads the files of one solution, and makes it an input.
    fn read_solution(&mut self, label: Text, files: Vec<(String, PathBuf)>, path: &Path) -> Arc<Registration> {
        let shared = Arc::clone(&self.shelf);
        let mut reading = Reading::new(label.clone(), shared.limits());
        let mut hasher = Sha256::new();
        for (_, file) in files {
            let name = shared.label(&file);
            match read(&file, shared.limits().file_bytes) {
                Ok(bytes) => {
                    hasher.update(&bytes);
                    reading.file(&name, &bytes);
                }
                Err(why) => reading.lose(Refusal::new("IO", format!("{}: {why}", name.as_str()))),
            }
        }
        let registration = Arc::new(reading.finish());
        let sha256 = hasher.finalize().into();
        let container = Container { kind: "solution", sha256, lost: Vec::new(), tolerated: Vec::new() };
        let how = How { path: Some(path), named: true };
        self.add(label, Box::new(ArchiveSupply(container)), how, true, vec![Arc::clone(&registration)]);
        registration
    }
}

/// The folder of the unpacked solution that a file is in: above the folder for plug-ins through which its path leads.
fn home(path: &Path) -> Option<PathBuf> {
    let folders = ["pluginassemblies", "pluginpackages"];
    let is_one = |folder: &&Path| {
        let name = folder.file_name().and_then(|name| name.to_str());
        name.is_some_and(|name| folders.iter().any(|known| known.eq_ignore_ascii_case(name)))
    };
    let above = path.ancestors().skip(1).find(is_one)?.parent()?;
    Some(if above.as_os_str().is_empty() { PathBuf::from(".") } else { above.to_owned() })
}
