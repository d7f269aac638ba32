//! The bounded cursor through which every byte of an input is read, and what goes wrong on the way.
//!
//! The only user of scroll.

use std::cell::Cell;
use std::fmt;

use scroll::{LE, Pread};

/// A position in the input file, in bytes from its start.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct FileOffset(pub u32);

impl FileOffset {
    /// The position `bytes` further on; stays at the largest one instead of wrapping.
    #[must_use]
    pub fn plus(self, bytes: usize) -> Self {
        Self(self.0.saturating_add(u32::try_from(bytes).unwrap_or(u32::MAX)))
    }
}

impl fmt::Display for FileOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:x}", self.0)
    }
}

impl fmt::Debug for FileOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

thread_local! {
    static READS: Cell<u64> = const { Cell::new(0) };
}

/// How often this thread has read something through a [`Reader`]: what decoding costs, for the tests that must not go by the clock.
/// Counted in builds with debug assertions only.
#[must_use]
pub fn reads() -> u64 {
    READS.get()
}

/// Bytes that are not what the format asks for: where, what was expected, and the section of the standard that says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Malformed {
    /// Position of the first byte that does not fit.
    pub offset: FileOffset,
    /// What is wrong, as a clause without a full stop.
    pub what: &'static str,
    /// The section of ECMA-335 (`§II.25.4.1`) or of another named format.
    pub section: &'static str,
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({})", self.offset, self.what, self.section)
    }
}

impl std::error::Error for Malformed {}

/// A cursor over a stretch of the input that knows its absolute position. Cheap to copy; reading advances it.
#[derive(Clone, Copy)]
pub struct Reader<'a> {
    rest: &'a [u8],
    offset: FileOffset,
    section: &'static str,
}

impl<'a> Reader<'a> {
    /// A cursor at the start of `bytes`, which stand at `offset` of the file; `section` is what its errors cite.
    #[must_use]
    pub fn new(bytes: &'a [u8], offset: FileOffset, section: &'static str) -> Self {
        Self { rest: bytes, offset, section }
    }

    /// The same cursor, citing another section in its errors.
    #[must_use]
    pub fn citing(self, section: &'static str) -> Self {
        Self { section, ..self }
    }

    /// The absolute position of the next byte.
    #[must_use]
    pub fn offset(&self) -> FileOffset {
        self.offset
    }

    /// The bytes not read yet.
    #[must_use]
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// How many bytes are left.
    #[must_use]
    pub fn len(&self) -> usize {
        self.rest.len()
    }

    /// Whether no byte is left.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// An error at the next byte.
    #[must_use]
    pub fn malformed(&self, what: &'static str) -> Malformed {
        Malformed { offset: self.offset, what, section: self.section }
    }

