//! From paths to items: every file once, in an order that does not depend on the file system.

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use walkdir::{DirEntry, WalkDir};

use super::file::FileSupply;
use super::pattern::Pattern;
use super::read::{not_a_file, sentence};
use super::shelf::Shelf;
use super::stdin::{LABEL, StdinSupply};
use super::{Found, Item, Note, Unreadable, is_candidate};
use crate::text::Text;

/// Collects items.
pub(super) struct Walk {
    shelf: Arc<Shelf>,
    found: Found,
    /// Where in the list a file stands, by its canonical path.
    known: FxHashMap<PathBuf, usize>,
}

impl Walk {
    pub(super) fn new(shelf: Arc<Shelf>) -> Self {
        Self { shelf, found: Found { items: Vec::new(), notes: Vec::new() }, known: FxHashMap::default() }
    }

    pub(super) fn finish(self) -> Found {
        self.found
    }

    /// Takes what a path of the command line means.
    pub(super) fn path(&mut self, path: &Path) {
        if path == Path::new(LABEL) {
            return self.stdin();
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) if metadata.is_file() => self.file(path, true),
            Ok(metadata) => self.unreadable(path, not_a_file(metadata.file_type()).to_owned()),
            Err(_) if Pattern::is(path) => self.pattern(path),
            Err(error) => self.unreadable(path, sentence(&error)),
        }
    }

    fn stdin(&mut self) {
        if self.found.items.iter().any(|item| item.path.is_none() && item.label.as_str() == LABEL) {
            return self.note(LABEL.into(), "named twice");
        }
        let supply = Box::new(StdinSupply::new(Arc::clone(&self.shelf)));
        self.found.items.push(Item { label: LABEL.into(), named: true, path: None, supply });
    }

    /// Takes every candidate below a folder. A folder without any is an input that cannot be analysed.
    fn folder(&mut self, path: &Path) {
        let before = (self.found.items.len(), self.found.notes.len());
        for entry in WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.walk_error(path, &error),
            }
        }
        if before == (self.found.items.len(), self.found.notes.len()) {
            self.unreadable(path, "a folder with nothing to scan: no .dll, .exe or .netmodule".to_owned());
        }
    }

    /// Takes an entry of a folder, if it is a candidate. Links to folders are not followed: they may lead anywhere.
    fn entry(&mut self, entry: &DirEntry) {
        let link = entry.path_is_symlink() && entry.depth() > 0;
        let kind = if link { fs::metadata(entry.path()).map(|it| it.file_type()) } else { Ok(entry.file_type()) };
        match kind {
            Ok(kind) if kind.is_dir() && link => self.note_path(entry.path(), "a link to a folder, not followed"),
            Ok(kind) if kind.is_dir() || !is_candidate(entry.path()) => {}
            Ok(kind) if kind.is_file() => self.file(entry.path(), false),
            Ok(_) => self.note_path(entry.path(), "a pipe, socket or device, not read"),
            Err(_) if !is_candidate(entry.path()) => {}
            Err(_) => self.note_path(entry.path(), "a link that leads nowhere"),
        }
    }

    /// Takes every file and folder that a pattern matches, as a shell would.
    fn pattern(&mut self, path: &Path) {
        let pattern = match Pattern::parse(path) {
            Ok(pattern) => pattern,
            Err(why) => return self.unreadable(path, why),
        };
        let before = (self.found.items.len(), self.found.notes.len());
        let walk = WalkDir::new(&pattern.base).min_depth(1).max_depth(pattern.depth.unwrap_or(usize::MAX));
        let mut entries = walk.sort_by_file_name().into_iter();
        while let Some(entry) = entries.next() {
            let Ok(entry) = entry else { continue };
            if !pattern.matches(entry.path()) {
                continue;
            }
            if entry.file_type().is_dir() {
                entries.skip_current_dir();
            }
            self.path(entry.path());
        }
        if before == (self.found.items.len(), self.found.notes.len()) {
            self.unreadable(path, "nothing matches this pattern".to_owned());
        }
    }

    /// Takes a file, unless it was taken before.
    fn file(&mut self, path: &Path, named: bool) {
        let canonical = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if let Some(item) = self.known.get(&canonical).and_then(|index| self.found.items.get_mut(*index)) {
            item.named |= named;
            return self.note_path(path, "the same file as an input before");
        }
        self.known.insert(canonical, self.found.items.len());
        let supply = Box::new(FileSupply::new(Arc::clone(&self.shelf), path.to_owned()));
        let label = self.shelf.label(path);
        self.found.items.push(Item { label, named, path: Some(path.to_owned()), supply });
    }

    /// A folder inside of a folder that cannot be read: nobody knows what is in there, so it counts.
    fn walk_error(&mut self, folder: &Path, error: &walkdir::Error) {
        let why = error.io_error().map_or_else(|| "cannot be walked".to_owned(), sentence);
        self.unreadable(error.path().unwrap_or(folder), why);
    }

    fn unreadable(&mut self, path: &Path, why: String) {
        let label = self.shelf.label(path);
        self.found.items.push(Item { label, named: true, path: None, supply: Box::new(Unreadable(why)) });
    }

    fn note_path(&mut self, path: &Path, what: &'static str) {
        self.note(self.shelf.label(path), what);
    }

    fn note(&mut self, label: Text, what: &'static str) {
        self.found.notes.push(Note { label, what });
    }
}
