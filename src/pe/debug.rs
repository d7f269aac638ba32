//! The debug directory: which symbols belong to an image ("Debug Directory" of the PE/COFF specification).

use super::cli::DataDirectory;
use super::sections::SectionMap;
use super::{Noticed, Rva};
use crate::bytes::{FileOffset, Malformed, Reader};
use crate::text::Name;

const SECTION: &str = "PE/COFF debug directory";

/// Bytes of one entry.
const ENTRY: usize = 28;

/// One entry of the debug directory.
#[derive(Clone, Copy, Debug)]
pub struct DebugEntry<'a> {
    /// What the entry holds: one of the constants here, or another.
    pub kind: u32,
    /// Time stamp, or part of the id of a portable PDB.
    pub timestamp: u32,
    /// Major version of the format of the data.
    pub major: u16,
    /// Minor version of the format of the data.
    pub minor: u16,
    /// The data; shorter than declared where the file ends, empty where it has none.
    pub data: Reader<'a>,
    /// Where the data begins in the file, as declared.
    pub file_offset: FileOffset,
}

/// Where the symbol file of an image is and how it is recognized (`RSDS`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CodeView<'a> {
    /// First part of the id of the symbol file, in the order of the file.
    pub guid: [u8; 16],
    /// How often a Windows PDB was rewritten, from 1; always 1 for a portable PDB.
    pub age: u32,
    /// The path of the symbol file on the machine that built the image, up to the first NUL. Untrusted: a label.
    pub path: Name<'a>,
    /// Whether the symbol file is a portable PDB.
    pub portable: bool,
    /// Second part of the id of a portable PDB.
    pub stamp: u32,
}

/// A portable PDB inside the image (`MPDB`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EmbeddedPortablePdb<'a> {
    /// Bytes of the symbol file, as declared.
    pub uncompressed_size: u32,
    /// The symbol file, raw Deflate.
    pub deflate: &'a [u8],
}

/// The hash of the symbol file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PdbChecksum<'a> {
    /// The name of the algorithm, such as `SHA256`.
    pub algorithm: Name<'a>,
    /// The hash of the symbol file, with its id taken as zeros.
    pub hash: &'a [u8],
}

impl<'a> DebugEntry<'a> {
    /// Names the symbol file.
    pub const CODE_VIEW: u32 = 2;
    /// The build is reproducible: time stamps are parts of hashes.
    pub const REPRODUCIBLE: u32 = 16;
    /// Holds a portable PDB.
    pub const EMBEDDED_PORTABLE_PDB: u32 = 17;
    /// Holds the hash of the symbol file.
    pub const PDB_CHECKSUM: u32 = 19;

    /// The name and id of the symbol file; `None` in an entry of another kind or of a format before `RSDS`.
    ///
    /// # Errors
    /// The entry is cut.
    pub fn code_view(&self) -> Result<Option<CodeView<'a>>, Malformed> {
        const CUT: &str = "the CodeView entry is cut";
        const PORTABLE: u16 = 0x504D;
        let Some(mut data) = self.marked(Self::CODE_VIEW, *b"RSDS") else { return Ok(None) };
        let (guid, age) = (data.structure(CUT)?, data.u32(CUT)?);
        let (path, _) = until_nul(data.rest());
        Ok(Some(CodeView { guid, age, path, portable: self.minor == PORTABLE, stamp: self.timestamp }))
    }

    /// The symbol file inside the image; `None` in an entry of another kind.
    ///
    /// # Errors
    /// The entry is cut.
    pub fn embedded_portable_pdb(&self) -> Result<Option<EmbeddedPortablePdb<'a>>, Malformed> {
        let Some(mut data) = self.marked(Self::EMBEDDED_PORTABLE_PDB, *b"MPDB") else { return Ok(None) };
        let uncompressed_size = data.u32("the entry of the embedded portable PDB is cut")?;
        Ok(Some(EmbeddedPortablePdb { uncompressed_size, deflate: data.rest() }))
    }

    /// The hash of the symbol file; `None` in an entry of another kind.
    #[must_use]
    pub fn checksum(&self) -> Option<PdbChecksum<'a>> {
        let (algorithm, hash) = until_nul(self.data.rest());
        (self.kind == Self::PDB_CHECKSUM).then_some(PdbChecksum { algorithm, hash })
    }

    /// A cursor behind the mark of an entry; `None` when kind or mark is another.
    fn marked(&self, kind: u32, mark: [u8; 4]) -> Option<Reader<'a>> {
        let mut data = self.data;
        let found = data.bytes(mark.len(), "the mark is cut").ok()?;
        (self.kind == kind && found == mark).then_some(data)
    }
}

/// The bytes before the first NUL, and those behind it.
fn until_nul(bytes: &[u8]) -> (Name<'_>, &[u8]) {
    let mut parts = bytes.splitn(2, |byte| *byte == 0);
    (Name(parts.next().unwrap_or_default()), parts.next().unwrap_or_default())
}

/// Reads the debug directory: as many entries as the file has and the limit allows. Nothing in it is fatal.
pub(super) fn read<'a>(
    file: Reader<'a>,
    sections: &SectionMap,
    declared: DataDirectory,
    noticed: &mut Noticed<'_>,
) -> Vec<DebugEntry<'a>> {
    if declared.rva == Rva(0) || declared.size == 0 {
        return Vec::new();
    }
    let directory = match sections.at(file, declared.rva, SECTION) {
        Ok(directory) => directory,
        Err(nowhere) => {
            noticed.lose("D01", nowhere);
            return Vec::new();
        }
    };
    let size = usize::try_from(declared.size).unwrap_or(usize::MAX);
    if size > directory.len() {
        noticed.lose("D01", directory.malformed("the debug directory is longer than its section"));
    }
    let mut reader = directory.clamped(size);
    let mut entries = Vec::new();
    while reader.len() >= ENTRY {
        if entries.len() as u64 >= noticed.limits.debug_entries {
            noticed.lose("D01", reader.malformed("the debug directory has more entries than are read"));
            break;
        }
        match entry(&mut reader, file, sections, noticed) {
            Ok(entry) => entries.push(entry),
            Err(_) => break,
        }
    }
    entries
}

fn entry<'a>(
    reader: &mut Reader<'a>,
    file: Reader<'a>,
    sections: &SectionMap,
    noticed: &mut Noticed<'_>,
) -> Result<DebugEntry<'a>, Malformed> {
    const CUT: &str = "the debug directory is cut";
    let start = *reader;
    reader.skip(4, CUT)?;
    let timestamp = reader.u32(CUT)?;
    let (major, minor) = (reader.u16(CUT)?, reader.u16(CUT)?);
    let (kind, size) = (reader.u32(CUT)?, usize::try_from(reader.u32(CUT)?).unwrap_or(usize::MAX));
    let (rva, file_offset) = (Rva(reader.u32(CUT)?), FileOffset(reader.u32(CUT)?));
    let at = match (file_offset, rva) {
        (FileOffset(0), Rva(0)) => None,
        (FileOffset(0), rva) => sections.at(file, rva, SECTION).ok(),
        (FileOffset(offset), _) => usize::try_from(offset).ok().and_then(|offset| file.at(offset)),
    };
    let data = at.unwrap_or(Reader::new(&[], file_offset, SECTION)).citing(SECTION).clamped(size);
    if data.len() < size {
        noticed.lose("D01", start.malformed("the file ends inside the data of this debug entry"));
    }
    Ok(DebugEntry { kind, timestamp, major, minor, data, file_offset })
}
