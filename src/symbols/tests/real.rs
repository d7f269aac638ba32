//! Symbols that a compiler made: `testdata/lines.cs`, compared with what System.Reflection.Metadata reads.

use std::fmt::Write;

use super::*;
use crate::bytes::FileOffset;
use crate::metadata::{Document, LocalScope, LocalVariable, MethodDebugInformation};

const DLL: &[u8] = include_bytes!("../testdata/lines.dll");
const PDB: &[u8] = include_bytes!("../testdata/lines.pdb");
const EMBEDDED: &[u8] = include_bytes!("../testdata/embedded.dll");
const EXPECTED: &str = include_str!("../testdata/lines.txt");

// Rows of `lines.dll`.
const TWICE: u32 = 2;
const SUM: u32 = 3;
const ELSEWHERE: u32 = 4;
/// Made by the compiler, without points.
const NONE: u32 = 6;
/// The code of `Twice`.
const MOVE_NEXT: u32 = 10;

fn image(bytes: &[u8]) -> Image<'_> {
    Image::open(bytes, &Limits::default(), &mut Diagnostics::default()).unwrap()
}

fn open_for<'a>(dll: &[u8], pdb: &'a [u8]) -> Result<Symbols<'a>, Refused> {
    let (limits, image) = (Limits::default(), image(dll));
    let module = Metadata::open(image.metadata().unwrap(), &limits, &mut Diagnostics::default()).unwrap();
    Symbols::open(pdb, &image, &module, &limits)
}

fn dump(bytes: &[u8]) -> String {
    let pdb = super::open(bytes);
    let mut text = String::new();
    let id = pdb.id().iter().fold(String::new(), |hex, byte| format!("{hex}{byte:02x}"));
    writeln!(text, "pdb {id}").unwrap();
    for index in 0..pdb.metadata().count::<Document>() {
        writeln!(text, "document {index} {}", pdb.document_name(DocumentIndex(index)).unwrap().as_str()).unwrap();
    }
    for row in 1..=pdb.metadata().count::<MethodDebugInformation>() {
        writeln!(text, "method 06{row:06x}").unwrap();
        for SequencePoint { il, position } in pdb.sequence_points(method(row)).unwrap() {
            match position {
                None => writeln!(text, "  {:04x} hidden", il.0).unwrap(),
                Some(SourcePosition { document, line, column, end_line, end_column }) => {
                    writeln!(text, "  {:04x} {} {line}:{column}-{end_line}:{end_column}", il.0, document.0).unwrap();
                }
            }
        }
        if let Some(kickoff) = pdb.kickoff(method(row)) {
            writeln!(text, "  kickoff 06{:06x}", kickoff.row()).unwrap();
        }
    }
    text
}

#[test]
fn lines_are_those_that_another_reader_sees() {
    let expected: String =
        EXPECTED.lines().filter(|line| !line.starts_with("  local ")).flat_map(|line| [line, "\n"]).collect();
    assert_eq!(dump(PDB), expected);
    let inflated = embedded::of(&image(EMBEDDED), &Limits::default()).unwrap().unwrap();
    assert_eq!(dump(&inflated), expected);
    assert!(embedded::of(&image(DLL), &Limits::default()).is_none());
}

#[test]
fn locals_are_those_that_another_reader_sees() {
    let pdb = super::open(PDB);
    let mut row = 0;
    let mut seen = 0;
    for line in EXPECTED.lines() {
        if let Some(token) = line.strip_prefix("method 06") {
            row = u32::from_str_radix(token, 16).unwrap();
        }
        let Some(local) = line.strip_prefix("  local ") else { continue };
        let [slot, name, scope] = local.split(' ').collect::<Vec<_>>()[..] else { panic!("{line}") };
        let [start, end] = scope.split('-').map(|il| u32::from_str_radix(il, 16).unwrap()).collect::<Vec<_>>()[..]
        else {
            panic!("{line}")
        };
        let is_authors = !name.starts_with("CS$");
        for il in [start, end - 1] {
            let found = pdb.local_name(method(row), slot.parse().unwrap(), IlOffset(il));
            assert_eq!(found.is_some_and(|found| found == *name), is_authors, "{line}");
        }
        assert!(pdb.local_name(method(row), slot.parse().unwrap(), IlOffset(end)).is_none(), "{line}");
        seen += 1;
    }
    let variables = pdb.metadata().count::<LocalVariable>() as usize;
    assert!(seen > 3 && seen <= variables && pdb.metadata().count::<LocalScope>() > 3, "{seen} of {variables}");
}

