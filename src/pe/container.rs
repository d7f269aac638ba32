//! What a file is that is no managed assembly, in words that help.

use std::fmt;

use goblin::pe::header::{COFF_MACHINE_ARM64, COFF_MACHINE_X86, COFF_MACHINE_X86_64};

use super::headers::Headers;
use crate::bytes::{FileOffset, Malformed, Reader};

/// Why bytes are no managed assembly that can be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OpenError {
    /// They are something else.
    NotManaged(NotManaged),
    /// The headers that say whether they are one cannot be read.
    Headers(Malformed),
    /// They are one, of which a header cannot be read.
    Malformed(Malformed),
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::NotManaged(other) => other.fmt(f),
            Self::Headers(malformed) | Self::Malformed(malformed) => write!(f, "a damaged or cut file: {malformed}"),
        }
    }
}

impl std::error::Error for OpenError {}

impl From<NotManaged> for OpenError {
    fn from(other: NotManaged) -> Self {
        Self::NotManaged(other)
    }
}

impl From<Malformed> for OpenError {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

/// What a file is instead of a managed assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NotManaged {
    /// No bytes at all.
    Empty,
    /// Text.
    Text,
    /// The stand-in of Git LFS for a file that was not fetched.
    GitLfsPointer,
    /// A library of machine code.
    NativeDll {
        /// The `Machine` of the COFF header.
        machine: u16,
    },
    /// A program of machine code.
    NativePe {
        /// The `Machine` of the COFF header.
        machine: u16,
    },
    /// The program that only starts a .NET assembly of the same name.
    AppHost,
    /// A program that carries its .NET assemblies behind its machine code: see [`bundle_header`].
    SingleFileBundle,
    /// A portable symbol file.
    PortablePdb,
    /// Another known kind of file, as a noun phrase.
    Container(&'static str),
    /// Nothing that is known here.
    Unknown,
}

impl fmt::Display for NotManaged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        const NO_CODE: &str = "it has no CLI header, so there is no .NET code in it";
        match *self {
            Self::Empty => f.write_str("an empty file"),
            Self::Text => f.write_str("a text file, not a built assembly"),
            Self::GitLfsPointer => f.write_str("a Git LFS pointer: fetch the file itself with `git lfs pull`"),
            Self::NativeDll { machine } => write!(f, "a native library ({}): {NO_CODE}", Machine(machine)),
            Self::NativePe { machine } => write!(f, "a native program ({}): {NO_CODE}", Machine(machine)),
            Self::AppHost => f.write_str(
                "a .NET application host: the code is in the .dll of the same name, point me at that instead",
            ),
            Self::SingleFileBundle => {
                f.write_str("a single-file .NET application: point me at the .dll it was published from instead")
            }
            Self::PortablePdb => {
                f.write_str("a symbol file (portable PDB): point me at the .dll it belongs to instead")
            }
            Self::Container(kind) => write!(f, "unsupported container: {kind}"),
            Self::Unknown => f.write_str("not a .NET assembly: it does not begin like a Windows program or library"),
        }
    }
}

/// The `Machine` of a COFF header in words, or as a number.
struct Machine(u16);

impl fmt::Display for Machine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            COFF_MACHINE_X86 => f.write_str("x86"),
            COFF_MACHINE_X86_64 => f.write_str("x64"),
            COFF_MACHINE_ARM64 => f.write_str("Arm64"),
            other => write!(f, "machine 0x{other:x}"),
        }
    }
}

/// How known kinds of files begin.
const BEGINNINGS: &[(&[u8], &str)] = &[
    (b"\x7fELF", "an ELF program or library (Linux)"),
    (b"\xFE\xED\xFA\xCE", MACH_O),
    (b"\xFE\xED\xFA\xCF", MACH_O),
    (b"\xCE\xFA\xED\xFE", MACH_O),
    (b"\xCF\xFA\xED\xFE", MACH_O),
    (b"\0asm", "a WebAssembly module"),
    (b"WbIL", "a WebCIL module (Blazor)"),
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"XALZ", "an LZ4-compressed assembly (Xamarin)"),
    (b"XABA", "an assembly store (Xamarin)"),
    (b"Microsoft C/C++ MSF 7.00\r\n\x1aDS", WINDOWS_PDB),
    (b"Microsoft C/C++ program database 2.00\r\n\x1aJG", WINDOWS_PDB),
    (b"\x14\xA6\x7F\xFD\x23\x26\xE8\x45", "a symbol file (Mono mdb)"),
    (b"!<arch>\n", "a static library"),
    (b"\0\0\xFF\xFF", OBJECT),
    (b"MSCF", "a cabinet archive"),
    (b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", "an OLE file, such as a Windows Installer package"),
    (b"\x1F\x8B", "a gzip file"),
    (b"7z\xBC\xAF\x27\x1C", "a 7z archive"),
    (b"Rar!\x1A\x07", "a RAR archive"),
    (b"BSJB", "bare metadata without a PE file around it"),
];

const MACH_O: &str = "a Mach-O program or library (macOS)";
const ZIP: &str = "a ZIP archive";
const WINDOWS_PDB: &str = "a symbol file (Windows PDB)";
const OBJECT: &str = "an object file (COFF), not yet linked";

