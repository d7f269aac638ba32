//! The bytes of a file, never more than the limit and never mapped: a file may change while it is read.

use std::fs::{self, File, FileType, Metadata};
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
    if is_made_up(path, &metadata) {
        return Err(MADE_UP.to_owned());
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
    if is_made_up(path, &fs::metadata(path)?) {
        return Err(io::Error::other(MADE_UP));
    }
    File::open(path)?.take(count).read_to_end(&mut bytes)?;
    Ok(bytes)
}

/// Why what the kernel makes up is not read.
const MADE_UP: &str = "made up by the kernel, not a file on a disk";

/// Whether the kernel makes a file up, such as its log: that has no length, and may have no end.
fn is_made_up(path: &Path, metadata: &Metadata) -> bool {
    metadata.len() == 0 && fs::canonicalize(path).is_ok_and(|path| path.starts_with("/proc"))
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

#[cfg(all(test, target_os = "linux"))]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_makes_up_is_not_waited_for() {
        let path = Path::new("/proc/self/status");
        assert!(!fs::read(path).expect("Linux has it").is_empty());
        assert_eq!(read(path, 1 << 20), Err(MADE_UP.to_owned()));
        assert!(first_bytes(path, 4).is_err());
    }
}
