//! A small writer of PE files with one knob a trap, and a test for each trap.

use super::*;
use crate::text::Name;

/// A managed PE file of one section, `.text` at RVA 0x2000 and file offset 0x200, whose headers a test patches.
struct Pe {
    bytes: Vec<u8>,
    /// File offset of the PE file header.
    coff: usize,
    /// File offset of the optional header.
    optional: usize,
    /// File offset of the first data directory.
    directories: usize,
    /// File offset of the first section header.
    sections: usize,
}

const TEXT: usize = 0x200;
const CLI: usize = TEXT;
const METADATA: usize = TEXT + 0x50;
const DEBUG: usize = TEXT + 0x80;
const DEBUG_DATA: usize = TEXT + 0x100;
const GUID: [u8; 16] = *b"0123456789abcdef";

fn put(bytes: &mut [u8], offset: usize, value: &[u8]) {
    bytes[offset..offset + value.len()].copy_from_slice(value);
}

impl Pe {
    fn new(plus: bool) -> Self {
        Self::with_signature_at(plus, 0x80)
    }

    fn with_signature_at(plus: bool, signature: usize) -> Self {
        let (coff, optional) = (signature + 4, signature + 24);
        let directories = optional + if plus { 112 } else { 96 };
        let mut pe = Self { bytes: vec![0; 0x400], coff, optional, directories, sections: directories + 128 };
        pe.put(0, b"MZ").u32(0x3C, u32::try_from(signature).unwrap()).put(signature, b"PE\0\0");
        pe.u16(coff, 0x14C).u16(coff + 2, 1).u32(coff + 4, 0x1234_5678).u16(coff + 18, 0x2102);
        pe.u16(coff + 16, if plus { 240 } else { 224 });
        pe.u16(optional, if plus { 0x20B } else { 0x10B });
        pe.u32(optional + 32, 0x2000).u32(optional + 36, 0x200).u32(optional + 60, 0x200);
        pe.u32(directories - 4, 16);
        pe.directory(14, 0x2000, 72).directory(6, 0x2080, 84);
        let name = *b".text\0\0\0";
        pe.section(0, name, [0x200, 0x2000, 0x200, 0x200]);
        pe.u32(CLI, 72).u16(CLI + 4, 2).u16(CLI + 6, 5).u32(CLI + 8, 0x2050).u32(CLI + 12, 0x28);
        pe.u32(CLI + 16, 1).u32(CLI + 20, 0x0600_0001);
        pe.put(METADATA, b"BSJB");
        pe.debug_entry(0, [0, 0xAABB_CCDD, 0x504D_0100, 2, 33, 0x2100, 0x300]);
        pe.put(DEBUG_DATA, b"RSDS")
            .put(DEBUG_DATA + 4, &GUID)
            .u32(DEBUG_DATA + 20, 1)
            .put(DEBUG_DATA + 24, b"C:\\a.pdb\0");
        pe.debug_entry(1, [0, 0, 0x0100_0100, 17, 12, 0x2140, 0x340]);
        pe.put(DEBUG_DATA + 0x40, b"MPDB").u32(DEBUG_DATA + 0x44, 1000).put(DEBUG_DATA + 0x48, b"\x03\x00..");
        pe.debug_entry(2, [0, 0, 1, 19, 11, 0x2160, 0x360]);
        pe.put(DEBUG_DATA + 0x60, b"SHA256\0hash");
        pe
    }

    fn put(&mut self, offset: usize, value: &[u8]) -> &mut Self {
        put(&mut self.bytes, offset, value);
        self
    }

    fn u16(&mut self, offset: usize, value: u16) -> &mut Self {
        self.put(offset, &value.to_le_bytes())
    }

    fn u32(&mut self, offset: usize, value: u32) -> &mut Self {
        self.put(offset, &value.to_le_bytes())
    }

    fn directory(&mut self, index: usize, rva: u32, size: u32) -> &mut Self {
        let at = self.directories + index * 8;
        self.u32(at, rva).u32(at + 4, size)
    }

