//! An input that is a file in a folder.

use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::shelf::{Shelf, folder};
use crate::model::{Supplied, Supply};
use crate::text::Text;

/// Gives a file, and what it refers to: from its own folder, then from the references.
pub(super) struct FileSupply {
    shelf: Arc<Shelf>,
    path: PathBuf,
    /// Where the assemblies are that were given out, by label.
    given: Mutex<FxHashMap<Text, PathBuf>>,
}

impl FileSupply {
    pub(super) fn new(shelf: Arc<Shelf>, path: PathBuf) -> Self {
        let given = FxHashMap::from_iter([(shelf.label(&path), path.clone())]);
        Self { shelf, path, given: Mutex::new(given) }
    }
}

impl Supply for FileSupply {
    fn input(&self) -> Result<Supplied, String> {
        self.shelf.supply(&self.path)
    }

    fn assembly(&self, name: &str) -> Option<Supplied> {
        let path = self.shelf.find(Some(folder(&self.path)), name)?;
        let supplied = self.shelf.supply(&path).ok()?;
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(supplied.label.clone(), path);
        Some(supplied)
    }

    fn symbols(&self, label: &Text) -> Option<Supplied> {
        let path = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(label)?.clone();
        self.shelf.supply(&self.shelf.symbols(&path)?).ok()
    }
}
