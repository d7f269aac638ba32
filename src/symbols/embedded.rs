//! Portable PDBs that are embedded in the assembly (PE/COFF, debug directory entry of type 17).

use miniz_oxide::inflate::decompress_slice_iter_to_slice;

use crate::bytes::{Malformed, Reader};
use crate::limits::Limits;
use crate::pe::Image;

/// What errors cite.
const SECTION: &str = "PE/COFF, Embedded Portable PDB Debug Directory Entry";

/// Bytes before the Deflate stream: `MPDB` and the size.
const MARK_AND_SIZE: usize = 8;

/// One byte of Deflate gives at most this many bytes (258 for each 2 bits).
const MOST_FROM_A_BYTE: usize = 1_032;

/// Up to here a symbol file may inflate at any ratio.
const SMALL: usize = 8 << 20;

/// Beyond [`SMALL`], bytes that one byte may inflate to. Real symbol files stay below 10.
const RATIO: usize = 64;

/// The symbol file inside an image, inflated: the first one that its debug directory names. `None` where there is none.
///
/// # Errors
/// Its entry is cut, or as [`inflate`].
#[must_use]
pub fn of(image: &Image<'_>, limits: &Limits) -> Option<Result<Vec<u8>, Malformed>> {
    image.debug_directory().iter().find_map(|entry| {
        let embedded = entry.embedded_portable_pdb().transpose()?;
        Some(embedded.and_then(|pdb| {
            let deflate = Reader::new(pdb.deflate, entry.data.offset().plus(MARK_AND_SIZE), SECTION);
            inflate(deflate, pdb.uncompressed_size, limits)
        }))
    })
}

/// Inflates an embedded symbol file. `deflate` holds the raw Deflate stream, `declared` is the size that stands before it.
/// What may follow the end of the stream is ignored.
///
/// # Errors
/// The stream is damaged, does not give exactly `declared` bytes, or would give more than the limit (trap D02).
pub fn inflate(deflate: Reader<'_>, declared: u32, limits: &Limits) -> Result<Vec<u8>, Malformed> {
    let deflate = deflate.citing(SECTION);
    let unpacked = unpack(deflate.rest(), declared, limits.embedded_symbols);
    unpacked.map_err(|unfit| {
        deflate.malformed(match unfit {
            Unfit::Limit => "embedded symbols are larger than the limit",
            Unfit::Impossible => "embedded symbols state a size that their bytes cannot inflate to",
            Unfit::Bomb => "embedded symbols would inflate like a bomb, not like symbols",
            Unfit::Less => "embedded symbols inflate to less than they state",
            Unfit::More => "embedded symbols inflate to more than they state",
            Unfit::Damaged => "embedded symbols are no Deflate stream",
        })
    })
}

/// The source file in a blob: the size of what it inflates to, 0 for what is not packed, then the bytes (Portable PDB, Embedded Source).
pub(super) fn source(blob: Reader<'_>, most: u64) -> Result<Vec<u8>, Malformed> {
    let mut r = blob.citing("Portable PDB, Embedded Source");
    match r.u32("the size of an embedded source is cut")? {
        0 if r.len() as u64 > most => Err(r.malformed("an embedded source is larger than the limit")),
        0 => Ok(r.rest().to_vec()),
        declared => unpack(r.rest(), declared, most).map_err(|unfit| match unfit {
            Unfit::Limit => r.malformed("an embedded source is larger than the limit"),
            _ => r.malformed("an embedded source does not inflate to what it states"),
        }),
    }
}

/// Why something is not inflated.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unfit {
    Limit,
    Impossible,
    Bomb,
    Less,
    More,
    Damaged,
}

/// Inflates a raw Deflate stream to exactly `declared` bytes.
fn unpack(deflate: &[u8], declared: u32, most: u64) -> Result<Vec<u8>, Unfit> {
    let size = declared as usize;
    if u64::from(declared) > most {
        return Err(Unfit::Limit);
    }
    if size > deflate.len().saturating_mul(MOST_FROM_A_BYTE) {
        return Err(Unfit::Impossible);
    }
    if size > SMALL && size > deflate.len().saturating_mul(RATIO) {
        return Err(Unfit::Bomb);
    }
    // Bounded by the bytes that are really there.
    let mut bytes = vec![0; size];
    match decompress_slice_iter_to_slice(&mut bytes, std::iter::once(deflate), false, true) {
        Ok(written) if written == size => Ok(bytes),
        Ok(_) => Err(Unfit::Less),
        Err(miniz_oxide::inflate::TINFLStatus::HasMoreOutput) => Err(Unfit::More),
        Err(_) => Err(Unfit::Damaged),
    }
}