    /// `numbers`: virtual size, virtual address, size in the file, offset in the file.
    fn section(&mut self, index: u16, name: [u8; 8], numbers: [u32; 4]) -> &mut Self {
        let at = self.sections + usize::from(index) * 40;
        let count = u16::from_le_bytes([self.bytes[self.coff + 2], self.bytes[self.coff + 3]]);
        self.u16(self.coff + 2, count.max(index + 1)).put(at, &name);
        for (place, number) in numbers.into_iter().enumerate() {
            self.u32(at + 8 + place * 4, number);
        }
        self
    }

    fn text(&mut self, numbers: [u32; 4]) -> &mut Self {
        self.section(0, *b".text\0\0\0", numbers)
    }

    fn debug_entry(&mut self, index: usize, words: [u32; 7]) -> &mut Self {
        for (place, word) in words.into_iter().enumerate() {
            self.u32(DEBUG + index * 28 + place * 4, word);
        }
        self
    }

    fn open(&self) -> (Result<Image<'_>, OpenError>, Vec<&'static str>) {
        open(&self.bytes)
    }

    /// Opens, and expects exactly these diagnostics.
    fn opens_with(&self, codes: &[&str]) -> Image<'_> {
        let (image, noticed) = self.open();
        assert_eq!(noticed, codes);
        image.unwrap()
    }

    fn refused(&self) -> OpenError {
        self.open().0.unwrap_err()
    }
}

fn open(bytes: &[u8]) -> (Result<Image<'_>, OpenError>, Vec<&'static str>) {
    let mut diagnostics = Diagnostics::default();
    let image = Image::open(bytes, &Limits::default(), &mut diagnostics);
    (image, diagnostics.entries().iter().map(|entry| entry.code).collect())
}

fn refusal(bytes: &[u8]) -> String {
    open(bytes).0.unwrap_err().to_string()
}

fn offset_of(image: &Image<'_>, rva: u32) -> Option<u32> {
    image.at(Rva(rva), "test").ok().map(|at| at.offset().0)
}

/// Touches everything that an image offers.
fn exercise(image: &Image<'_>) {
    for rva in [0, 1, 0x1FF, 0x200, 0x2000, 0x2050, 0x21FF, 0x2200, 0x4000, 0x7FFF_FFFF, u32::MAX] {
        let _ = (image.at(Rva(rva), "test"), image.is_ambiguous(Rva(rva)));
    }
    let _ = (image.metadata(), image.sections().iter().map(|section| section.name().safe().to_string()).max());
    for entry in image.debug_directory() {
        let _ = (entry.code_view(), entry.embedded_portable_pdb(), entry.checksum());
    }
}

#[test]
fn p01_both_optional_headers() {
    for plus in [false, true] {
        let pe = Pe::new(plus);
        let image = pe.opens_with(&[]);
        assert_eq!(image.is_pe32_plus(), plus);
        assert_eq!((image.machine(), image.characteristics(), image.timestamp()), (0x14C, 0x2102, 0x1234_5678));
        let cli = image.cli();
        assert_eq!(cli.runtime_version, (2, 5));
        assert_eq!((cli.flags, cli.entry_point), (CliFlags::IL_ONLY, EntryPoint::Token(0x0600_0001)));
        let metadata = image.metadata().unwrap();
        assert_eq!((metadata.offset(), metadata.len()), (FileOffset(0x250), 0x28));
        assert!(metadata.rest().starts_with(b"BSJB"));
        assert_eq!(image.sections()[0].name(), ".text");
        assert_eq!(image.at(Rva(0x2010), "x").unwrap().len(), 0x1F0);
        assert_eq!(image.bytes().len(), 0x400);
    }
}

#[test]
fn p02_any_machine_is_read() {
    for machine in [0xFD1D, 0xEC20, 0x8664, 0xAA64, 0] {
        let mut pe = Pe::new(true);
        let coff = pe.coff;
        assert_eq!(pe.u16(coff, machine).opens_with(&[]).machine(), machine);
    }
}

