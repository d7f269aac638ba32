//! An input that comes on standard input: it has no folder, so only the references are looked through.

use std::io;
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;

use super::read::read_from;
use super::shelf::Shelf;
use crate::model::{Supplied, Supply};
use crate::text::Text;

/// What standard input is called.
pub(super) const LABEL: &str = "-";

/// Gives standard input once.
pub(super) struct StdinSupply {
    shelf: Arc<Shelf>,
    given: Mutex<FxHashMap<Text, PathBuf>>,
}

impl StdinSupply {
    pub(super) fn new(shelf: Arc<Shelf>) -> Self {
        Self { shelf, given: Mutex::default() }
    }
}

impl Supply for StdinSupply {
    fn input(&self) -> Result<Supplied, String> {
        Ok(Supplied { label: LABEL.into(), bytes: read_from(io::stdin().lock(), self.shelf.limit(), 0)? })
    }

    fn assembly(&self, name: &str) -> Option<Supplied> {
        let path = self.shelf.find(None, name)?;
        let supplied = self.shelf.supply(&path).ok()?;
        self.given.lock().unwrap_or_else(PoisonError::into_inner).insert(supplied.label.clone(), path);
        Some(supplied)
    }

    fn symbols(&self, label: &Text) -> Option<Supplied> {
        let path = self.given.lock().unwrap_or_else(PoisonError::into_inner).get(label)?.clone();
        self.shelf.supply(&self.shelf.symbols(&path)?).ok()
    }
}
