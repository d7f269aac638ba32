//! What all units share: the reference folders, the listings of folders, the limits, archives inside of archives.

use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::label::label;
use super::listing::{Listing, file_names, symbol_names};
use super::read::{read, sentence};
use super::store::Inflated;
use crate::limits::Limits;
use crate::model::{Refusal, Supplied};
use crate::text::{Safe, Text};

/// Shared by all units of a run.
pub(super) struct Shelf {
    here: Option<PathBuf>,
    references: Vec<PathBuf>,
    limits: Limits,
    inflated: Inflated,
    listings: Mutex<FxHashMap<PathBuf, Arc<Listing>>>,
}

impl Shelf {
    /// Checks that every reference is there.
    ///
    /// # Errors
    /// One that is not: one sentence.
    pub(super) fn open(references: &[PathBuf], limits: &Limits) -> Result<Self, String> {
        for path in references {
            std::fs::metadata(path)
                .map_err(|error| format!("--reference {}: {}", Safe::path(path), sentence(&error)))?;
        }
        Ok(Self {
            here: std::env::current_dir().ok(),
            references: references.to_vec(),
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
    pub(super) fn symbols(&self, assembly: &Path) -> Option<PathBuf> {
        let listing = self.listing(folder(assembly));
        symbol_names(assembly.file_name()?.to_str()?).iter().find_map(|name| listing.get(name))
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

/// The folder of a file.
pub(super) fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}