#[test]
fn p03_number_of_data_directories() {
    let mut pe = Pe::new(false);
    let count = pe.directories - 4;
    pe.u32(count, u32::MAX).opens_with(&["P03"]);
    pe.u32(count, 15).opens_with(&[]);
    for few in [14, 6, 0] {
        assert_eq!(pe.u32(count, few).refused(), NotManaged::NativeDll { machine: 0x14C }.into());
    }
}

#[test]
fn p04_size_of_the_cli_header_is_no_reason_to_refuse() {
    let mut pe = Pe::new(false);
    pe.directory(14, 0x2000, 0).opens_with(&["P04"]);
    pe.directory(14, 0x2000, 73).opens_with(&[]);
    pe.u32(CLI, 8).opens_with(&["P04"]);
}

#[test]
fn p05_virtual_size_is_rounded_up_to_the_section_alignment() {
    let mut pe = Pe::new(false);
    let image = pe.text([8, 0x2000, 0x200, 0x200]).opens_with(&["P05", "P05"]);
    assert_eq!(offset_of(&image, 0x2050), Some(0x250));
    assert!(image.is_ambiguous(Rva(0x2050)) && !image.is_ambiguous(Rva(0x2004)));
}

#[test]
fn p05_without_a_virtual_size_the_size_in_the_file_counts() {
    let mut pe = Pe::new(false);
    let image = pe.text([0, 0x2000, 0x200, 0x200]).opens_with(&["P05", "P05"]);
    assert_eq!(offset_of(&image, 0x2050), Some(0x250));
}

#[test]
fn p05_the_zero_filled_end_of_a_section_has_no_bytes() {
    let mut pe = Pe::new(false);
    let image = pe.text([0x1000, 0x2000, 0x200, 0x200]).opens_with(&[]);
    assert_eq!(offset_of(&image, 0x21FF), Some(0x3FF));
    assert_eq!(offset_of(&image, 0x2200), None);
    assert_eq!(image.at(Rva(0), "x").unwrap_err().section, "x");
}

#[test]
fn p06_the_first_section_of_the_table_wins_an_overlap() {
    let mut pe = Pe::new(false);
    pe.bytes.resize(0x600, 0);
    pe.section(1, *b"second\0\0", [0x200, 0x2100, 0x200, 0x400]);
    let image = pe.opens_with(&["P06"]);
    assert_eq!(offset_of(&image, 0x2100), Some(0x300));
    assert!(image.is_ambiguous(Rva(0x2100)));
}

#[test]
fn p06_sections_out_of_order_are_found_and_marked() {
    let mut pe = Pe::new(false);
    pe.bytes.resize(0x600, 0);
    pe.section(1, *b".text\0\0\0", [0x200, 0x2000, 0x200, 0x200]);
    pe.text([0x200, 0x8000, 0x200, 0x400]);
    let image = pe.opens_with(&["P06", "P05", "P05"]);
    assert_eq!((offset_of(&image, 0x2050), offset_of(&image, 0x8010)), (Some(0x250), Some(0x410)));
}

#[test]
fn p07_an_rva_in_the_headers_is_a_file_offset() {
    let mut pe = Pe::new(false);
    let size_of_headers = pe.optional + 60;
    pe.u32(size_of_headers, 0x400).directory(14, 0x200, 72).u32(CLI + 8, 0x250);
    let image = pe.opens_with(&["P07", "P07"]);
    assert!(image.metadata().unwrap().rest().starts_with(b"BSJB"));
}

#[test]
fn p08_the_offset_of_a_section_is_not_rounded() {
    let mut pe = Pe::new(false);
    pe.bytes.splice(0x200..0x200, [0; 4]);
    pe.directory(6, 0, 0).text([0x200, 0x2000, 0x200, 0x204]);
    assert_eq!(offset_of(&pe.opens_with(&["P08"]), 0x2000), Some(0x204));
}