    /// Reads the next `count` bytes.
    ///
    /// # Errors
    /// Fewer than `count` bytes are left; nothing is read then.
    pub fn bytes(&mut self, count: usize, what: &'static str) -> Result<&'a [u8], Malformed> {
        match self.rest.split_at_checked(count) {
            Some((head, rest)) => {
                if cfg!(debug_assertions) {
                    READS.set(READS.get().wrapping_add(1));
                }
                self.rest = rest;
                self.offset = self.offset.plus(count);
                Ok(head)
            }
            None => Err(self.malformed(what)),
        }
    }

    /// A cursor over the next `count` bytes alone; this one moves behind them.
    ///
    /// # Errors
    /// Fewer than `count` bytes are left.
    pub fn part(&mut self, count: usize, what: &'static str) -> Result<Self, Malformed> {
        let offset = self.offset;
        Ok(Self { rest: self.bytes(count, what)?, offset, section: self.section })
    }

    /// Moves `count` bytes on.
    ///
    /// # Errors
    /// Fewer than `count` bytes are left.
    pub fn skip(&mut self, count: usize, what: &'static str) -> Result<(), Malformed> {
        self.bytes(count, what).map(|_| ())
    }

    /// A cursor `count` bytes on; `None` behind the end.
    #[must_use]
    pub fn at(&self, count: usize) -> Option<Self> {
        let rest = self.rest.get(count..)?;
        Some(Self { rest, offset: self.offset.plus(count), section: self.section })
    }

    /// A cursor over at most the next `count` bytes; shorter where the input ends.
    #[must_use]
    pub fn clamped(&self, count: usize) -> Self {
        Self { rest: self.rest.get(..count).unwrap_or(self.rest), ..*self }
    }

    /// Reads a structure of fixed layout that a format library declares, such as a COFF header, little-endian.
    ///
    /// # Errors
    /// The bytes end inside it; nothing is read then.
    pub fn structure<T>(&mut self, what: &'static str) -> Result<T, Malformed>
    where
        T: for<'b> scroll::ctx::TryFromCtx<'b, scroll::Endian, Error = scroll::Error>,
    {
        let mut size = 0;
        let value = self.rest.gread_with::<T>(&mut size, LE).map_err(|_| self.malformed(what))?;
        self.skip(size, what)?;
        Ok(value)
    }

    /// Reads 1 byte.
    ///
    /// # Errors
    /// No byte is left.
    pub fn u8(&mut self, what: &'static str) -> Result<u8, Malformed> {
        self.structure(what)
    }

    /// Reads 2 bytes, little-endian.
    ///
    /// # Errors
    /// Fewer than 2 bytes are left.
    pub fn u16(&mut self, what: &'static str) -> Result<u16, Malformed> {
        self.structure(what)
    }

    /// Reads 4 bytes, little-endian.
    ///
    /// # Errors
    /// Fewer than 4 bytes are left.
    pub fn u32(&mut self, what: &'static str) -> Result<u32, Malformed> {
        self.structure(what)
    }

    /// Reads 8 bytes, little-endian.
    ///
    /// # Errors
    /// Fewer than 8 bytes are left.
    pub fn u64(&mut self, what: &'static str) -> Result<u64, Malformed> {
        self.structure(what)
    }

    /// Reads 1 byte, two's complement.
    ///
    /// # Errors
    /// No byte is left.
    pub fn i8(&mut self, what: &'static str) -> Result<i8, Malformed> {
        self.structure(what)
    }

    /// Reads 4 bytes, two's complement, little-endian.
    ///
    /// # Errors
    /// Fewer than 4 bytes are left.
    pub fn i32(&mut self, what: &'static str) -> Result<i32, Malformed> {
        self.structure(what)
    }

    /// Reads 8 bytes, two's complement, little-endian.
    ///
    /// # Errors
    /// Fewer than 8 bytes are left.
    pub fn i64(&mut self, what: &'static str) -> Result<i64, Malformed> {
        self.structure(what)
    }

    /// Reads a compressed unsigned integer of 1, 2 or 4 bytes: 0 to 2²⁹ − 1 (§II.23.2). Longer forms than needed are accepted,
    /// as every runtime does; the caller can compare [`Reader::offset`] where that matters.
    ///
    /// # Errors
    /// The lead byte is `111xxxxx`, or the bytes end.
    pub fn compressed_u32(&mut self, what: &'static str) -> Result<u32, Malformed> {
        let start = *self;
        let lead = u32::from(self.u8(what)?);
        let value = if lead & 0x80 == 0 {
            Ok(lead)
        } else if lead & 0xC0 == 0x80 {
            self.u8(what).map(|low| ((lead & 0x3F) << 8) | u32::from(low))
        } else if lead & 0xE0 == 0xC0 {
            self.bytes(3, what).map(|low| low.iter().fold(lead & 0x1F, |value, byte| (value << 8) | u32::from(*byte)))
        } else {
            Err(start.malformed(what))
        };
        value.map_err(|_| {
            *self = start;
            start.malformed(what)
        })
    }

    /// Reads a compressed signed integer of 1, 2 or 4 bytes, rotated left by one bit: −2²⁸ to 2²⁸ − 1 (§II.23.2).
    ///
    /// # Errors
    /// The lead byte is `111xxxxx`, or the bytes end.
    pub fn compressed_i32(&mut self, what: &'static str) -> Result<i32, Malformed> {
        let before = self.len();
        let raw = self.compressed_u32(what)?;
        let sign_bits: u32 = match before.saturating_sub(self.len()) {
            1 => 0xFFFF_FFC0,
            2 => 0xFFFF_E000,
            _ => 0xF000_0000,
        };
        let magnitude = raw >> 1;
        Ok((if raw & 1 == 0 { magnitude } else { magnitude | sign_bits }).cast_signed())
    }
}

impl fmt::Debug for Reader<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Reader({} bytes at {})", self.len(), self.offset)
    }
}

