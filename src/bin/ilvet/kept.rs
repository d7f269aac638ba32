//! Files that a run reads: no output may replace one.

use std::fs::{self, File};
use std::io::Read;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use ilvet::dataverse::registration::solution_of;

/// What assemblies, archives and symbol files begin with: no output does.
const BINARY: &[&[u8]] = &[b"MZ", b"PK", b"BSJB", b"Microsoft C/C++", b"\x14\xa6\x7f\xfd\x23\x26\xe8\x45"];

/// What must stay as it is.
#[derive(Default)]
pub(crate) struct Kept(Vec<(PathBuf, &'static str)>);

impl Kept {
    /// Keeps a file, if it is there; `what` it is.
    pub(crate) fn add(&mut self, path: &Path, what: &'static str) {
        self.0.extend(fs::canonicalize(path).ok().map(|path| (path, what)));
    }

    /// Keeps files.
    pub(crate) fn add_all<'p>(&mut self, paths: impl IntoIterator<Item = &'p Path>, what: &'static str) {
        paths.into_iter().for_each(|path| self.add(path, what));
    }

    /// Checks that a file may be replaced; its path is canonical.
    pub(crate) fn check(&self, path: &Path) -> Result<()> {
        if let Some((_, what)) = self.0.iter().find(|(known, _)| known == path) {
            bail!("would overwrite {what}");
        }
        let mut first = Vec::new();
        if let Ok(file) = File::open(path) {
            // What cannot be read is none of these.
            let _ = file.take(16).read_to_end(&mut first);
        }
        if BINARY.iter().any(|start| first.starts_with(start)) {
            bail!("would overwrite an assembly, an archive or symbols");
        }
        if solution_of(&path.to_string_lossy().replace('\\', "/")).is_some() {
            bail!("would overwrite a part of a solution");
        }
        Ok(())
    }
}
