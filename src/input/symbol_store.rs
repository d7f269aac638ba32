//! The folder of symbol files that a user names: by name, then by id.

use std::path::{Path, PathBuf};
use std::sync::OnceLock;

use rustc_hash::FxHashMap;
use walkdir::WalkDir;

use super::SymbolPlace;
use super::listing::{SYMBOLS, symbol_names};
use super::read::{read, sentence};
use super::symbol_packages::PACKAGES;
use crate::limits::Limits;
use crate::symbols::SymbolId;
use crate::text::Safe;

/// Folders inside one another that are looked into.
const DEPTH: usize = 32;

/// Symbol files below a folder, or one that is named itself; listed, and read for their ids, when somebody asks.
pub(super) struct SymbolStore {
    place: SymbolPlace,
    files: OnceLock<Vec<PathBuf>>,
    by_id: OnceLock<FxHashMap<SymbolId, PathBuf>>,
    packages: OnceLock<Vec<PathBuf>>,
}

fn has_extension(path: &Path, known: &str) -> bool {
    path.extension().and_then(|extension| extension.to_str()).is_some_and(|own| own.eq_ignore_ascii_case(known))
}

impl SymbolStore {
    /// # Errors
    /// The folder is not there: one sentence.
    pub(super) fn open(place: &SymbolPlace) -> Result<Self, String> {
        if let SymbolPlace::Folder(folder) = place {
            let shown = || format!("--symbols {}", Safe::path(folder));
            let metadata = std::fs::metadata(folder).map_err(|error| format!("{}: {}", shown(), sentence(&error)))?;
            let is_symbols = [PACKAGES].iter().chain(&SYMBOLS).any(|extension| has_extension(folder, extension));
            if !metadata.is_dir() && !is_symbols {
                return Err(format!("{}: neither a folder nor symbols", shown()));
            }
        }
        Ok(Self { place: place.clone(), files: OnceLock::new(), by_id: OnceLock::new(), packages: OnceLock::new() })
    }

    /// Whether symbols are wanted at all.
    pub(super) fn is_open(&self) -> bool {
        self.place != SymbolPlace::Off
    }

    /// Whether this is what was named, and not something below it.
    pub(super) fn is(&self, path: &Path) -> bool {
        matches!(&self.place, SymbolPlace::Folder(place) if place == path)
    }

    /// Those that have the name of the symbols of an assembly, in any folder of a symbol server or a build.
    pub(super) fn named(&self, assembly: &str, limits: &Limits) -> Vec<PathBuf> {
        let names = symbol_names(assembly);
        let is_named = |path: &Path| {
            let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
            names.iter().any(|known| known.eq_ignore_ascii_case(name))
        };
        self.files(limits).iter().filter(|path| is_named(path)).cloned().collect()
    }

    /// Those that have one of these ids.
    pub(super) fn with_id(&self, ids: &[SymbolId], limits: &Limits) -> Vec<PathBuf> {
        let by_id = self.by_id.get_or_init(|| {
            let mut by_id = FxHashMap::default();
            for path in self.files(limits) {
                let id = read(path, limits.symbol_bytes).ok().and_then(|bytes| SymbolId::of_file(&bytes, limits));
                if let Some(id) = id {
                    by_id.entry(id).or_insert_with(|| path.clone());
                }
            }
            by_id
        });
        ids.iter().filter_map(|id| by_id.get(id)).cloned().collect()
    }

    /// Packages of symbols.
    pub(super) fn packages(&self, limits: &Limits) -> &[PathBuf] {
        self.packages.get_or_init(|| self.list(&[PACKAGES], limits))
    }

    fn files(&self, limits: &Limits) -> &[PathBuf] {
        self.files.get_or_init(|| self.list(&SYMBOLS, limits))
    }

    /// What is below the folder and has one of these extensions.
    fn list(&self, extensions: &[&str], limits: &Limits) -> Vec<PathBuf> {
        let SymbolPlace::Folder(folder) = &self.place else { return Vec::new() };
        let is_wanted = |path: &Path| extensions.iter().any(|known| has_extension(path, known));
        let most = usize::try_from(limits.symbol_files).unwrap_or(usize::MAX);
        // Links are not followed: they can go round.
        let entries = WalkDir::new(folder).max_depth(DEPTH).sort_by_file_name().into_iter().filter_map(Result::ok);
        let files = entries.filter(|entry| entry.file_type().is_file()).map(walkdir::DirEntry::into_path);
        files.filter(|path| is_wanted(path)).take(most).collect()
    }
}
