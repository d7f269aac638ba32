//! What all units share: the reference folders, the listings of folders, the limits, archives inside of archives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::Places;
use super::label::label;
use super::listing::{Listing, file_names, symbol_names};
use super::read::{read, sentence};
use super::store::Inflated;
use super::symbol_store::SymbolStore;
use crate::limits::Limits;
use crate::model::{Refusal, Supplied};
use crate::symbols::is_windows;
use crate::text::{Safe, Text};

/// Shared by all units of a run.
pub(super) struct Shelf {
    here: Option<PathBuf>,
    references: Vec<PathBuf>,
    store: SymbolStore,
    source_roots: Vec<Text>,
    limits: Limits,
    inflated: Inflated,
    listings: Mutex<FxHashMap<PathBuf, Arc<Listing>>>,
}

impl Shelf {
    /// Checks that every reference is there.
    ///
    /// # Errors
    /// One that is not: one sentence.
    pub(super) fn open(places: &Places, limits: &Limits) -> Result<Self, String> {
        for path in &places.references {
            std::fs::metadata(path)
                .map_err(|error| format!("--reference {}: {}", Safe::path(path), sentence(&error)))?;
        }
        let here = std::env::current_dir().ok();
        let roots = places.source_root.as_deref().map(|root| source_root(root, here.as_deref()));
        Ok(Self {
            source_roots: roots.into_iter().chain(here.as_deref().map(|here| label(here, None))).collect(),
            here,
            references: places.references.clone(),
            store: SymbolStore::open(&places.symbols)?,
            limits: *limits,
            inflated: Inflated::default(),
            listings: Mutex::default(),
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

    /// The file of the assembly or module `name`: in `own` folder, then in each reference.
    pub(super) fn find(&self, own: Option<&Path>, name: &str) -> Option<PathBuf> {
        let names = file_names(name);
        own.into_iter().chain(self.references.iter().map(PathBuf::as_path)).find_map(|place| {
            if own != Some(place) && place.is_file() {
                let file = place.file_name()?.to_str()?;
                return names.iter().any(|name| name.eq_ignore_ascii_case(file)).then(|| place.to_owned());
            }
            let listing = self.listing(place);
            names.iter().find_map(|name| listing.get(name))
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

    /// A file and what a report calls it.
    pub(super) fn supply(&self, path: &Path) -> Result<Supplied, Refusal> {
        Ok(Supplied { label: self.label(path), bytes: read(path, self.limits.file_bytes)? })
    }

    /// The names in a folder, read once a run.
    fn listing(&self, folder: &Path) -> Arc<Listing> {
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
