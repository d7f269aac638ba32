//! The container of an assembly: PE headers, sections, the CLI header and the debug directory (§II.25).
//!
//! The only user of goblin, and of its pieces alone: the whole-file parsers of goblin read imports, exports and
//! resources too, which nobody here needs and a crafted file turns into seconds and gigabytes.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod cli;
mod container;
mod debug;
mod headers;
mod sections;
#[cfg(test)]
mod tests;

use std::fmt;

pub use cli::{CliFlags, CliHeader, DataDirectory, EntryPoint};
pub use container::{NotManaged, OpenError, bundle_header};
pub use debug::{CodeView, DebugEntry, EmbeddedPortablePdb, PdbChecksum};
pub use sections::Section;

use crate::bytes::{Diagnostic, Diagnostics, FileOffset, Loss, Malformed, Reader};
use crate::limits::Limits;
use headers::Headers;
use sections::SectionMap;

/// A relative virtual address: bytes from where the image is loaded (§II.25.1). 0 means "nothing".
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Rva(pub u32);

impl fmt::Display for Rva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0x{:x}", self.0)
    }
}

impl fmt::Debug for Rva {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An opened managed PE file: its headers, and the way from an RVA to bytes.
#[derive(Clone, Debug)]
pub struct Image<'a> {
    file: Reader<'a>,
    headers: Headers,
    sections: SectionMap,
    cli: CliHeader,
    metadata: Result<Reader<'a>, Malformed>,
    debug_directory: Vec<DebugEntry<'a>>,
}

impl<'a> Image<'a> {
    /// Reads the headers of a managed PE file.
    ///
    /// # Errors
    /// The bytes are something else, or the headers up to and including the CLI header cannot be read.
    pub fn open(bytes: &'a [u8], limits: &Limits, diagnostics: &mut Diagnostics) -> Result<Self, OpenError> {
        let largest = limits.file_bytes.min(u64::from(u32::MAX));
        if bytes.len() as u64 > largest {
            let offset = FileOffset(u32::try_from(largest).unwrap_or(u32::MAX));
            let what = "the file goes on past the largest size that is read";
            return Err(Malformed { offset, what, section: "limit file-bytes" }.into());
        }
        if let Some(other) = container::recognize(bytes) {
            return Err(other.into());
        }
        let file = Reader::new(bytes, FileOffset(0), headers::SECTION);
        let mut noticed = Noticed { limits, diagnostics };
        let headers = Headers::read(file, &mut noticed).map_err(|error| match error {
            OpenError::Malformed(at) => OpenError::Headers(at),
            other => other,
        })?;
        if headers.cli.rva == Rva(0) {
            return Err(container::native(bytes, &headers).into());
        }
        let sections = SectionMap::read(file, &headers, &mut noticed)?;
        let at = sections.at(file, headers.cli.rva, cli::SECTION)?;
        let cli = CliHeader::read(at, headers.cli, &mut noticed)?;
        sections.notice(headers.cli, at.offset(), cli::SECTION, &mut noticed);
        let metadata = metadata(file, &sections, cli.metadata, &mut noticed);
        let debug_directory = debug::read(file, &sections, headers.debug, &mut noticed);
        Ok(Self { file, headers, sections, cli, metadata, debug_directory })
    }