#[test]
fn a_path_a_line_and_the_authors_method_for_an_instruction() {
    let symbols = open_for(DLL, PDB).unwrap();
    assert!(symbols.diagnostics().is_some_and(|noted| noted.entries().is_empty()), "{:?}", symbols.diagnostics());
    let at = |row, il| {
        let position = symbols.locate(method(row), IlOffset(il))?;
        Some((symbols.document_name(position.document).unwrap().0, position.line))
    };
    assert_eq!(at(ELSEWHERE, 3), Some((r"C:\templates\Page.cshtml".into(), 1000)));
    assert_eq!(at(ELSEWHERE, 6), Some((r"C:\templates\Page.cshtml".into(), 1000)), "hidden code");
    assert_eq!(at(ELSEWHERE, 0xb), Some(("other/näher.cs".into(), 70_000)));
    assert_eq!(at(SUM, 0), Some(("/src/lines.cs".into(), 28)), "hidden code at the start");
    assert_eq!(at(NONE, 0), None);
    assert_eq!(symbols.kickoff(method(MOVE_NEXT)), Some(method(TWICE)));
    assert_eq!(symbols.move_next(method(TWICE)), Some(method(MOVE_NEXT)));
    assert_eq!(symbols.first_position(method(TWICE)), None);
    assert_eq!(line(symbols.first_position(method(MOVE_NEXT))), Some((0, 19)));
}

#[test]
fn d03_symbols_of_another_build_are_refused() {
    assert!(open_for(EMBEDDED, PDB).is_ok(), "a deterministic build of the same source has the same id");
    let start = PDB.windows(20).position(|bytes| bytes == super::open(PDB).id()).unwrap();
    for index in start..start + 20 {
        let mut other = PDB.to_vec();
        other[index] ^= 0x10;
        assert_eq!(open_for(DLL, &other).err(), Some(Refused::Mismatch), "byte {index} of the id");
    }
    // A mark that no reader knows: the image states no id any more.
    let mut unmarked = DLL.to_vec();
    let mark = DLL.windows(4).position(|bytes| bytes == b"RSDS").unwrap();
    unmarked[mark] = b'X';
    assert_eq!(open_for(&unmarked, PDB).err(), Some(Refused::Unstated));
    assert!(matches!(open_for(DLL, b"Microsoft C/C++ MSF 7.00"), Err(Refused::Malformed(_))));
}

#[test]
fn d02_an_embedded_size_that_lies_costs_the_symbols() {
    let mark = EMBEDDED.windows(4).position(|bytes| bytes == b"MPDB").unwrap();
    let size = u32::from_le_bytes(*EMBEDDED[mark + 4..].first_chunk().unwrap());
    for lie in [0, 1, size - 1, size + 1, size * 2, 1 << 28, u32::MAX] {
        let mut bytes = EMBEDDED.to_vec();
        bytes[mark + 4..mark + 8].copy_from_slice(&lie.to_le_bytes());
        let error = embedded::of(&image(&bytes), &Limits::default()).unwrap().unwrap_err();
        assert_eq!(error.offset, FileOffset::default().plus(mark + 8), "{lie}: {error}");
    }
}

#[test]
fn no_cut_and_no_flipped_byte_of_a_real_pdb_is_too_much() {
    mutate(PDB);
}