#[test]
fn p09_alignments_do_not_decide() {
    for (at, value) in [(36, 0), (36, 3), (36, u32::MAX), (32, 0), (32, 7)] {
        let mut pe = Pe::new(true);
        let at = pe.optional + at;
        assert_eq!(offset_of(&pe.u32(at, value).opens_with(&["P09"]), 0x2050), Some(0x250));
    }
}

#[test]
fn p10_the_pe_signature_inside_the_ms_dos_header() {
    let mut pe = Pe::with_signature_at(false, 0x10);
    // The section alignment shares its place with the pointer to the signature: 16.
    assert_eq!((pe.optional + 32, 0x3C), (0x48, 0x3C));
    let base_of_data = pe.optional + 20;
    assert_eq!(base_of_data, 0x3C);
    pe.u32(base_of_data, 0x10).opens_with(&[]);
}

#[test]
fn p11_section_names_are_bytes() {
    for name in [*b"\xFF\xFE\x80abcde", *b"/9999999", *b"//AAAAAA", *b"/x\0\0\0\0\0\0", *b"//\xFF\xFF\xFF\xFF\xFF\xFF"]
    {
        let mut pe = Pe::new(false);
        pe.section(0, name, [0x200, 0x2000, 0x200, 0x200]);
        let image = pe.opens_with(&[]);
        assert!(name.starts_with(image.sections()[0].name().as_bytes()));
    }
}

#[test]
fn p12_native_files_are_called_native() {
    let mut pe = Pe::new(true);
    pe.directory(14, 0, 0);
    let coff = pe.coff;
    assert_eq!(
        pe.u16(coff, 0x8664).refused().to_string(),
        "a native library (x64): it has no CLI header, so there is no .NET code in it"
    );
    assert_eq!(pe.u16(coff + 18, 0x102).refused(), NotManaged::NativePe { machine: 0x8664 }.into());
}

#[test]
fn p13_hosts_point_at_the_assembly() {
    let mut pe = Pe::new(true);
    pe.directory(14, 0, 0);
    pe.put(0x3A8, &container::BUNDLE_MARK);
    assert_eq!(pe.refused(), NotManaged::AppHost.into());
    assert_eq!(bundle_header(&pe.bytes), None);
    pe.u32(0x3A0, 0x250);
    assert_eq!(pe.refused(), NotManaged::SingleFileBundle.into());
    assert_eq!(bundle_header(&pe.bytes), Some(FileOffset(0x250)));
    pe.put(0, b"\x7fELF");
    assert_eq!(pe.refused(), NotManaged::SingleFileBundle.into());
    // An assembly that holds the mark as data is an assembly.
    Pe::new(true).put(0x3A8, &container::BUNDLE_MARK).opens_with(&[]);
}

#[test]
fn p14_ready_to_run_is_not_mixed_mode() {
    let mut pe = Pe::new(true);
    pe.u32(CLI + 16, 0).u32(CLI + 64, 0x2100);
    let image = pe.opens_with(&[]);
    assert!(image.is_ready_to_run() && !image.is_mixed_mode());
}

#[test]
fn p15_a_native_entry_point_is_an_rva() {
    let mut pe = Pe::new(false);
    pe.u32(CLI + 16, 0x0002_001B);
    let image = pe.opens_with(&[]);
    assert_eq!(image.cli().entry_point, EntryPoint::Native(Rva(0x0600_0001)));
    assert!(image.cli().flags.contains(CliFlags::PREFERS_32_BIT | CliFlags::STRONG_NAME_SIGNED));
    assert_eq!(pe.u32(CLI + 20, 0).opens_with(&[]).cli().entry_point, EntryPoint::None);
    assert_eq!(pe.u32(CLI + 16, u32::MAX).opens_with(&[]).cli().flags.bits(), u32::MAX);
}

#[test]
fn p16_mixed_mode_is_said() {
    let mut pe = Pe::new(false);
    pe.u32(CLI + 16, 0).u32(CLI + 48, 0x2100).u32(CLI + 52, 8);
    let image = pe.opens_with(&["P16"]);
    assert!(image.is_mixed_mode());
    assert_eq!(image.cli().vtable_fixups, DataDirectory { rva: Rva(0x2100), size: 8 });
}