    /// The whole file.
    #[must_use]
    pub fn bytes(&self) -> &'a [u8] {
        self.file.rest()
    }

    /// The `Machine` of the COFF header (§II.25.2.2): 0x14C for x86 and for code of any processor; ReadyToRun images
    /// carry the code of their operating system in it.
    #[must_use]
    pub fn machine(&self) -> u16 {
        self.headers.coff.machine
    }

    /// Whether the optional header is the 64-bit one (§II.25.2.3).
    #[must_use]
    pub fn is_pe32_plus(&self) -> bool {
        self.headers.is_pe32_plus
    }

    /// The `Characteristics` of the COFF header (§II.25.2.2.1): 0x2000 marks a library.
    #[must_use]
    pub fn characteristics(&self) -> u16 {
        self.headers.coff.characteristics
    }

    /// The `TimeDateStamp` of the COFF header (§II.25.2.2): seconds since 1970, or part of a hash in a reproducible build.
    #[must_use]
    pub fn timestamp(&self) -> u32 {
        self.headers.coff.time_date_stamp
    }

    /// Where the image would like to be loaded (§II.25.2.3.2).
    #[must_use]
    pub fn image_base(&self) -> u64 {
        self.headers.image_base
    }

    /// The alignment of the sections in the file, in bytes (§II.25.2.3.2).
    #[must_use]
    pub fn file_alignment(&self) -> u32 {
        self.headers.file_alignment
    }

    /// Bytes of address space for the stack of the first thread (§II.25.2.3.2).
    #[must_use]
    pub fn stack_reserve(&self) -> u64 {
        self.headers.stack_reserve
    }

    /// What the program runs under (§II.25.2.3.2): 2 with windows, 3 in a console.
    #[must_use]
    pub fn subsystem(&self) -> u16 {
        self.headers.subsystem
    }

    /// The section headers that the file holds, in the order of the file (§II.25.3).
    #[must_use]
    pub fn sections(&self) -> &[Section] {
        self.sections.all()
    }

    /// The CLI header (§II.25.3.3).
    #[must_use]
    pub fn cli(&self) -> &CliHeader {
        &self.cli
    }

    /// Whether machine code was added to IL that is all there (ReadyToRun, native images).
    #[must_use]
    pub fn is_ready_to_run(&self) -> bool {
        self.cli.managed_native_header.rva != Rva(0)
    }

    /// Whether methods may have no IL at all (C++/CLI): neither marked as IL only nor ReadyToRun.
    #[must_use]
    pub fn is_mixed_mode(&self) -> bool {
        self.cli.is_mixed_mode()
    }

    /// A cursor at `rva` that ends where the file's bytes of that section end; its errors cite `section`.
    ///
    /// # Errors
    /// No byte of the file stands for this RVA. The error points at the section headers or at the end of the file:
    /// a caller that knows where the RVA was read can say that instead.
    pub fn at(&self, rva: Rva, section: &'static str) -> Result<Reader<'a>, Malformed> {
        self.sections.at(self.file, rva, section)
    }

    /// Whether other readers of PE files take other bytes than the runtime for this RVA (trap P05): the runtime rounds
    /// `VirtualSize` up, others take it as it is, or take `SizeOfRawData`.
    #[must_use]
    pub fn is_ambiguous(&self, rva: Rva) -> bool {
        self.sections.is_ambiguous(rva.0)
    }

    /// A cursor over the metadata, from its root on; as many of the bytes declared in the CLI header as the file has,
    /// at any alignment (§II.24.2.1).
    ///
    /// # Errors
    /// No byte of the file stands for the RVA of the metadata.
    pub fn metadata(&self) -> Result<Reader<'a>, Malformed> {
        self.metadata
    }

    /// The entries of the debug directory ("Debug Directory" of the PE/COFF specification).
    #[must_use]
    pub fn debug_directory(&self) -> &[DebugEntry<'a>] {
        &self.debug_directory
    }
}

/// The metadata named by the CLI header, cut to what the file has.
fn metadata<'a>(
    file: Reader<'a>,
    sections: &SectionMap,
    declared: DataDirectory,
    noticed: &mut Noticed<'_>,
) -> Result<Reader<'a>, Malformed> {
    const SECTION: &str = "§II.24.2.1";
    let at = sections.at(file, declared.rva, SECTION)?;
    sections.notice(declared, at.offset(), SECTION, noticed);
    let size = usize::try_from(declared.size).unwrap_or(usize::MAX);
    if size == 0 {
        noticed.note("M11", at.malformed("the metadata has no declared size: read to the end of its section"));
        return Ok(at);
    }
    if size > at.len() {
        noticed.lose("M11", at.malformed("the metadata is declared longer than the bytes of its section in the file"));
    }
    Ok(at.clamped(size))
}

/// Where headers note what they noticed.
struct Noticed<'n> {
    limits: &'n Limits,
    diagnostics: &'n mut Diagnostics,
}

impl Noticed<'_> {
    /// Something odd that costs nothing.
    fn note(&mut self, code: &'static str, at: Malformed) {
        self.diagnostics.note(self.limits, Diagnostic { at, code, loss: Loss::Nothing, token: None });
    }

    /// Something of which a part is not there.
    fn lose(&mut self, code: &'static str, at: Malformed) {
        self.diagnostics.note(self.limits, Diagnostic { at, code, loss: Loss::Unit, token: None });
    }
}
