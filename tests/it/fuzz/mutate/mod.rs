//! Changes files the way a fuzzer with an eye for their structure does. The same number gives the same mutant on every machine.

mod bytes;
mod method;
mod module;
mod places;
mod zip;

pub(crate) use module::{ATTRIBUTE, SIGNATURE};
pub(crate) use places::Places;

/// A deterministic source of numbers (xorshift64*).
pub(crate) struct Random(u64);

impl Random {
    /// The source of a number: neighbours have nothing in common.
    pub(crate) fn new(number: u64) -> Self {
        // One step of splitmix64; never 0.
        let mut mixed = number.wrapping_add(0x9E37_79B9_7F4A_7C15);
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        Self((mixed ^ (mixed >> 31)) | 1)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 ^= self.0 >> 12;
        self.0 ^= self.0 << 25;
        self.0 ^= self.0 >> 27;
        self.0.wrapping_mul(0x2545_F491_4F6C_DD1D)
    }

    pub(crate) fn byte(&mut self) -> u8 {
        self.next().to_be_bytes()[0]
    }

    /// A number below `end`, which is 0 where there is none.
    pub(crate) fn below(&mut self, end: usize) -> usize {
        usize::try_from((self.next() >> 16) % (end.max(1) as u64)).unwrap_or(0)
    }

    /// One of some; `None` of none.
    pub(crate) fn one_of<'s, T>(&mut self, some: &'s [T]) -> Option<&'s T> {
        some.get(self.below(some.len()))
    }

    /// Whether it is one of `of`.
    pub(crate) fn one_in(&mut self, of: usize) -> bool {
        self.below(of) == 0
    }

    /// A number that is wrong in most places.
    fn number(&mut self, old: u32, length: usize) -> u32 {
        let length = u32::try_from(length).unwrap_or(u32::MAX);
        match self.below(14) {
            0 => 0,
            1 => 1,
            2 => old.wrapping_add(1),
            3 => old.wrapping_sub(1),
            4 => 0x7FFF_FFFF,
            5 => 0x8000_0000,
            6 => u32::MAX,
            7 => length,
            8 => length.wrapping_sub(1),
            9 => 0xFFFF,
            10 => old ^ 1 << self.below(32),
            11 => old.wrapping_mul(2),
            12 => old.wrapping_add(u32::from(self.byte())),
            _ => u32::from_le_bytes([self.byte(), self.byte(), self.byte(), self.byte()]),
        }
    }
}

/// What a file is to those who change it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An assembly, a metadata root, or a portable PDB.
    Module,
    /// An archive.
    Zip,
    /// A method body behind one byte.
    Body,
    /// Anything else: bytes, among which these words may stand.
    Bytes(&'static [&'static [u8]]),
}

/// Changes `bytes` in one to five places. `places` are those of the file as it was, `others` files of the same kind to take pieces of.
pub(crate) fn mutate(random: &mut Random, bytes: &mut Vec<u8>, kind: Kind, places: &Places, others: &[&[u8]]) {
    for _ in 0..=random.below(5) {
        let done = match kind {
            // Where the length changes, all places behind it are others.
            _ if random.one_in(24) => {
                bytes::reshape(random, bytes, others);
                return;
            }
            Kind::Module if !random.one_in(8) => module::change(random, bytes, places),
            Kind::Zip if !random.one_in(6) => zip::change(random, bytes),
            Kind::Body if !random.one_in(3) => method::change(random, bytes, 1),
            _ => false,
        };
        if !done {
            let words: &[&[u8]] = if let Kind::Bytes(words) = kind { words } else { &[] };
            bytes::change(random, bytes, words);
        }
    }
}

/// The number of `width` bytes at `at`, little-endian; 0 where there is none.
fn get(bytes: &[u8], at: usize, width: usize) -> u32 {
    let stretch = at.checked_add(width).and_then(|end| bytes.get(at..end)).unwrap_or_default();
    stretch.iter().rev().fold(0, |number, byte| number << 8 | u32::from(*byte))
}

/// Writes a number of `width` bytes, as far as there is room.
fn put(bytes: &mut [u8], at: usize, width: usize, number: u32) {
    for (slot, byte) in bytes.iter_mut().skip(at).take(width).zip(number.to_le_bytes()) {
        *slot = byte;
    }
}
