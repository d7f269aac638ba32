//! What all units share: the reference folders, the listings of folders, the limits, archives inside of archives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use rustc_hash::FxHashMap;

use super::Places;
use super::archive::{Archive, Budget};
use super::content::{Content, content};
use super::label::label;
use super::listing::{Listing, file_names, symbol_names};
use super::place::Place;
use super::read::{first_bytes, read, sentence};
use super::source_files;
use super::store::{Inflated, Store};
use super::symbol_store::SymbolStore;
use crate::limits::Limits;
use crate::model::{Refusal, SourceFile, Supplied};
use crate::symbols::is_windows;
use crate::text::{Safe, Text};

/// Shared by all units of a run.
pub(super) struct Shelf {
    here: Option<PathBuf>,
    references: Vec<Reference>,
    store: SymbolStore,
    source_roots: Vec<Text>,
    /// The folder of sources that the user named, if it is on this machine.
    source_folder: Option<PathBuf>,
    limits: Limits,
    inflated: Inflated,
    listings: Mutex<FxHashMap<PathBuf, Arc<Listing>>>,
    /// Packages of symbols that were opened, by label.
    packages: Mutex<Packages>,
}

/// Where a user says to look for what the inputs refer to.
enum Reference {
    /// A folder, or an assembly.
    Path(PathBuf),
    /// An archive, or one in an archive.
    Archive(Arc<Archive>),
}

/// `None` for one that cannot be opened.
type Packages = FxHashMap<Text, Option<Arc<Archive>>>;

impl Shelf {
    /// Checks that every reference is there, and opens archives among them.
    ///
    /// # Errors
    /// One that is not there or cannot be opened: one sentence.
    pub(super) fn open(places: &Places, limits: &Limits) -> Result<Self, String> {
        let here = std::env::current_dir().ok();
        let inflated = Inflated::default();
        let mut references = Vec::new();
        for path in &places.references {
            let shown = || format!("--reference {}", Safe::path(path));
            let metadata = std::fs::metadata(path).map_err(|error| format!("{}: {}", shown(), sentence(&error)))?;
            if metadata.is_dir()
                || !first_bytes(path, 4).is_ok_and(|first: Vec<u8>| content(&first) == Content::Archive)
            {
                references.push(Reference::Path(path.clone()));
                continue;
            }
            let mut budget = Budget::new(limits);
            let store = Store::File(path.clone());
            let archive = Archive::open(label(path, here.as_deref()), store, limits, &inflated, &mut budget);
            let archive = Arc::new(archive.map_err(|why| format!("{}: {why}", shown()))?);
            let inner = archive.archives(limits, &inflated, &mut budget);
            references.extend(std::iter::once(archive).chain(inner).map(Reference::Archive));
        }
        let root = places.source_root.as_deref().map(|root| source_root(root, here.as_deref()));
        // Who names a folder around the working folder wants paths from there.
        let is_around = |here: &Path| root.as_ref().is_some_and(|root| here.starts_with(root.as_str()));
        let working = here.as_deref().filter(|here| !is_around(here)).map(|here| label(here, None));
        Ok(Self {
            source_folder: places.source_root.as_ref().map(PathBuf::from).filter(|root| root.is_dir()),
            source_roots: root.iter().cloned().chain(working).collect(),
            here,
            references,
            store: SymbolStore::open(&places.symbols)?,
            limits: *limits,
            inflated,
            listings: Mutex::default(),
            packages: Mutex::default(),
        })
    }

    /// The limits of the run.
    pub(super) fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The archives inside of archives that were read last.
    pub(super) fn inflated(&self) -> &Inflated {
        &self.inflated
    }

    /// How a report calls a path.
    pub(super) fn label(&self, path: &Path) -> Text {
        label(path, self.here.as_deref())
    }

    /// Where the assembly or module `name` is: in `own` folder, or in one of the references.
    pub(super) fn find(&self, own: Option<&Path>, name: &str) -> Option<Place> {
        let names = file_names(name);
        let in_folder = |folder: &Path| {
            let listing = self.listing(folder);
            names.iter().find_map(|name| listing.get(name)).map(Place::File)
        };
        own.and_then(in_folder).or_else(|| {
            self.references.iter().find_map(|reference| match reference {
                Reference::Archive(archive) => {
                    archive.named(name).map(|place| Place::Entry(Arc::clone(archive), place))
                }
                Reference::Path(path) if path.is_file() => {
                    let file = path.file_name()?.to_str()?;
                    let is_it = names.iter().any(|name| name.eq_ignore_ascii_case(file));
                    is_it.then(|| Place::File(path.clone()))
                }
                Reference::Path(path) => in_folder(path),
            })
        })
    }

    /// The symbols beside an assembly.
    pub(super) fn symbols(&self, assembly: &Path) -> Vec<PathBuf> {
        let listing = self.listing(folder(assembly));
        let name = assembly.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        symbol_names(name).iter().filter_map(|name| listing.get(name)).collect()
    }

    /// Where symbols are looked for beside that.
    pub(super) fn symbol_store(&self) -> &SymbolStore {
        &self.store
    }

    /// The folders of sources.
    pub(super) fn source_roots(&self) -> &[Text] {
        &self.source_roots
    }

    /// What may be a source file.
    pub(super) fn sources(&self, stated: &str, shown: &str, most: u64) -> impl Iterator<Item = SourceFile> {
        let places = source_files::places(stated, shown, self.source_folder.as_deref(), self.here.as_deref());
        places.into_iter().filter_map(move |(path, is_named)| {
            let length = std::fs::metadata(&path).ok().filter(std::fs::Metadata::is_file)?.len();
            let bytes = if length > most { None } else { Some(read(&path, most).ok()?) };
            Some(SourceFile { bytes, is_named })
        })
    }

    /// A file and what a report calls it.
    pub(super) fn supply(&self, path: &Path) -> Result<Supplied, Refusal> {
        Ok(Supplied { label: self.label(path), bytes: read(path, self.limits.file_bytes)? })
    }

    /// Packages of symbols that were opened.
    pub(super) fn packages(&self) -> MutexGuard<'_, Packages> {
        self.packages.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The names in a folder, read once a run.
    pub(super) fn listing(&self, folder: &Path) -> Arc<Listing> {
        let mut listings = self.listings.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(listings.entry(folder.to_owned()).or_insert_with(|| Arc::new(Listing::read(folder))))
    }
}

/// A folder of sources: as it was written if it is one of Windows, for it need not be on this machine; else absolute.
fn source_root(root: &str, here: Option<&Path>) -> Text {
    match here {
        Some(here) if !is_windows(root) => {
            let path = here.join(root);
            label(&std::fs::canonicalize(&path).unwrap_or(path), None)
        }
        _ => Text(root.to_owned()),
    }
}

/// The folder of a file.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_root_around_the_working_folder_takes_its_place() {
        let here = std::env::current_dir().expect("there is a working folder");
        let here = std::fs::canonicalize(here).expect("it is there");
        let of = |root: Option<&str>| {
            let places = Places { source_root: root.map(str::to_owned), ..Places::default() };
            let shelf = Shelf::open(&places, &Limits::default()).expect("nothing is opened");
            shelf.source_roots().iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>()
        };
        let text = |path: &Path| path.to_str().expect("it is UTF-8").to_owned();
        assert_eq!(of(None), [text(&here)]);
        assert_eq!(of(Some("src")), [text(&here.join("src")), text(&here)]);
        assert_eq!(of(Some("..")), [text(here.parent().expect("it is in a folder"))]);
    }
}
