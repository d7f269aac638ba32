//! Makes zip archives byte by byte, so that each can lie as it likes.

use std::io::Write;

/// An entry; every number in its headers can be changed.
#[derive(Clone)]
pub(crate) struct Entry {
    pub(crate) name: Vec<u8>,
    /// The name in the header in front of the entry.
    pub(crate) local: Vec<u8>,
    pub(crate) method: u16,
    pub(crate) flags: u16,
    pub(crate) crc: u32,
    pub(crate) packed: u32,
    pub(crate) size: u32,
    /// Upper half: the mode of Unix.
    pub(crate) attributes: u32,
    /// The entry whose bytes it has; `None` for bytes of its own.
    pub(crate) shares: Option<usize>,
    pub(crate) data: Vec<u8>,
}

impl Entry {
    pub(crate) fn stored(name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        Self::packed(name.as_ref(), 0, bytes, bytes.to_vec())
    }

    pub(crate) fn deflated(name: impl AsRef<[u8]>, bytes: &[u8]) -> Self {
        let mut encoder = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::best());
        encoder.write_all(bytes).expect("a vector takes everything");
        Self::packed(name.as_ref(), 8, bytes, encoder.finish().expect("a vector takes everything"))
    }

    fn packed(name: &[u8], method: u16, bytes: &[u8], data: Vec<u8>) -> Self {
        let mut crc = flate2::Crc::new();
        crc.update(bytes);
        Self {
            name: name.to_vec(),
            local: name.to_vec(),
            method,
            flags: 0,
            crc: crc.sum(),
            packed: u32::try_from(data.len()).expect("it is small"),
            size: u32::try_from(bytes.len()).expect("it is small"),
            attributes: 0,
            shares: None,
            data,
        }
    }
}

/// The archive of these entries.
pub(crate) fn zip(entries: &[Entry]) -> Vec<u8> {
    let (mut bytes, mut offsets) = (Vec::new(), Vec::new());
    for entry in entries {
        offsets.push(entry.shares.map_or(bytes.len(), |other| offsets[other]));
        if entry.shares.is_none() {
            bytes.extend(b"PK\x03\x04\x14\0");
            numbers(&mut bytes, entry);
            short(&mut bytes, entry.local.len());
            short(&mut bytes, 0);
            bytes.extend(&entry.local);
            bytes.extend(&entry.data);
        }
    }
    let list = bytes.len();
    for (entry, offset) in entries.iter().zip(offsets) {
        // Made by Unix.
        bytes.extend(b"PK\x01\x02\x14\x03\x14\0");
        numbers(&mut bytes, entry);
        short(&mut bytes, entry.name.len());
        bytes.extend([0; 8]);
        bytes.extend(entry.attributes.to_le_bytes());
        long(&mut bytes, offset);
        bytes.extend(&entry.name);
    }
    let length = bytes.len() - list;
    bytes.extend(b"PK\x05\x06\0\0\0\0");
    short(&mut bytes, entries.len());
    short(&mut bytes, entries.len());
    long(&mut bytes, length);
    long(&mut bytes, list);
    bytes.extend([0; 2]);
    bytes
}

/// What both headers of an entry have in common.
fn numbers(bytes: &mut Vec<u8>, entry: &Entry) {
    bytes.extend(entry.flags.to_le_bytes());
    bytes.extend(entry.method.to_le_bytes());
    bytes.extend([0, 0, 0x21, 0x50]);
    for number in [entry.crc, entry.packed, entry.size] {
        bytes.extend(number.to_le_bytes());
    }
}

fn short(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u16::try_from(number).expect("it is small").to_le_bytes());
}

fn long(bytes: &mut Vec<u8>, number: usize) {
    bytes.extend(u32::try_from(number).expect("it is small").to_le_bytes());
}
