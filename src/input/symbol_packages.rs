//! Packages of symbols (`A.1.0.0.snupkg`): beside the package or archive that an assembly is in, or in the folder that a user names.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::archive::{Archive, Budget};
use super::entry::{Entry, Kind};
use super::place::Place;
use super::shelf::{Shelf, folder};
use super::store::Store;

/// What such packages are called.
pub(super) const PACKAGES: &str = "snupkg";

/// Packages that are opened for one assembly.
const MOST: usize = 8;

/// What may be the symbols of what is at a place, in packages: of each package the files with its name, those in its folder first.
pub(super) fn symbols(place: &Place, file_name: &str, shelf: &Shelf) -> Vec<Place> {
    let (stem, _) = file_name.rsplit_once('.').unwrap_or((file_name, ""));
    let mut stems = vec![stem.to_lowercase()];
    let mut found: Vec<Arc<Archive>> = Vec::new();
    let within = match place {
        Place::File(path) => {
            add(&mut found, shelf, packages_beside(path, &stems, shelf));
            ""
        }
        Place::Stdin(_) => "",
        Place::Entry(archive, entry) => {
            around(archive, &mut stems, shelf, &mut found);
            archive.entries().get(*entry).map_or("", Entry::folder)
        }
    };
    let named = shelf.symbol_store().packages(shelf.limits());
    // One that is named itself may be called anything.
    let is_meant = |path: &&PathBuf| shelf.symbol_store().is(path) || is_of(&name_of(path), &stems);
    let named = named.iter().filter(is_meant).cloned();
    add(&mut found, shelf, named.map(Store::File).collect());
    let files = found.into_iter().flat_map(|package| {
        let places = package.symbols_of(file_name, within);
        places.into_iter().map(move |place| Place::Entry(Arc::clone(&package), place)).collect::<Vec<_>>()
    });
    files.collect()
}

/// Looks in an archive, in those around it, and beside the outermost.
fn around(archive: &Arc<Archive>, stems: &mut Vec<String>, shelf: &Shelf, found: &mut Vec<Arc<Archive>>) {
    let here = archive.entries().iter().enumerate().filter(|(_, entry)| entry.kind == Kind::SymbolPackage);
    let here = here.filter(|(_, entry)| is_of(entry.file_name(), stems));
    add(found, shelf, here.map(|(place, _)| Store::Entry(Arc::clone(archive), place)).collect());
    match archive.store() {
        Store::Entry(outer, place) => {
            stems.extend(outer.entries().get(*place).and_then(|entry| stem(entry.file_name())));
            around(outer, stems, shelf, found);
        }
        Store::File(path) => {
            stems.extend(stem(&name_of(path)));
            add(found, shelf, packages_beside(path, stems, shelf));
        }
        Store::Bytes(_) => {}
    }
}

fn packages_beside(path: &Path, stems: &[String], shelf: &Shelf) -> Vec<Store> {
    let files = shelf.listing(folder(path)).with_extension(PACKAGES);
    files.into_iter().filter(|path| is_of(&name_of(path), stems)).map(Store::File).collect()
}

/// Opens packages; one that cannot be opened has no symbols.
fn add(found: &mut Vec<Arc<Archive>>, shelf: &Shelf, packages: Vec<Store>) {
    for store in packages {
        if found.len() >= MOST {
            return;
        }
        found.extend(shelf.symbol_package(store));
    }
}

/// Whether a package may have the symbols of one of these, by its name: the same, or followed by a version.
fn is_of(package: &str, stems: &[String]) -> bool {
    let Some(package) = stem(package) else { return false };
    stems
        .iter()
        .any(|stem| package.strip_prefix(stem.as_str()).is_some_and(|rest| rest.is_empty() || rest.starts_with('.')))
}

/// The name of a file without its extension, in lower case.
fn stem(name: &str) -> Option<String> {
    name.rsplit_once('.').map(|(stem, _)| stem.to_lowercase())
}

fn name_of(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

impl Shelf {
    /// Opens a package of symbols, once a run.
    fn symbol_package(&self, store: Store) -> Option<Arc<Archive>> {
        let label = match &store {
            Store::File(path) => self.label(path),
            Store::Entry(archive, place) => archive.label_of(*place),
            Store::Bytes(_) => return None,
        };
        if let Some(known) = self.packages().get(&label) {
            return known.clone();
        }
        let mut budget = Budget::new(self.limits());
        let opened =
            Archive::open(label.clone(), store, self.limits(), self.inflated(), &mut budget).ok().map(Arc::new);
        self.packages().entry(label).or_insert(opened).clone()
    }
}
