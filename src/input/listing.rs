//! The names in one folder, and the look-up of a name that comes from a binary.

use std::ffi::{OsStr, OsString};
use std::fs;
use std::path::{Path, PathBuf};

use rustc_hash::FxHashMap;

/// What assemblies and modules are called, in the order in which they are looked for.
pub(super) const EXTENSIONS: [&str; 3] = ["dll", "exe", "netmodule"];

/// What symbol files are called.
pub(super) const SYMBOLS: [&str; 2] = ["pdb", "mdb"];

/// The file names of a folder by their lower-case form, as Windows compares them.
pub(super) struct Listing {
    folder: PathBuf,
    names: FxHashMap<String, Vec<OsString>>,
}

impl Listing {
    /// Lists a folder; one that cannot be read is empty.
    pub(super) fn read(folder: &Path) -> Self {
        let mut names: FxHashMap<String, Vec<OsString>> = FxHashMap::default();
        let entries = fs::read_dir(folder).into_iter().flatten().filter_map(Result::ok);
        for name in entries.map(|entry| entry.file_name()) {
            if let Some(text) = name.to_str() {
                names.entry(text.to_lowercase()).or_default().push(name);
            }
        }
        // The order of a folder is an accident of its file system.
        for same in names.values_mut() {
            same.sort();
        }
        Self { folder: folder.to_owned(), names }
    }

    /// The files with an extension, in the order of their names in lower case.
    pub(super) fn with_extension(&self, extension: &str) -> Vec<PathBuf> {
        let mut names: Vec<(&String, &OsString)> =
            self.names.iter().flat_map(|(lower, names)| names.iter().map(move |name| (lower, name))).collect();
        names.retain(|(lower, _)| lower.rsplit_once('.').is_some_and(|(_, it)| it == extension));
        names.sort_unstable();
        names.into_iter().map(|(_, name)| self.folder.join(name)).collect()
    }

    /// The path of the file called `name`: in exactly this spelling, else in any case.
    /// What is returned is a name of this folder, never `name` itself.
    pub(super) fn get(&self, name: &str) -> Option<PathBuf> {
        let same = self.names.get(&name.to_lowercase())?;
        let exact = same.iter().find(|other| other.as_os_str() == OsStr::new(name));
        exact.or(same.first()).map(|name| self.folder.join(name))
    }
}

/// The file names under which the assembly or module `name` may stand; none for a name that is not a plain file name.
pub(super) fn file_names(name: &str) -> Vec<String> {
    if !is_plain(name) {
        return Vec::new();
    }
    let has_extension = Path::new(name)
        .extension()
        .is_some_and(|extension| EXTENSIONS.iter().any(|known| extension.eq_ignore_ascii_case(known)));
    // A module is asked for by its file name.
    let itself = has_extension.then(|| name.to_owned());
    itself.into_iter().chain(EXTENSIONS.iter().map(|extension| format!("{name}.{extension}"))).collect()
}

/// The file names under which the symbols of the file `assembly` may stand, the likeliest first: `A.pdb`, and `A.dll.mdb` as Mono has it.
pub(super) fn symbol_names(assembly: &str) -> [String; 2] {
    let stem = assembly.rsplit_once('.').map_or(assembly, |(stem, _)| stem);
    [format!("{stem}.pdb"), format!("{assembly}.mdb")]
}

/// Whether a name from a binary can be the name of a file and of nothing else: letters, digits, `.`, `_`, `-`, blanks inside;
/// no device of Windows.
fn is_plain(name: &str) -> bool {
    let allowed = |character: char| character.is_alphanumeric() || matches!(character, '.' | '_' | '-' | ' ');
    let devices = ["con", "prn", "aux", "nul", "com", "lpt"];
    let stem = name.split('.').next().unwrap_or_default().trim_end().to_ascii_lowercase();
    let stem = stem.trim_end_matches(|character: char| character.is_ascii_digit());
    name.len() <= 255
        && name.chars().all(allowed)
        && !name.starts_with(['.', ' ', '-'])
        && !name.ends_with(['.', ' '])
        && !name.is_empty()
        && !devices.contains(&stem)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_names_are_looked_up() {
        for name in
            ["", ".", "..", "../x", "..\\x", "a/b", "a:b", "CON", "nul.x", "COM1", "x\0", "x.", "a*", "\u{202e}x"]
        {
            assert!(file_names(name).is_empty(), "{name:?}");
        }
        assert_eq!(file_names("Acme.Core"), ["Acme.Core.dll", "Acme.Core.exe", "Acme.Core.netmodule"]);
        assert_eq!(file_names("part.netmodule").first().map(String::as_str), Some("part.netmodule"));
    }
}
