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
    let size = declared as usize;
    if u64::from(declared) > limits.embedded_symbols {
        return Err(deflate.malformed("embedded symbols are larger than the limit"));
    }
    if size > deflate.len().saturating_mul(MOST_FROM_A_BYTE) {
        return Err(deflate.malformed("embedded symbols state a size that their bytes cannot inflate to"));
    }
    if size > SMALL && size > deflate.len().saturating_mul(RATIO) {
        return Err(deflate.malformed("embedded symbols would inflate like a bomb, not like symbols"));
    }
    // Bounded by the bytes that are really there.
    let mut bytes = vec![0; size];
    match decompress_slice_iter_to_slice(&mut bytes, std::iter::once(deflate.rest()), false, true) {
        Ok(written) if written == size => Ok(bytes),
        Ok(_) => Err(deflate.malformed("embedded symbols inflate to less than they state")),
        Err(miniz_oxide::inflate::TINFLStatus::HasMoreOutput) => {
            Err(deflate.malformed("embedded symbols inflate to more than they state"))
        }
        Err(_) => Err(deflate.malformed("embedded symbols are no Deflate stream")),
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
