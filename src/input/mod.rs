//! From the paths of a command line to units of work: files, folders, patterns, archives, standard input.
//!
//! The only place in the library that opens files. A file that cannot be read is a unit whose [`Supply::input`] says why:
//! nothing that was asked for gets lost on the way.

mod archive;
mod content;
mod entry;
mod label;
mod listing;
mod lists;
mod members;
mod pattern;
mod place;
mod read;
mod shelf;
mod solutions;
mod source_files;
mod store;
mod symbol_packages;
mod symbol_store;
mod unpacked;
mod walk;
mod words;

use std::path::PathBuf;
use std::sync::Arc;

use crate::dataverse::registration::Registration;
use crate::limits::Limits;
use crate::model::Supply;
use crate::text::Text;

use shelf::Shelf;
use walk::Walk;

pub use label::label;
pub use lists::lists;
pub use read::read;
pub use words::{read_lines, read_text};

/// One input: what `check::Unit` is made of.
pub struct Item {
    /// The path as the user wrote it, with `/`; relative to the working folder if it is in there. A member of an archive:
    /// that of the archive, `!/`, and the name as it stands there.
    pub label: Text,
    /// Whether it was named, or stands in a folder for plug-ins of an archive that was; otherwise it was found.
    pub named: bool,
    /// The file that it is or is in; `None` for standard input and for what is not there.
    pub path: Option<PathBuf>,
    /// Whether it could be opened as far as it was looked at.
    pub opened: bool,
    /// Its bytes and those of its references.
    pub supply: Box<dyn Supply>,
    /// What the solution that it is in says of how its classes are registered; all that an archive or a folder of solutions says.
    pub registration: Vec<Arc<Registration>>,
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

/// Where symbols are looked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum SymbolPlace {
    /// In the assembly and beside it.
    #[default]
    Auto,
    /// Nowhere.
    Off,
    /// Below this folder too.
    Folder(PathBuf),
}

/// Where to look for what the inputs need, beside their own folders.
#[derive(Clone, Debug, Default)]
pub struct Places {
    /// Folders, archives or files in which to look for what the inputs refer to.
    pub references: Vec<PathBuf>,
    /// Where symbols are looked for.
    pub symbols: SymbolPlace,
    /// The folder that the sources were in, here or on the machine that compiled them.
    pub source_root: Option<String>,
}

/// Finds what `paths` mean, with `references` and nothing else beside them: see [`find_with`].
///
/// # Errors
/// A reference that is not there: one sentence.
pub fn find(paths: &[PathBuf], references: &[PathBuf], limits: &Limits) -> Result<Found, String> {
    find_with(paths, &Places { references: references.to_vec(), ..Places::default() }, limits)
}

/// Finds what `paths` mean; `-` is standard input.
///
/// # Errors
/// A place that is not there: one sentence.
pub fn find_with(paths: &[PathBuf], places: &Places, limits: &Limits) -> Result<Found, String> {
    let shelf = Arc::new(Shelf::open(places, limits)?);
    let mut walk = Walk::new(shelf);
    for path in paths {
        walk.path(path);
    }
    Ok(walk.finish())
}

/// Finds what bytes mean that are in no file, as if they came on standard input: an assembly, or an archive and what is in it.
///
/// # Errors
/// A place that is not there: one sentence.
pub fn find_bytes(bytes: Vec<u8>, places: &Places, limits: &Limits) -> Result<Found, String> {
    let mut walk = Walk::new(Arc::new(Shelf::open(places, limits)?));
    walk.bytes(Ok(bytes));
    Ok(walk.finish())
}

/// Opens solutions that say how plug-ins are registered: archives, folders of unpacked ones, XML files.
///
/// # Errors
/// One that is not there or says nothing of plug-ins: one sentence.
pub fn solutions(paths: &[PathBuf], limits: &Limits) -> Result<Vec<Item>, String> {
    let mut items = Vec::new();
    for path in paths {
        let mut walk = Walk::new(Arc::new(Shelf::open(&Places::default(), limits)?));
        walk.solution(path);
        let found: Vec<Item> = walk.finish().items.into_iter().filter(|item| !item.registration.is_empty()).collect();
        if !found.iter().flat_map(|item| &item.registration).any(|it| it.is_any()) {
            let shown = crate::text::Safe::path(path);
            return Err(match std::fs::metadata(path) {
                Err(error) => format!("{shown}: {}", read::sentence(&error)),
                Ok(_) => format!("{shown}: neither a solution nor a part of one that says how plug-ins are registered"),
            });
        }
        items.extend(found);
    }
    Ok(items)
}
