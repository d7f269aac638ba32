//! The CLI header (§II.25.3.3).

use super::{Noticed, Rva};
use crate::bytes::{Malformed, Reader};

/// What errors in this header cite.
pub(super) const SECTION: &str = "§II.25.3.3";

/// Bytes of a CLI header.
const SIZE: u32 = 72;

const CUT: &str = "the file ends inside the CLI header";

/// An RVA and a size: where a part of the image is (§II.25.2.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct DataDirectory {
    /// Where it begins; 0 if there is none.
    pub rva: Rva,
    /// Bytes, as declared.
    pub size: u32,
}

bitflags::bitflags! {
    /// The `Flags` of the CLI header (§II.25.3.3.1). Unknown bits are kept.
    #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
    pub struct CliFlags: u32 {
        /// No machine code but the start-up stub.
        const IL_ONLY = 0x0000_0001;
        /// Runs in 32-bit processes only.
        const REQUIRES_32_BIT = 0x0000_0002;
        /// A native image of a library; not in the standard.
        const IL_LIBRARY = 0x0000_0004;
        /// Has a strong-name signature.
        const STRONG_NAME_SIGNED = 0x0000_0008;
        /// The entry point is machine code at an RVA, no token.
        const NATIVE_ENTRY_POINT = 0x0000_0010;
        /// Shall be 0; ignored.
        const TRACK_DEBUG_DATA = 0x0001_0000;
        /// Prefers a 32-bit process; later than the standard.
        const PREFERS_32_BIT = 0x0002_0000;
        const _ = !0;
    }
}

/// Where a program starts (§II.25.3.3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum EntryPoint {
    /// A library without one.
    #[default]
    None,
    /// A token: a `MethodDef`, or a `File` that holds the method.
    Token(u32),
    /// Machine code.
    Native(Rva),
}

/// The CLI header (§II.25.3.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct CliHeader {
    /// Major and minor version of the runtime that is needed, 2.5 in nearly all files.
    pub runtime_version: (u16, u16),
    /// The metadata, from the root on.
    pub metadata: DataDirectory,
    /// What kind of code is inside.
    pub flags: CliFlags,
    /// Where a program starts.
    pub entry_point: EntryPoint,
    /// The manifest resources that are in this file.
    pub resources: DataDirectory,
    /// The strong-name signature; a size without a signature in delay-signed files.
    pub strong_name_signature: DataDirectory,
    /// The table of methods that machine code may call (§II.25.3.3.3).
    pub vtable_fixups: DataDirectory,
    /// Machine code made from the IL ahead of time; the standard says 0.
    pub managed_native_header: DataDirectory,
}

impl CliHeader {
    /// Reads the header at `reader`. What stands behind the entry point counts as absent where the bytes end.
    pub(super) fn read(
        mut reader: Reader<'_>,
        declared: DataDirectory,
        noticed: &mut Noticed<'_>,
    ) -> Result<Self, Malformed> {
        let start = reader;
        let size = reader.u32(CUT)?;
        let runtime_version = (reader.u16(CUT)?, reader.u16(CUT)?);
        let metadata = directory(&mut reader)?;
        let flags = CliFlags::from_bits_retain(reader.u32(CUT)?);
        let entry_point = match reader.u32(CUT)? {
            0 => EntryPoint::None,
            rva if flags.contains(CliFlags::NATIVE_ENTRY_POINT) => EntryPoint::Native(Rva(rva)),
            token => EntryPoint::Token(token),
        };
        if size < SIZE || declared.size < SIZE {
            noticed.note("P04", start.malformed("the CLI header is declared shorter than 72 bytes"));
        }
        if start.len() < usize::try_from(SIZE).unwrap_or_default() {
            noticed.lose("P17", reader.malformed(CUT));
        }
        let mut next = || directory(&mut reader).unwrap_or_default();
        let (resources, strong_name_signature, _code_manager_table) = (next(), next(), next());
        let (vtable_fixups, _export_address_table_jumps, managed_native_header) = (next(), next(), next());
        let header = Self {
            runtime_version,
            metadata,
            flags,
            entry_point,
            resources,
            strong_name_signature,
            vtable_fixups,
            managed_native_header,
        };
        if header.is_mixed_mode() {
            noticed.note("P16", start.malformed("mixed mode: methods may be machine code without IL"));
        }
        Ok(header)
    }

    pub(super) fn is_mixed_mode(&self) -> bool {
        !self.flags.contains(CliFlags::IL_ONLY) && self.managed_native_header.rva == Rva(0)
    }
}

fn directory(reader: &mut Reader<'_>) -> Result<DataDirectory, Malformed> {
    Ok(DataDirectory { rva: Rva(reader.u32(CUT)?), size: reader.u32(CUT)? })
}
