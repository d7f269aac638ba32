//! Where the bytes of an archive are: in a file, in memory, or in another archive.

use std::fs::File;
use std::io::{BufReader, Cursor, Read, Seek};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, PoisonError};

use sha2::{Digest, Sha256};

use super::archive::Archive;
use super::read::sentence;
use crate::model::Refusal;
use crate::text::Text;

/// Bytes that several readers share.
#[derive(Clone)]
pub(super) struct Shared(pub(super) Arc<Vec<u8>>);

impl AsRef<[u8]> for Shared {
    fn as_ref(&self) -> &[u8] {
        &self.0
    }
}

/// What an archive is read from.
pub(super) trait Stream: Read + Seek {}

impl<T: Read + Seek> Stream for T {}

/// Where the bytes of an archive are.
pub(super) enum Store {
    /// In a file; only what is asked for is read.
    File(PathBuf),
    /// In memory, because they came on standard input.
    Bytes(Shared),
    /// In an entry of another archive, by its place there.
    Entry(Arc<Archive>, usize),
}

impl Store {
    /// The bytes, to read and seek in.
    pub(super) fn open(&self, inflated: &Inflated) -> Result<Box<dyn Stream>, Refusal> {
        Ok(match self {
            Self::File(path) => Box::new(BufReader::new(File::open(path).map_err(|error| sentence(&error))?)),
            Self::Bytes(bytes) => Box::new(Cursor::new(bytes.clone())),
            Self::Entry(archive, place) => Box::new(Cursor::new(inflated.get(archive, *place)?)),
        })
    }

    /// How many archives are around it.
    pub(super) fn depth(&self) -> u64 {
        match self {
            Self::Entry(archive, _) => archive.depth().saturating_add(1),
            _ => 0,
        }
    }
}

/// SHA-256 of all that a stream has, if that is within `limit` bytes.
pub(super) fn digest(mut stream: impl Read, limit: u64) -> Result<[u8; 32], Refusal> {
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 1 << 16];
    let mut total = 0_u64;
    loop {
        let count = stream.read(&mut buffer).map_err(|error| sentence(&error))?;
        let Some(read) = buffer.get(..count).filter(|read| !read.is_empty()) else { break };
        total = total.saturating_add(count as u64);
        if total > limit {
            return Err(super::read::too_large(limit).into());
        }
        hasher.update(read);
    }
    Ok(hasher.finalize().into())
}

/// The archives inside of archives that were read last: their members are asked for one after the other.
#[derive(Default)]
pub(super) struct Inflated(Mutex<Vec<(Text, Shared)>>);

/// Bytes that are kept beside the archive that was read last.
const KEPT: usize = 64 << 20;

impl Inflated {
    /// The bytes of an archive that is an entry of another.
    fn get(&self, archive: &Archive, place: usize) -> Result<Shared, Refusal> {
        let label = archive.label_of(place);
        let known = {
            let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
            let known = kept.iter().position(|(known, _)| *known == label);
            known.map(|known| kept.remove(known)).map(|known| {
                kept.push(known.clone());
                known.1
            })
        };
        if let Some(known) = known {
            return Ok(known);
        }
        // Two threads may do this at once; that is cheaper than to let one wait for the other.
        let bytes = Shared(Arc::new(archive.read(place, self)?));
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.retain(|(known, _)| *known != label);
        kept.push((label, bytes.clone()));
        let mut total = 0_usize;
        let fitting = kept.iter().rev().take_while(|(_, bytes)| {
            let first = total == 0;
            total = total.saturating_add(bytes.0.len());
            first || total <= KEPT
        });
        let surplus = kept.len().saturating_sub(fitting.count());
        kept.drain(..surplus);
        Ok(bytes)
    }
}