#[test]
fn p17_a_cut_file_gives_what_is_there() {
    let whole = Pe::new(false);
    for length in 0..whole.bytes.len() {
        let (image, noticed) = open(&whole.bytes[..length]);
        if let Ok(image) = &image {
            exercise(image);
            assert!(noticed.contains(&"P17"), "{length}: {noticed:?}");
            assert!(image.metadata().is_ok() == (length > METADATA), "{length}");
        }
        // 24 bytes of the CLI header are enough.
        assert_eq!(image.is_ok(), length >= CLI + 24, "{length}");
    }
}

#[test]
fn p17_errors_say_where_the_file_ends() {
    let mut pe = Pe::new(false);
    pe.bytes.truncate(0x3D);
    assert_eq!(
        pe.refused().to_string(),
        "a damaged or cut file: 0x3c: the file ends inside the MS-DOS header (§II.25.2.1)"
    );
    let mut pe = Pe::new(false);
    pe.bytes.truncate(0x210);
    assert!(matches!(pe.refused(), OpenError::Malformed(Malformed { section: "§II.25.3.3", .. })));
}

#[test]
fn p18_certificates_and_overlays_are_not_looked_at() {
    let mut pe = Pe::new(false);
    pe.bytes.extend([0xFF; 100]);
    pe.directory(4, 0xFFFF_FFF0, 0xFFFF_FFFF).opens_with(&[]);
}

#[test]
fn p19_other_tables_are_not_looked_at() {
    let mut pe = Pe::new(false);
    for index in [0, 1, 2, 3, 4, 5, 7, 8, 9, 10, 11, 12, 13, 15] {
        pe.directory(index, 0x2000, u32::MAX);
    }
    pe.opens_with(&[]);
}

/// goblin adds up numbers of the file in the arguments of its log lines: nothing here may call what logs.
#[test]
fn p20_goblin_is_used_in_pieces_that_do_not_log() {
    for source in [include_str!("../pe.rs"), include_str!("headers.rs"), include_str!("sections.rs")] {
        for name in ["PE::parse", "Header::parse(", ".sections(&mut", "utils::", "with_opts", "ClrData", "DebugData"] {
            assert!(!source.contains(name), "{name}");
        }
    }
}

#[test]
fn p21_section_counts_are_bounded_by_the_file() {
    let mut pe = Pe::new(false);
    let coff = pe.coff;
    // What follows the headers is taken for sections until the file ends; `.text` is still the first.
    pe.u16(coff + 2, u16::MAX);
    let (image, noticed) = pe.open();
    assert!(noticed.contains(&"P21"), "{noticed:?}");
    assert_eq!(offset_of(&image.unwrap(), 0x2050), Some(0x250));

    pe.u16(coff + 2, 0).directory(14, 0x200, 72).u32(CLI + 8, 0x250).directory(6, 0, 0);
    let image = pe.opens_with(&["P21", "P07", "P07"]);
    assert_eq!(offset_of(&image, 0x3FF), Some(0x3FF));
}

/// 65,535 sections, each overlapping the next, and as many RVAs: linear time.
#[test]
fn p21_many_sections_cost_no_more_than_their_bytes() {
    let mut pe = Pe::new(false);
    let end = (pe.sections + 65_535 * 40).next_multiple_of(0x200);
    pe.bytes.resize(end + 0x200, 0);
    let text: Vec<u8> = pe.bytes[TEXT..0x400].to_vec();
    put(&mut pe.bytes, end, &text);
    pe.directory(6, 0, 0);
    let end = u32::try_from(end).unwrap();
    for index in 0..u16::MAX {
        pe.section(index, [b'x'; 8], [0x4000, 0x2000 + u32::from(index) * 0x2000, 0x200, end]);
    }
    let image = pe.opens_with(&["P06"]);
    assert_eq!(image.sections().len(), 65_535);
    let found = (0..1_000_000).filter(|index| offset_of(&image, 0x2000 + index * 100).is_some()).count();
    assert!(found > 0);
}

