//! A folder of a test's own.

use std::fs;
use std::path::{Path, PathBuf};

/// Is emptied when it is made and removed when the test passes.
pub(crate) struct Scratch(PathBuf);

impl Scratch {
    /// `name` is that of the test.
    pub(crate) fn new(name: &str) -> Self {
        let path = Path::new(env!("CARGO_TARGET_TMPDIR")).join(name);
        if path.exists() {
            fs::remove_dir_all(&path).expect("what is left of an earlier run can be removed");
        }
        fs::create_dir_all(&path).expect("a folder can be made");
        Self(path)
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }

    /// Puts a fixture there, under a name of its own.
    pub(crate) fn fixture(&self, path: &str, name: &str) -> PathBuf {
        let bytes = fs::read(crate::source::root().join("testdata").join(path));
        self.write(name, &bytes.unwrap_or_else(|error| panic!("{path}: {error}")))
    }

    /// Writes a file, with the folders it needs.
    pub(crate) fn write(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.path(name);
        fs::create_dir_all(path.parent().expect("it is in a folder")).expect("a folder can be made");
        fs::write(&path, bytes).expect("a file can be written");
        path
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            let _ = fs::remove_dir_all(&self.0);
        }
    }
}
