//! From a path to lists of what is forbidden: a file, a pattern, or a folder of files that are called so.

use std::fs;
use std::path::{Path, PathBuf};

use super::pattern::Pattern;
use super::read::sentence;

/// The files that a path means, in the order of their names.
///
/// # Errors
/// None: one sentence.
pub fn lists(path: &Path) -> Result<Vec<PathBuf>, String> {
    match fs::metadata(path) {
        Ok(metadata) if metadata.is_dir() => in_folder(path),
        Err(_) if Pattern::is(path) => {
            let pattern = Pattern::parse(path)?;
            let found: Vec<PathBuf> = pattern.paths().filter(|path| path.is_file()).collect();
            if found.is_empty() { Err("nothing matches this pattern".to_owned()) } else { Ok(found) }
        }
        Err(error) => Err(sentence(&error)),
        Ok(_) => Ok(vec![path.to_owned()]),
    }
}

fn in_folder(path: &Path) -> Result<Vec<PathBuf>, String> {
    let entries = fs::read_dir(path).map_err(|error| sentence(&error))?;
    let names = entries.filter_map(Result::ok).map(|entry| entry.file_name());
    let mut found: Vec<PathBuf> =
        names.filter(|name| name.to_str().is_some_and(is_list)).map(|name| path.join(name)).collect();
    found.retain(|path| path.is_file());
    found.sort();
    if found.is_empty() {
        return Err("a folder without BannedSymbols.txt and BannedSymbols.*.txt".to_owned());
    }
    Ok(found)
}

/// Whether a file is called as the Roslyn analyzer asks for.
fn is_list(name: &str) -> bool {
    let name = name.to_lowercase();
    let middle = name.strip_prefix("bannedsymbols.").and_then(|rest| rest.strip_suffix("txt"));
    middle.is_some_and(|middle| middle.is_empty() || middle.ends_with('.'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_called_as_roslyn_has_them() {
        for name in ["BannedSymbols.txt", "bannedsymbols.Web.txt", "BannedSymbols.a.b.txt"] {
            assert!(is_list(name), "{name}");
        }
        for name in ["BannedSymbols.md", "BannedSymbolstxt", "MyBannedSymbols.txt", "BannedSymbols.nottxt", "x.txt"] {
            assert!(!is_list(name), "{name}");
        }
    }
}
