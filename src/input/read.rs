//! The bytes of a file, never more than the limit and never mapped: a file may change while it is read.

use std::fs::{self, File, FileType};
use std::io::{self, Read};
use std::path::Path;

/// Reads a file of at most `limit` bytes.
///
/// # Errors
/// One sentence.
pub fn read(path: &Path, limit: u64) -> Result<Vec<u8>, String> {
    // Asked before it is opened: opening a pipe would wait for its writer.
    let metadata = fs::metadata(path).map_err(|error| sentence(&error))?;
    if !metadata.is_file() {
        return Err(not_a_file(metadata.file_type()).to_owned());
    }
    if metadata.len() > limit {
        return Err(too_large(limit));
    }
    let file = File::open(path).map_err(|error| sentence(&error))?;
    // The claimed length is only a first guess; it is not above the limit.
    read_from(file, limit, usize::try_from(metadata.len()).unwrap_or(0))
}

/// The first bytes of a file, at most so many.
///
/// # Errors
/// Those of the operating system.
pub(super) fn first_bytes(path: &Path, count: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Reads a stream to its end, if that comes within `limit` bytes.
///
/// # Errors
/// One sentence.
pub(super) fn read_from(stream: impl Read, limit: u64, expected: usize) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    bytes.try_reserve_exact(expected).map_err(|_| "there is not enough memory to read it".to_owned())?;
    stream.take(limit.saturating_add(1)).read_to_end(&mut bytes).map_err(|error| sentence(&error))?;
    if bytes.len() as u64 > limit { Err(too_large(limit)) } else { Ok(bytes) }
}

/// What the operating system says, in our words where we have some.
pub(super) fn sentence(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "no such file or folder".to_owned(),
        io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Why something that is neither file nor folder is not read.
pub(super) fn not_a_file(kind: FileType) -> &'static str {
    if kind.is_dir() {
        "a folder, not a file"
    } else {
        "a pipe, socket or device, not a file; `-` reads standard input"
    }
}

pub(super) fn too_large(limit: u64) -> String {
    format!("larger than the {limit} bytes that are read; `--limit file-bytes=NUMBER` raises that")
}
