//! From paths to items: every file once, in an order that does not depend on the file system.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use rustc_hash::FxHashMap;
use walkdir::{DirEntry, WalkDir};

use super::content::{Content, content};
use super::listing::EXTENSIONS;
use super::pattern::Pattern;
use super::place::{Place, PlaceSupply, STDIN, Unreadable};
use super::read::{first_bytes, not_a_file, read_from, sentence};
use super::shelf::Shelf;
use super::store::{Shared, Store};
use super::unpacked::Files;
use super::{Found, Item, Note};
use crate::dataverse::registration::Registration;
use crate::model::{Refusal, Supply};
use crate::text::Text;

/// What archives are called.
pub(super) const ARCHIVES: [&str; 2] = ["zip", "nupkg"];

/// Collects items.
pub(super) struct Walk {
    pub(super) shelf: Arc<Shelf>,
    pub(super) found: Found,
    /// Where in the list a file stands, by its canonical path.
    known: FxHashMap<PathBuf, usize>,
    /// Where in the list a member of an archive stands, by its label.
    members: FxHashMap<Text, usize>,
    /// Files of unpacked solutions.
    pub(super) files: Files,
}

/// How an item comes to be in the list.
#[derive(Clone, Copy)]
pub(super) struct How<'p> {
    /// The file that it is in; `None` for what comes on standard input.
    pub(super) path: Option<&'p Path>,
    /// Whether it was named.
    pub(super) named: bool,
}

impl Walk {
    pub(super) fn new(shelf: Arc<Shelf>) -> Self {
        let found = Found { items: Vec::new(), notes: Vec::new() };
        Self { shelf, found, known: FxHashMap::default(), members: FxHashMap::default(), files: Files::default() }
    }

    pub(super) fn finish(mut self) -> Found {
        self.unpacked();
        self.found
    }

    /// Takes what a path of the command line means.
    pub(super) fn path(&mut self, path: &Path) {
        if path == Path::new(STDIN) {
            return self.stdin();
        }
        match fs::metadata(path) {
            Ok(metadata) if metadata.is_dir() => self.folder(path),
            Ok(metadata) if metadata.is_file() => self.file(path, true),
            Ok(metadata) => self.unreadable(path, not_a_file(metadata.file_type()).to_owned()),
            Err(error) => match in_archive(path) {
                Some((archive, member)) => self.member_named(&archive, member),
                None if Pattern::is(path) => self.pattern(path),
                None => self.unreadable(path, sentence(&error)),
            },
        }
    }

    /// Takes standard input; its bytes are kept, it can be read only once.
    fn stdin(&mut self) {
        if self.found.items.iter().any(|item| item.label.as_str() == STDIN) {
            return self.note(STDIN.into(), "named twice");
        }
        let bytes = read_from(io::stdin().lock(), self.shelf.limits().file_bytes, 0);
        self.bytes(bytes.map_err(Refusal::from));
    }

    /// Takes bytes that are in no file, as if they came on standard input.
    pub(super) fn bytes(&mut self, bytes: Result<Vec<u8>, Refusal>) {
        let bytes = bytes.map(|bytes| Shared(Arc::new(bytes)));
        let how = How { path: None, named: true };
        match &bytes {
            Ok(all) if content(all.as_ref()) == Content::Archive => {
                self.archive(STDIN.into(), Store::Bytes(all.clone()), how);
            }
            _ => self.place(STDIN.into(), Place::Stdin(bytes), how),
        }
    }

    /// Takes every candidate below a folder. A folder without any is an input that cannot be analysed.
    fn folder(&mut self, path: &Path) {
        let before = (self.found.items.len(), self.found.notes.len(), self.files.len());
        for entry in WalkDir::new(path).sort_by_file_name() {
            match entry {
                Ok(entry) => self.entry(&entry),
                Err(error) => self.walk_error(path, &error),
            }
        }
        if before == (self.found.items.len(), self.found.notes.len(), self.files.len()) {
            self.unreadable(
                path,
                "a folder with nothing to scan: no .dll, .exe, .netmodule, .zip or .nupkg".to_owned(),
            );
        }
    }