/// How much a [`Diagnostic`] costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Loss {
    /// Odd, but read as the runtime would: nothing is lost.
    Nothing,
    /// The row, signature or body was dropped; the rest goes on.
    Unit,
}

/// Something a tolerant decoder noticed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Diagnostic {
    /// Where and what.
    pub at: Malformed,
    /// The id of the trap, stable and unique: `T03`, `B08`, ….
    pub code: &'static str,
    /// What it costs.
    pub loss: Loss,
    /// The metadata token of the row concerned; `None` for headers and heaps.
    pub token: Option<u32>,
}

/// What a tolerant decoder noticed in one file: capped, and counted beyond the cap.
#[derive(Clone, Debug, Default)]
pub struct Diagnostics {
    entries: Vec<Diagnostic>,
    dropped: u64,
}

impl Diagnostics {
    /// Notes something; past the cap of [`crate::limits::Limits::diagnostics`] it is only counted.
    pub fn note(&mut self, limits: &crate::limits::Limits, diagnostic: Diagnostic) {
        if (self.entries.len() as u64) < limits.diagnostics {
            self.entries.push(diagnostic);
        } else {
            self.dropped = self.dropped.saturating_add(1);
        }
    }

    /// What was noticed, in the order of noticing.
    #[must_use]
    pub fn entries(&self) -> &[Diagnostic] {
        &self.entries
    }

    /// How many were noticed beyond the cap.
    #[must_use]
    pub fn dropped(&self) -> u64 {
        self.dropped
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::new(bytes, FileOffset(0x100), "§II.23.2")
    }

    /// H07: the examples of the standard, longer forms than needed, and the invalid lead byte.
    #[test]
    fn compressed_unsigned_integers() {
        for (bytes, value) in [
            (&[0x03][..], 3),
            (&[0x7F], 0x7F),
            (&[0x80, 0x80], 0x80),
            (&[0xAE, 0x57], 0x2E57),
            (&[0xBF, 0xFF], 0x3FFF),
            (&[0xC0, 0x00, 0x40, 0x00], 0x4000),
            (&[0xDF, 0xFF, 0xFF, 0xFF], 0x1FFF_FFFF),
            (&[0x80, 0x03], 3),
            (&[0xC0, 0, 0, 3], 3),
        ] {
            let mut r = reader(bytes);
            assert_eq!(r.compressed_u32("x"), Ok(value));
            assert!(r.is_empty());
        }
        for bytes in [&[][..], &[0x80], &[0xC0, 0, 0], &[0xE0, 0, 0, 0], &[0xFF]] {
            let mut r = reader(bytes);
            assert_eq!(r.compressed_u32("x").map_err(|e| e.offset), Err(FileOffset(0x100)));
            assert_eq!(r.offset(), FileOffset(0x100), "a failed read does not move the cursor");
        }
    }

    /// H08: the sign is the lowest bit of the rotated number.
    #[test]
    fn compressed_signed_integers() {
        for (bytes, value) in [
            (&[0x06][..], 3),
            (&[0x7B], -3),
            (&[0x80, 0x80], 64),
            (&[0x01], -64),
            (&[0xC0, 0x00, 0x40, 0x00], 8192),
            (&[0x80, 0x01], -8192),
            (&[0xDF, 0xFF, 0xFF, 0xFE], (1 << 28) - 1),
            (&[0xC0, 0x00, 0x00, 0x01], -(1 << 28)),
        ] {
            assert_eq!(reader(bytes).compressed_i32("x"), Ok(value));
        }
    }

    #[test]
    fn an_error_says_where_and_what() {
        let mut r = reader(&[1, 2, 3]);
        r.u16("x").unwrap();
        let error = r.u32("the row count is cut").unwrap_err();
        assert_eq!(error.to_string(), "0x102: the row count is cut (§II.23.2)");
    }
}
