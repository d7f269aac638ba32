//! One test for each trap of the metadata layout, named after its id.

mod attributes;
mod heaps;
mod mutations;
mod root;
mod signatures;
mod tables;
mod widths;

use super::writer::Writer;
use super::{Metadata, Refused};
use crate::bytes::{Diagnostics, FileOffset, Reader};
use crate::limits::Limits;

/// Where the metadata of the tests starts in its file: not at 0, and not aligned (trap M13).
const BASE: FileOffset = FileOffset(0x1002);

fn open<'a>(bytes: &'a [u8], diagnostics: &mut Diagnostics) -> Result<Metadata<'a>, Refused> {
    Metadata::open(Reader::new(bytes, BASE, "test"), &Limits::default(), diagnostics)
}

/// Opens what `writer` writes and gives the codes of what was noticed, `verify` included.
fn with<T>(writer: &Writer, test: impl FnOnce(&Metadata<'_>, &[&'static str]) -> T) -> T {
    let bytes = writer.build();
    let mut diagnostics = Diagnostics::default();
    let metadata = open(&bytes, &mut diagnostics).unwrap();
    metadata.verify(&mut diagnostics);
    test(&metadata, &codes(&diagnostics))
}

fn codes(diagnostics: &Diagnostics) -> Vec<&'static str> {
    let mut codes: Vec<_> = diagnostics.entries().iter().map(|entry| entry.code).collect();
    codes.dedup();
    codes
}