/// What a file is that does not begin with `MZ`; `None` for one that does.
pub(super) fn recognize(bytes: &[u8]) -> Option<NotManaged> {
    if bytes.starts_with(b"MZ") {
        return None;
    }
    Some(match bytes {
        [] => NotManaged::Empty,
        [b'B', b'S', b'J', b'B', ..] if is_portable_pdb(bytes) => NotManaged::PortablePdb,
        // A universal Mach-O file counts a few processors where a Java class has its version, 45 or more.
        [0xCA, 0xFE, 0xBA, 0xBE, 0, 0, 0, 0..=43, ..] => of_host(bytes).unwrap_or(NotManaged::Container(MACH_O)),
        [0xCA, 0xFE, 0xBA, 0xBE, ..] => NotManaged::Container("a Java class file"),
        _ => {
            let known = BEGINNINGS.iter().find(|(beginning, _)| bytes.starts_with(beginning)).map(|(_, kind)| *kind);
            match known {
                Some(program) if program == MACH_O || bytes.starts_with(b"\x7fELF") => {
                    of_host(bytes).unwrap_or(NotManaged::Container(program))
                }
                Some(kind) => NotManaged::Container(kind),
                None if is_object(bytes) => NotManaged::Container(OBJECT),
                None => of_text(bytes).unwrap_or(NotManaged::Unknown),
            }
        }
    })
}

/// What a PE file without a CLI header is.
pub(super) fn native(bytes: &[u8], headers: &Headers) -> NotManaged {
    const LIBRARY: u16 = 0x2000;
    let machine = headers.coff.machine;
    let library = headers.coff.characteristics & LIBRARY != 0;
    let native = if library { NotManaged::NativeDll { machine } } else { NotManaged::NativePe { machine } };
    of_host(bytes).unwrap_or(native)
}

/// What a program for MS-DOS, Windows 3 or OS/2 is, by the signature of its second header.
pub(super) fn older_program(signature: &[u8]) -> Option<NotManaged> {
    let kind = match signature {
        [b'N', b'E', ..] => "a 16-bit program or library (NE)",
        [b'L', b'E' | b'X', ..] => "a driver or an OS/2 program (LE, LX)",
        _ => return None,
    };
    Some(NotManaged::Container(kind))
}

/// The mark inside the host programs of .NET: the SHA-256 of a fixed sentence. The 8 bytes before it say where the
/// list of embedded files is; 0 in a host without any.
pub(super) const BUNDLE_MARK: [u8; 32] = [
    0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93, 0x02, 0x14, 0xd7, 0xa0, 0x32, 0x13, 0xf5, 0xb9,
    0xe6, 0xef, 0xae, 0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae,
];

/// Where the list of embedded files of a single-file application begins; `None` in any other file.
#[must_use]
pub fn bundle_header(bytes: &[u8]) -> Option<FileOffset> {
    let header = marked_header(bytes).filter(|header| *header != 0)?;
    u32::try_from(header).ok().filter(|header| u64::from(*header) < bytes.len() as u64).map(FileOffset)
}

/// The 8 bytes before the mark of a host program.
fn marked_header(bytes: &[u8]) -> Option<u64> {
    const HEADER: usize = 8;
    let mark = bytes.windows(BUNDLE_MARK.len()).position(|window| window == BUNDLE_MARK)?;
    let file = Reader::new(bytes, FileOffset(0), "single-file bundle");
    file.at(mark.checked_sub(HEADER)?)?.u64("the offset of the embedded files").ok()
}

fn of_host(bytes: &[u8]) -> Option<NotManaged> {
    marked_header(bytes).map(|header| if header == 0 { NotManaged::AppHost } else { NotManaged::SingleFileBundle })
}

/// Whether bare metadata names the stream that only symbol files have.
fn is_portable_pdb(bytes: &[u8]) -> bool {
    const LOOKED_AT: usize = 1024;
    bytes.get(..LOOKED_AT).unwrap_or(bytes).windows(5).any(|window| window == b"#Pdb\0")
}

/// Whether a file begins with a COFF header for a known processor, without an optional header.
fn is_object(bytes: &[u8]) -> bool {
    let machine = matches!(bytes, [0x4C | 0xC4, 0x01, ..] | [0x64, 0x86 | 0xAA, ..]);
    machine && bytes.get(16..18) == Some(&[0, 0])
}

/// What a file of readable characters is; UTF-16 by its byte-order mark.
fn of_text(bytes: &[u8]) -> Option<NotManaged> {
    const LOOKED_AT: usize = 512;
    let beginning = bytes.get(..LOOKED_AT).unwrap_or(bytes);
    let readable = |byte: &u8| matches!(byte, b'\t' | b'\n' | 0x0C | b'\r' | 0x20..=0x7E | 0x80..);
    if bytes.starts_with(b"version https://git-lfs") {
        Some(NotManaged::GitLfsPointer)
    } else if matches!(bytes, [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..]) || beginning.iter().all(readable) {
        Some(NotManaged::Text)
    } else {
        None
    }
}
