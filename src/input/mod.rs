//! From the paths of a command line to units of work: files, folders, patterns, standard input.
//!
//! The only place in the library that opens files. A file that cannot be read is a unit whose [`Supply::input`] says why:
//! nothing that was asked for gets lost on the way.

mod file;
mod label;
mod listing;
mod pattern;
mod read;
mod shelf;
mod stdin;
mod walk;

use std::path::{Path, PathBuf};
use std::sync::Arc;

use crate::limits::Limits;
use crate::model::{Supplied, Supply};
use crate::text::Text;

use shelf::Shelf;
use walk::Walk;

/// One input: what `check::Unit` is made of.
pub struct Item {
    /// The path as the user wrote it, with `/`; relative to the working folder if it is in there.
    pub label: Text,
    /// Whether it was named; otherwise it was found in a folder.
    pub named: bool,
    /// Where it is; `None` for standard input and for what is not there.
    pub path: Option<PathBuf>,
    /// Its bytes and those of its references.
    pub supply: Box<dyn Supply>,
}

/// Something that was passed over, for those who ask.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    /// The path.
    pub label: Text,
    /// Why it was passed over.
    pub what: &'static str,
}

/// What the paths of a command line come to.
pub struct Found {
    /// In the order of the paths; within a folder sorted by name.
    pub items: Vec<Item>,
    /// What was passed over.
    pub notes: Vec<Note>,
}

/// Finds what `paths` mean; `-` is standard input. `references` are folders or files in which to look for what the inputs refer to.
///
/// # Errors
/// A reference that is not there: one sentence.
pub fn find(paths: &[PathBuf], references: &[PathBuf], limits: &Limits) -> Result<Found, String> {
    let shelf = Arc::new(Shelf::open(references, limits.file_bytes)?);
    let mut walk = Walk::new(shelf);
    for path in paths {
        walk.path(path);
    }
    Ok(walk.finish())
}

/// An input that is not there, or of which the operating system says no.
struct Unreadable(String);

impl Supply for Unreadable {
    fn input(&self) -> Result<Supplied, String> {
        Err(self.0.clone())
    }

    fn assembly(&self, _: &str) -> Option<Supplied> {
        None
    }

    fn symbols(&self, _: &Text) -> Option<Supplied> {
        None
    }
}

/// Whether a file in a folder is worth opening, by its name.
fn is_candidate(path: &Path) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|it| listing::EXTENSIONS.iter().any(|known| known.eq_ignore_ascii_case(it)))
}