#[test]
fn p22_other_containers_are_named() {
    let padded = |beginning: &[u8]| [beginning, &[0; 100]].concat();
    for (bytes, said) in [
        (padded(b"\x7fELF"), "unsupported container: an ELF program or library (Linux)"),
        (padded(b"\xCF\xFA\xED\xFE"), "unsupported container: a Mach-O program or library (macOS)"),
        (padded(b"\xCA\xFE\xBA\xBE\0\0\0\x02"), "unsupported container: a Mach-O program or library (macOS)"),
        (padded(b"\xCA\xFE\xBA\xBE\0\0\0\x34"), "unsupported container: a Java class file"),
        (padded(b"\0asm\x01"), "unsupported container: a WebAssembly module"),
        (padded(b"PK\x03\x04"), "unsupported container: a ZIP archive"),
        (padded(b"XALZ"), "unsupported container: an LZ4-compressed assembly (Xamarin)"),
        (padded(b"Microsoft C/C++ MSF 7.00\r\n\x1aDS"), "unsupported container: a symbol file (Windows PDB)"),
        (padded(b"\x64\x86\x03\0"), "unsupported container: an object file (COFF), not yet linked"),
        (padded(b"BSJB\x01\0\x01\0"), "unsupported container: bare metadata without a PE file around it"),
        (
            padded(b"BSJB\x01\0\x01\0\0\0\0\0\x0c\0\0\0PDB v1.0\0\0\0\0\0\0\x05\0\0\0\0\0\0\0\0\0#Pdb\0"),
            "a symbol file (portable PDB): point me at the .dll it belongs to instead",
        ),
        (vec![], "an empty file"),
        (vec![0; 100], "not a .NET assembly: it does not begin like a Windows program or library"),
        (b"using System;\r\n".to_vec(), "a text file, not a built assembly"),
        (b"\xEF\xBB\xBF<?xml version=\"1.0\"?>".to_vec(), "a text file, not a built assembly"),
        (b"\xFF\xFEa\0".to_vec(), "a text file, not a built assembly"),
        (
            b"version https://git-lfs.github.com/spec/v1\n".to_vec(),
            "a Git LFS pointer: fetch the file itself with `git lfs pull`",
        ),
    ] {
        assert_eq!(refusal(&bytes), said);
    }
    for (mark, said) in
        [(b"NE\0\0", "a 16-bit program or library (NE)"), (b"LX\0\0", "a driver or an OS/2 program (LE, LX)")]
    {
        assert_eq!(Pe::new(false).put(0x80, mark).refused(), NotManaged::Container(said).into());
    }
    assert!(matches!(Pe::new(false).put(0x80, b"XX").refused(), OpenError::Headers(_)));
}

#[test]
fn p23_a_file_above_the_limit_is_refused() {
    let pe = Pe::new(false);
    let limits = Limits { file_bytes: 0x3FF, ..Limits::default() };
    let error = Image::open(&pe.bytes, &limits, &mut Diagnostics::default()).unwrap_err();
    assert!(error.to_string().contains("0x3ff") && error.to_string().contains("file-bytes"), "{error}");
    let limits = Limits { file_bytes: 0x400, ..Limits::default() };
    assert!(Image::open(&pe.bytes, &limits, &mut Diagnostics::default()).is_ok());
}

#[test]
fn m11_the_metadata_is_cut_to_what_the_file_has() {
    let mut pe = Pe::new(false);
    let image = pe.u32(CLI + 12, u32::MAX).opens_with(&["M11"]);
    assert_eq!(image.metadata().unwrap().len(), 0x400 - METADATA);
    let image = pe.u32(CLI + 12, 0).opens_with(&["M11"]);
    assert_eq!(image.metadata().unwrap().len(), 0x400 - METADATA);
    let image = pe.u32(CLI + 8, 0x9000_0000).opens_with(&[]);
    assert_eq!(image.metadata().unwrap_err().section, "§II.24.2.1");
}

