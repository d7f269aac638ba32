//! Files that are whole or not there: each is written beside its place first, then all are renamed.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process;
use std::sync::{Mutex, MutexGuard, Once, PoisonError};

/// Files beside the places that they are meant for. Who is interrupted removes them.
static TEMPORARY: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// What the shell says of a process that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Names that are tried for a file beside its place: those that a killed process left are passed over.
const NAMES: u32 = 1_000;

fn temporary() -> MutexGuard<'static, Vec<PathBuf>> {
    TEMPORARY.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Files that were written and are not in their places yet. Those that do not get there are removed.
#[derive(Default)]
pub(crate) struct Files(Vec<Written>);

struct Written {
    temporary: PathBuf,
    place: PathBuf,
}

impl Files {
    /// Writes what `place` is to hold; nothing is there before [`Files::replace`].
    pub(crate) fn write(&mut self, place: &Path, bytes: &[u8]) -> io::Result<()> {
        remove_when_interrupted();
        let (temporary, mut file) = create_beside(place)?;
        self.0.push(Written { temporary, place: place.to_owned() });
        file.write_all(bytes)?;
        file.sync_all()
    }

    /// Puts every file in its place: a reader sees the old bytes or the new ones.
    ///
    /// # Errors
    /// With the place that could not be had. What is there already stays, the rest is as it was.
    pub(crate) fn replace(mut self) -> Result<(), (PathBuf, io::Error)> {
        while let Some(written) = self.0.first() {
            let mut temporary = temporary();
            if let Err(error) = fs::rename(&written.temporary, &written.place) {
                let place = written.place.clone();
                drop(temporary);
                return Err((place, error));
            }
            temporary.retain(|path| *path != written.temporary);
            drop(temporary);
            self.0.remove(0);
        }
        Ok(())
    }
}

impl Drop for Files {
    fn drop(&mut self) {
        let mut temporary = temporary();
        for written in &self.0 {
            let _ = fs::remove_file(&written.temporary);
            temporary.retain(|path| *path != written.temporary);
        }
    }
}

/// A new file in the folder of `place`.
fn create_beside(place: &Path) -> io::Result<(PathBuf, File)> {
    let mut number = 0;
    loop {
        let mut name = OsString::from(".");
        name.push(place.file_name().unwrap_or_default());
        name.push(format!(".{}-{number}.tmp", process::id()));
        let path = place.with_file_name(name);
        let mut temporary = temporary();
        match File::create_new(&path) {
            Ok(file) => {
                temporary.push(path.clone());
                return Ok((path, file));
            }
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < NAMES => number += 1,
            Err(error) => return Err(error),
        }
    }
}

/// From now on Ctrl-C, and what else asks the process to end, removes those files first. Where the caller wants such a signal ignored
/// (`nohup`), all stays as it is.
fn remove_when_interrupted() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let _ = ctrlc::try_set_handler(|| {
            // Kept to the end: no other file is begun or put in its place any more.
            let temporary = temporary();
            for path in temporary.iter() {
                let _ = fs::remove_file(path);
            }
            process::exit(INTERRUPTED);
        });
    });
}