#[cfg(test)]
mod tests {
    use miniz_oxide::deflate::compress_to_vec;

    use super::*;
    use crate::bytes::FileOffset;

    fn run(deflate: &[u8], declared: u32, limits: &Limits) -> Result<Vec<u8>, &'static str> {
        inflate(Reader::new(deflate, FileOffset(0x400), ""), declared, limits).map_err(|malformed| {
            assert_eq!((malformed.offset, malformed.section), (FileOffset(0x400), SECTION));
            malformed.what
        })
    }

    #[test]
    fn d02_the_size_must_be_exact() {
        let limits = Limits::default();
        let text = b"symbols, symbols, symbols and more symbols".repeat(50);
        let size = u32::try_from(text.len()).unwrap();
        let mut packed = compress_to_vec(&text, 6);
        assert_eq!(run(&packed, size, &limits).as_deref(), Ok(&text[..]));
        assert_eq!(run(&packed, size + 1, &limits), Err("embedded symbols inflate to less than they state"));
        assert_eq!(run(&packed, size - 1, &limits), Err("embedded symbols inflate to more than they state"));
        assert_eq!(run(&packed, 0, &limits), Err("embedded symbols inflate to more than they state"));
        packed.extend([0; 7]);
        assert_eq!(run(&packed, size, &limits).as_deref(), Ok(&text[..]), "padding of the section");
        for length in 0..packed.len() - 8 {
            assert!(run(&packed[..length], size, &limits).is_err(), "cut at {length}");
        }
        for index in 0..packed.len() {
            let mut damaged = packed.clone();
            damaged[index] ^= 0x55;
            // Deflate has no checksum: what comes out may differ, but never in size.
            if let Ok(bytes) = run(&damaged, size, &limits) {
                assert_eq!(bytes.len(), text.len());
            }
        }
    }

    #[test]
    fn a_source_stands_in_its_blob_packed_or_not() {
        let of = |bytes: &[u8], most| {
            source(Reader::new(bytes, FileOffset(0), ""), most).map_err(|malformed| malformed.what)
        };
        assert_eq!(of(b"\0\0\0\0class P", 7).as_deref(), Ok(&b"class P"[..]));
        assert_eq!(of(b"\0\0\0\0class P", 6), Err("an embedded source is larger than the limit"));
        assert_eq!(of(b"\0\0\0", 6), Err("the size of an embedded source is cut"));
        let packed = |size: u32| [&size.to_le_bytes()[..], &compress_to_vec(b"class P", 6)].concat();
        assert_eq!(of(&packed(7), 7).as_deref(), Ok(&b"class P"[..]));
        assert_eq!(of(&packed(7), 6), Err("an embedded source is larger than the limit"));
        for size in [6, 8, u32::MAX] {
            assert_eq!(of(&packed(size), u64::MAX), Err("an embedded source does not inflate to what it states"));
        }
    }

    #[test]
    fn d02_a_size_is_believed_only_within_bounds() {
        let limits = Limits::default();
        let stream = compress_to_vec(&[0; 64], 6);
        assert_eq!(run(&stream, u32::MAX, &limits), Err("embedded symbols are larger than the limit"));
        assert_eq!(
            run(&stream, 200 << 20, &limits),
            Err("embedded symbols state a size that their bytes cannot inflate to")
        );
        let bomb = compress_to_vec(&vec![0; 64 << 20], 6);
        assert_eq!(run(&bomb, 64 << 20, &limits), Err("embedded symbols would inflate like a bomb, not like symbols"));
        let small = Limits { embedded_symbols: 63, ..limits };
        assert_eq!(run(&stream, 64, &small), Err("embedded symbols are larger than the limit"));
        assert_eq!(run(&[], 0, &limits), Err("embedded symbols are no Deflate stream"));
    }
}
