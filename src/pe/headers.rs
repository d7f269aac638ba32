//! The PE headers up to the section table (§II.25.2).

use goblin::pe::data_directories::{self, SIZEOF_DATA_DIRECTORY};
use goblin::pe::header::CoffHeader;
use goblin::pe::optional_header::{
    MAGIC_32, MAGIC_64, StandardFields32, StandardFields64, WindowsFields32, WindowsFields64,
};

use super::cli::DataDirectory;
use super::container::{self, OpenError};
use super::{Noticed, Rva};
use crate::bytes::{FileOffset, Malformed, Reader};

/// What errors in these headers cite.
pub(super) const SECTION: &str = "§II.25.2";

/// Data directories that have a meaning; a file may declare more (§II.25.2.3.3).
const DATA_DIRECTORIES: u32 = 16;
/// The place of the debug directory among the data directories, from 0.
const DEBUG: u32 = 6;
/// The place of the CLI header among the data directories, from 0.
const CLI: u32 = 14;

/// The headers before the section table, as far as they matter.
#[derive(Clone, Debug)]
pub(super) struct Headers {
    pub(super) coff: CoffHeader,
    pub(super) is_pe32_plus: bool,
    /// Bytes; a power of two in files that load.
    pub(super) section_alignment: u32,
    /// Bytes; a power of two in files that load.
    pub(super) file_alignment: u32,
    /// Where the image would like to be loaded.
    pub(super) image_base: u64,
    /// Bytes of address space for the stack of the first thread.
    pub(super) stack_reserve: u64,
    /// 2 is a program with windows, 3 one for the console.
    pub(super) subsystem: u16,
    /// Bytes from the start of the file that are mapped as they are.
    pub(super) size: u32,
    pub(super) debug: DataDirectory,
    /// Its RVA is 0 in native files.
    pub(super) cli: DataDirectory,
    /// Start of the first section header.
    pub(super) section_table: FileOffset,
}

impl Headers {
    /// Reads the headers of a file that begins with `MZ`.
    pub(super) fn read(file: Reader<'_>, noticed: &mut Noticed<'_>) -> Result<Self, OpenError> {
        let mut reader = new_header(file)?;
        let coff: CoffHeader = reader.structure("the file ends inside the PE file header")?;
        let optional = reader.citing("§II.25.2.3");
        let mut reader = optional;
        let magic = Reader::u16(&mut reader.clone(), "the file ends before the PE optional header")?;
        let windows = match magic {
            MAGIC_32 => {
                reader.structure::<StandardFields32>(CUT)?;
                WindowsFields64::from(reader.structure::<WindowsFields32>(CUT)?)
            }
            MAGIC_64 => {
                reader.structure::<StandardFields64>(CUT)?;
                reader.structure::<WindowsFields64>(CUT)?
            }
            _ => return Err(optional.malformed("the PE optional header is neither PE32 nor PE32+").into()),
        };
        let aligned = windows.file_alignment.is_power_of_two() && windows.section_alignment.is_power_of_two();
        if !aligned {
            noticed.note("P09", optional.malformed("the file or section alignment is no power of two"));
        }
        let (mut debug, mut cli) = (DataDirectory::default(), DataDirectory::default());
        for place in 0..windows.number_of_rva_and_sizes.min(DATA_DIRECTORIES) {
            let entry = data_directory(&mut reader)?;
            match place {
                DEBUG => debug = entry,
                CLI => cli = entry,
                _ => {}
            }
        }
        if windows.number_of_rva_and_sizes > DATA_DIRECTORIES {
            noticed.note("P03", reader.malformed("more than 16 data directories are declared"));
        }
        Ok(Self {
            is_pe32_plus: magic == MAGIC_64,
            section_alignment: windows.section_alignment,
            file_alignment: windows.file_alignment,
            image_base: windows.image_base,
            stack_reserve: windows.size_of_stack_reserve,
            subsystem: windows.subsystem,
            size: windows.size_of_headers,
            debug,
            cli,
            section_table: optional.offset().plus(coff.size_of_optional_header.into()),
            coff,
        })
    }
}

const CUT: &str = "the file ends inside the PE optional header";

/// A cursor behind the PE signature. The MS-DOS header says where it is; it may lie inside that header, which goblin's
/// own reading of the two refuses and Windows loads (trap P10).
fn new_header(file: Reader<'_>) -> Result<Reader<'_>, OpenError> {
    const OFFSET_OF_LFANEW: usize = 0x3C;
    let cut = "the file ends inside the MS-DOS header";
    let mut dos = file.citing("§II.25.2.1");
    dos.skip(OFFSET_OF_LFANEW, cut)?;
    let at_pointer = dos;
    let lfanew = dos.u32(cut)?;
    let outside = at_pointer.malformed("the offset of the PE signature lies behind the end of the file");
    let mut reader = usize::try_from(lfanew).ok().and_then(|lfanew| file.at(lfanew)).ok_or(outside)?;
    let signature = reader;
    match reader.bytes(4, "the file ends inside the PE signature") {
        Ok(b"PE\0\0") => Ok(reader.citing("§II.25.2.2")),
        found => {
            if let Some(older) = container::older_program(signature.rest()) {
                return Err(older.into());
            }
            found?;
            Err(signature.malformed("the PE signature is missing").into())
        }
    }
}

fn data_directory(reader: &mut Reader<'_>) -> Result<DataDirectory, Malformed> {
    let mut entry = reader.part(SIZEOF_DATA_DIRECTORY, "the file ends inside the data directories")?;
    let entry: data_directories::DataDirectory = entry.structure(CUT)?;
    Ok(DataDirectory { rva: Rva(entry.virtual_address), size: entry.size })
}
