//! The heaps: `#Strings`, `#US`, `#Blob`, `#GUID` (§II.24.2.3 to §II.24.2.5).

use super::columns::{BlobIndex, GuidIndex, StringIndex};
use crate::bytes::{FileOffset, Malformed, Reader};
use crate::text::Name;

/// A heap: the bytes of its stream. A file without the stream has an empty heap.
#[derive(Clone, Copy, Debug)]
pub struct Heap<'a>(pub Reader<'a>);

impl Default for Heap<'_> {
    fn default() -> Self {
        Self(Reader::new(&[], FileOffset(0), "§II.24.2.2"))
    }
}

impl<'a> Heap<'a> {
    fn at(&self, index: u32, section: &'static str) -> Result<Reader<'a>, Malformed> {
        let heap = self.0.citing(section);
        heap.at(index as usize)
            .filter(|r| !r.is_empty())
            .ok_or_else(|| heap.malformed("an index points behind the end of its heap"))
    }

    /// The name at `index`: up to the NUL, or to the end of the heap where there is none. Any byte of the heap can be a start,
    /// also one inside another name.
    ///
    /// # Errors
    /// The index lies outside the heap; index 0 never fails.
    pub fn name(&self, index: StringIndex) -> Result<Name<'a>, Malformed> {
        if index.0 == 0 {
            return Ok(Name::default());
        }
        let rest = self.at(index.0, "§II.24.2.3")?.rest();
        let end = rest.iter().position(|byte| *byte == 0).unwrap_or(rest.len());
        Ok(Name(rest.get(..end).unwrap_or(rest)))
    }

    /// The blob at `index`, without its length.
    ///
    /// # Errors
    /// The index lies outside the heap, the length is not a compressed integer, or the blob runs over the end. Index 0 never fails.
    pub fn blob(&self, index: BlobIndex) -> Result<Reader<'a>, Malformed> {
        if index.0 == 0 {
            return Ok(self.0.citing("§II.24.2.4").clamped(0));
        }
        self.sized(index.0)
    }

    /// The literal at byte `offset` of `#US`: UTF-16 little-endian, without the flag byte.
    ///
    /// # Errors
    /// As [`Heap::blob`].
    pub fn literal(&self, offset: u32) -> Result<&'a [u8], Malformed> {
        let bytes = self.sized(offset)?.rest();
        // An odd length counts the flag byte (trap H06).
        Ok(bytes.get(..bytes.len() & !1).unwrap_or(bytes))
    }

    /// Whether the length of the blob at `index` takes more bytes than it needs; every runtime reads it all the same (trap H07).
    pub(super) fn is_long_form(&self, index: BlobIndex) -> bool {
        let Some(mut r) = self.0.at(index.0 as usize) else { return false };
        let before = r.len();
        let length = r.compressed_u32("").unwrap_or(u32::MAX);
        before.saturating_sub(r.len())
            > if length < 0x80 {
                1
            } else if length < 0x4000 {
                2
            } else {
                4
            }
    }

    fn sized(&self, index: u32) -> Result<Reader<'a>, Malformed> {
        let mut r = self.at(index, "§II.24.2.4")?;
        let length = r.compressed_u32("the length of a blob is no compressed integer")?;
        r.part(length as usize, "a blob runs over the end of its heap")
    }

    /// The GUID at `index`, in the byte order of the file; `None` for index 0.
    ///
    /// # Errors
    /// The index lies outside the heap.
    pub fn guid(&self, index: GuidIndex) -> Result<Option<[u8; 16]>, Malformed> {
        let Some(zero_based) = index.0.checked_sub(1) else { return Ok(None) };
        let heap = self.0.citing("§II.24.2.5");
        let bytes =
            heap.at((zero_based as usize).saturating_mul(16)).and_then(|r| r.rest().first_chunk::<16>().copied());
        bytes.map(Some).ok_or_else(|| heap.malformed("an index points behind the end of #GUID"))
    }
}

/// UTF-16 little-endian bytes as text; an unpaired surrogate becomes U+FFFD.
#[must_use]
pub fn utf16(bytes: &[u8]) -> String {
    let units =
        bytes.chunks_exact(2).map(|pair| pair.iter().rev().fold(0u16, |unit, byte| unit << 8 | u16::from(*byte)));
    char::decode_utf16(units).map(|unit| unit.unwrap_or(char::REPLACEMENT_CHARACTER)).collect()
}
