//! The container: headers, sections, CLI header, debug directory (§II.25).

use ilvet::bytes::Diagnostics;
use ilvet::limits::Limits;
use ilvet::pe::{Image, OpenError, Rva, bundle_header};

use super::{Seen, is_clause};

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    seen.note(bundle_header(data));
    let mut noticed = Diagnostics::default();
    match Image::open(data, &Limits::default(), &mut noticed) {
        Ok(image) => look(&image, seen),
        Err(OpenError::Malformed(at)) => seen.malformed(&at),
        Err(other) => {
            assert!(is_clause(&other.to_string()), "{other}");
            seen.note(other);
        }
    }
    seen.diagnostics(&noticed);
}

fn look(image: &Image<'_>, seen: &mut Seen) {
    seen.note((image.machine(), image.is_pe32_plus(), image.image_base(), image.cli(), image.is_mixed_mode()));
    seen.result(image.metadata());
    // The last byte of each section, and the first behind it, are where rules of others differ.
    let ends = image.sections().iter().take(64).flat_map(|it| {
        let end = it.virtual_address.0.wrapping_add(it.virtual_size);
        [it.virtual_address.0, end.wrapping_sub(1), end]
    });
    for rva in [0, 1, 0x200, 0x2000, 0x7FFF_FFFF, u32::MAX].into_iter().chain(ends) {
        if let Ok(at) = image.at(Rva(rva), "§II.25.3") {
            assert!(at.offset().0 as usize + at.len() <= image.bytes().len(), "{rva:x} leads out of the file");
            seen.note((rva, at, image.is_ambiguous(Rva(rva))));
        }
    }
    for section in image.sections().iter().take(64) {
        seen.note(section.name().safe().to_string());
    }
    for entry in image.debug_directory() {
        seen.result(entry.code_view());
        seen.result(entry.embedded_portable_pdb().map(|it| it.map(|pdb| (pdb.uncompressed_size, pdb.deflate.len()))));
        seen.note(entry.checksum().map(|it| it.hash.len()));
    }
}
