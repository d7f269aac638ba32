//! What symbols know of the text of a source file: its hash, as the compiler saw it.

use std::borrow::Cow;

use md5::Md5;
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The hash of a source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SourceHash {
    /// Of Mono's compiler, and of old ones that write Windows PDBs.
    Md5([u8; 16]),
    /// Of compilers until about 2018.
    Sha1([u8; 20]),
    /// Of those after that.
    Sha256([u8; 32]),
}

impl SourceHash {
    /// The hash of the kind that a GUID says, in the byte order of the file (Portable PDB, Document: HashAlgorithm).
    #[must_use]
    pub fn new(kind: [u8; 16], hash: &[u8]) -> Option<Self> {
        const MD5: [u8; 16] =
            [0x60, 0xA6, 0x6E, 0x40, 0xCF, 0x64, 0x82, 0x4C, 0xB6, 0xF0, 0x42, 0xD4, 0x81, 0x72, 0xA7, 0x99];
        const SHA1: [u8; 16] =
            [0xEC, 0x16, 0x18, 0xFF, 0x5E, 0xAA, 0x10, 0x4D, 0x87, 0xF7, 0x6F, 0x49, 0x63, 0x83, 0x34, 0x60];
        const SHA256: [u8; 16] =
            [0x0F, 0xD0, 0x29, 0x88, 0xB8, 0x11, 0x13, 0x42, 0x87, 0x8B, 0x77, 0x0E, 0x85, 0x97, 0xAC, 0x16];
        match kind {
            MD5 => Self::md5(hash),
            SHA1 => Self::sha1(hash),
            SHA256 => Self::sha256(hash),
            _ => None,
        }
    }

    /// An MD5 hash, unless it has another length or is nothing but zeroes.
    pub(super) fn md5(hash: &[u8]) -> Option<Self> {
        hash.try_into().ok().filter(|hash| *hash != [0; 16]).map(Self::Md5)
    }

    /// A SHA-1 hash, unless it has another length.
    pub(super) fn sha1(hash: &[u8]) -> Option<Self> {
        hash.try_into().ok().map(Self::Sha1)
    }

    /// A SHA-256 hash, unless it has another length.
    pub(super) fn sha256(hash: &[u8]) -> Option<Self> {
        hash.try_into().ok().map(Self::Sha256)
    }

    /// Whether a file is the one that was compiled, whatever its lines end with: version control changes that.
    #[must_use]
    pub fn is_of(&self, file: &[u8]) -> bool {
        if self.is_exactly_of(file) {
            return true;
        }
        let with_feeds = line_feeds(file);
        self.is_exactly_of(&with_feeds) || self.is_exactly_of(&with_returns(&with_feeds))
    }

    fn is_exactly_of(&self, file: &[u8]) -> bool {
        match self {
            Self::Md5(hash) => Md5::digest(file).as_slice() == hash,
            Self::Sha1(hash) => Sha1::digest(file).as_slice() == hash,
            Self::Sha256(hash) => Sha256::digest(file).as_slice() == hash,
        }
    }
}

/// With line feeds alone at the ends of lines.
fn line_feeds(file: &[u8]) -> Cow<'_, [u8]> {
    if !file.windows(2).any(|pair| pair == b"\r\n") {
        return Cow::Borrowed(file);
    }
    let next = file.iter().skip(1).map(Some).chain([None]);
    let kept = file.iter().zip(next).filter(|(byte, next)| (**byte, *next) != (b'\r', Some(&b'\n')));
    Cow::Owned(kept.map(|(byte, _)| *byte).collect())
}

/// With a carriage return before each line feed, where there are none.
fn with_returns(file: &[u8]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(file.len());
    for byte in file {
        if *byte == b'\n' {
            bytes.push(b'\r');
        }
        bytes.push(*byte);
    }
    bytes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_known_by_its_hash_and_not_by_the_ends_of_its_lines() {
        let hashes = [
            SourceHash::md5(&Md5::digest(b"a\nb\n")),
            SourceHash::sha1(&Sha1::digest(b"a\nb\n")),
            SourceHash::sha256(&Sha256::digest(b"a\r\nb\r\n")),
        ];
        for hash in hashes.map(Option::unwrap) {
            for (file, is_it) in [(&b"a\nb\n"[..], true), (b"a\r\nb\r\n", true), (b"a\nb", false), (b"a\n\nb\n", false)]
            {
                assert_eq!(hash.is_of(file), is_it, "{hash:?} {file:?}");
            }
        }
        assert_eq!(SourceHash::md5(&[0; 16]), None);
        assert_eq!(SourceHash::sha1(&[1; 16]), None);
        assert_eq!(SourceHash::new([1; 16], &[1; 16]), None);
    }
}