    /// Takes an entry of a folder, if it is a candidate. Links to folders are not followed: they may lead anywhere.
    fn entry(&mut self, entry: &DirEntry) {
        let link = entry.path_is_symlink() && entry.depth() > 0;
        let kind = if link { fs::metadata(entry.path()).map(|it| it.file_type()) } else { Ok(entry.file_type()) };
        match kind {
            Ok(kind) if kind.is_file() && !link && self.files.add(entry.path()) => {}
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
        for path in pattern.paths() {
            self.path(&path);
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
        let (label, how) = (self.shelf.label(path), How { path: Some(path), named });
        // What cannot be read says so when it is asked for its bytes.
        match first_bytes(path, 4).map_or(Content::Other, |bytes| content(&bytes)) {
            Content::Archive => self.archive(label, Store::File(path.to_owned()), how),
            Content::Other if has_extension(path, &ARCHIVES) => self.perhaps_archive(label, path, how),
            _ => self.place(label, Place::File(path.to_owned()), how),
        }
    }

    /// Adds an input that is a file, wherever that is.
    pub(super) fn place(&mut self, label: Text, place: Place, how: How<'_>) {
        let registration = match &place {
            Place::Entry(archive, place) => archive.solution_of(*place),
            _ => None,
        };
        let supply = Box::new(PlaceSupply::new(Arc::clone(&self.shelf), label.clone(), place));
        self.add(label, supply, how, true, registration.into_iter().collect());
    }

    /// Adds an input that cannot be analysed.
    pub(super) fn refused(&mut self, label: Text, why: Refusal, how: How<'_>) {
        self.add(label, Box::new(Unreadable(why)), how, false, Vec::new());
    }

    /// Adds an input.
    pub(super) fn add(
        &mut self,
        label: Text,
        supply: Box<dyn Supply>,
        how: How<'_>,
        opened: bool,
        registration: Vec<Arc<Registration>>,
    ) {
        let path = how.path.map(Path::to_owned);
        self.found.items.push(Item { label, named: how.named, path, opened, supply, registration });
    }

    /// Whether a member of an archive is new; one that is not may be named now.
    pub(super) fn is_new(&mut self, label: &Text, named: bool) -> bool {
        let known = self.members.get(label).and_then(|index| self.found.items.get_mut(*index));
        if let Some(item) = known {
            item.named |= named;
            self.note(label.clone(), "the same member of an archive as an input before");
            return false;
        }
        self.members.insert(label.clone(), self.found.items.len());
        true
    }

    /// A folder inside of a folder that cannot be read: nobody knows what is in there, so it counts.
    fn walk_error(&mut self, folder: &Path, error: &walkdir::Error) {
        let why = error.io_error().map_or_else(|| "cannot be walked".to_owned(), sentence);
        self.unreadable(error.path().unwrap_or(folder), why);
    }

    fn unreadable(&mut self, path: &Path, why: String) {
        let label = self.shelf.label(path);
        self.refused(label, why.into(), How { path: None, named: true });
    }

    fn note_path(&mut self, path: &Path, what: &'static str) {
        self.note(self.shelf.label(path), what);
    }

    pub(super) fn note(&mut self, label: Text, what: &'static str) {
        self.found.notes.push(Note { label, what });
    }
}

/// The archive and the member that a path such as `Sol.zip!/PluginAssemblies/A.dll` names, if that archive is there.
fn in_archive(path: &Path) -> Option<(PathBuf, &str)> {
    let text = path.to_str()?;
    let mut places = text.match_indices("!/").map(|(at, mark)| (at, at + mark.len()));
    places.find_map(|(end, start)| {
        let archive = PathBuf::from(text.get(..end)?);
        archive.is_file().then_some((archive, text.get(start..)?))
    })
}

/// Whether a file in a folder is worth opening, by its name.
fn is_candidate(path: &Path) -> bool {
    has_extension(path, &EXTENSIONS) || has_extension(path, &ARCHIVES)
}

fn has_extension(path: &Path, extensions: &[&str]) -> bool {
    let extension = path.extension().and_then(|extension| extension.to_str());
    extension.is_some_and(|it| extensions.iter().any(|known| known.eq_ignore_ascii_case(it)))
}