#[test]
fn m13_the_metadata_may_stand_anywhere() {
    let mut pe = Pe::new(false);
    let image = pe.u32(CLI + 8, 0x2053).opens_with(&[]);
    assert_eq!(image.metadata().unwrap().offset(), FileOffset(0x253));
}

#[test]
fn d01_the_debug_directory() {
    let pe = Pe::new(false);
    let image = pe.opens_with(&[]);
    let [code_view, embedded, checksum] = image.debug_directory() else { panic!("{:?}", image.debug_directory()) };
    assert_eq!((code_view.kind, code_view.file_offset), (DebugEntry::CODE_VIEW, FileOffset(0x300)));
    assert_eq!(
        code_view.code_view(),
        Ok(Some(CodeView { guid: GUID, age: 1, path: Name(b"C:\\a.pdb"), portable: true, stamp: 0xAABB_CCDD }))
    );
    assert_eq!((embedded.major, embedded.minor), (0x100, 0x100));
    assert_eq!(
        embedded.embedded_portable_pdb(),
        Ok(Some(EmbeddedPortablePdb { uncompressed_size: 1000, deflate: b"\x03\x00.." }))
    );
    assert_eq!(checksum.checksum(), Some(PdbChecksum { algorithm: Name(b"SHA256"), hash: b"hash" }));
    assert_eq!((embedded.code_view(), code_view.embedded_portable_pdb()), (Ok(None), Ok(None)));
    assert_eq!(code_view.checksum(), None);
}

#[test]
fn d01_sizes_and_places_of_debug_data_lie() {
    let mut pe = Pe::new(false);
    // A size beyond the file, a place beyond the file, an entry cut before its age.
    pe.u32(DEBUG + 16, u32::MAX).u32(DEBUG + 28 + 24, 0x8000_0000).u32(DEBUG + 56 + 16, 5);
    let image = pe.opens_with(&["D01", "D01"]);
    assert_eq!(image.debug_directory()[0].data.len(), 0x100);
    assert_eq!(image.debug_directory()[1].embedded_portable_pdb(), Ok(None));
    assert_eq!(image.debug_directory()[2].checksum().unwrap().hash, b"");
    pe.u32(DEBUG + 16, 10);
    assert!(pe.open().0.unwrap().debug_directory()[0].code_view().is_err());
    // Without a file offset the RVA says where.
    let mut pe = Pe::new(false);
    assert!(pe.u32(DEBUG + 24, 0).opens_with(&[]).debug_directory()[0].code_view().unwrap().is_some());
    // The directory itself: nowhere, too long, longer than the limit.
    assert!(Pe::new(false).directory(6, 0x7000_0000, 84).opens_with(&["D01"]).debug_directory().is_empty());
    assert!(Pe::new(false).directory(6, 0x2080, u32::MAX).open().1.contains(&"D01"));
    let mut pe = Pe::new(false);
    pe.bytes.resize(0x8400, 0);
    pe.text([0x8200, 0x2000, 0x8200, 0x200]).directory(6, 0x2200, 0x8000);
    assert_eq!(pe.opens_with(&["D01"]).debug_directory().len(), 256);
}

#[test]
fn every_byte_can_be_anything() {
    for plus in [false, true] {
        let mut pe = Pe::new(plus);
        for offset in 0..pe.bytes.len() {
            let before = pe.bytes[offset];
            for value in [0, 1, 0x7F, 0x80, 0xFE, 0xFF, before ^ 1, before.wrapping_add(1)] {
                pe.bytes[offset] = value;
                if let (Ok(image), _) = pe.open() {
                    exercise(&image);
                }
            }
            pe.bytes[offset] = before;
        }
    }
}

#[test]
fn every_word_can_be_anything() {
    let mut pe = Pe::new(false);
    for offset in 0..pe.bytes.len() - 4 {
        let before = pe.bytes[offset..offset + 4].to_vec();
        for value in [0, 1, 0x3FF, 0x400, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF] {
            if let (Ok(image), _) = pe.u32(offset, value).open() {
                exercise(&image);
            }
        }
        pe.put(offset, &before);
    }
}
