//! Mono symbol files: one that `mcs` wrote, and some that are made here.

use super::*;
use crate::symbols::{mdb, visible_of};

const DLL: &[u8] = include_bytes!("../../../testdata/builds/mcs-debug/shapes/state-async.dll");
const MDB: &[u8] = include_bytes!("../../../testdata/builds/mcs-debug/shapes/state-async.dll.mdb");

/// Where the header says that the table of methods is: the number of methods, and its offset.
const METHODS: usize = 0x20 + 9 * 4;
/// Where the parameters of the line numbers are.
const PARAMETERS: usize = 0x20 + 16 * 4;

fn open_for<'a>(dll: &[u8], mdb: &'a [u8]) -> Result<Symbols<'a>, Refused> {
    let limits = Limits::default();
    let image = Image::open(dll, &limits, &mut Diagnostics::default()).unwrap();
    let module = Metadata::open(image.metadata().unwrap(), &limits, &mut Diagnostics::default()).unwrap();
    Symbols::open(mdb, &image, &module, &limits)
}

/// A file with one source file, `a.cs`, and methods whose line numbers are these; flags for each.
fn sample(methods: &[(u8, &[u8])]) -> Vec<u8> {
    let mut data = b"\x04a.cs".to_vec();
    let mut rows = Vec::new();
    for (row, (flags, lines)) in (1_u32..).zip(methods) {
        let start = 120 + u32::try_from(data.len()).unwrap();
        data.extend(*lines);
        rows.extend([0x0600_0000 | row, 120 + u32::try_from(data.len()).unwrap(), start]);
        data.extend([1, 0, 0, 0, 0, 0, *flags]);
    }
    let end = 120 + u32::try_from(data.len()).unwrap();
    let mut file = mdb::MAGIC.to_le_bytes().to_vec();
    for number in [50, 0] {
        file.extend(u32::to_le_bytes(number));
    }
    file.extend(*b"module version i");
    let count = u32::try_from(methods.len()).unwrap();
    let header = [0, 0, 0, 0, 0, 0, 1, end, 8, count, end + 8, count * 12, 0, 0, 0, 0, u32::MAX, 8, 9, 0, 0, 0];
    file.extend(header.iter().flat_map(|number| number.to_le_bytes()));
    assert_eq!(file.len(), 120);
    file.extend(data);
    file.extend([1, 120].iter().flat_map(|number: &u32| number.to_le_bytes()));
    file.extend(rows.iter().flat_map(|number| number.to_le_bytes()));
    file
}

/// (IL offset, line, column, end line, end column); `None` for a hidden point.
type Row = (u32, Option<(u32, u32, u32, u32)>);

fn rows(mdb: &Mdb<'_>, row: u32) -> Result<Vec<Row>, &'static str> {
    let points = mdb.sequence_points(method(row)).map_err(|malformed| {
        assert_eq!(malformed.section, mdb::SECTION);
        malformed.what
    })?;
    let flat = |p: SourcePosition| (p.line, p.column, p.end_line, p.end_column);
    Ok(points.iter().map(|point| (point.il.0, point.position.map(flat))).collect())
}

/// What a single method with these flags and line numbers has.
fn one(flags: u8, lines: &[u8]) -> Result<Vec<Row>, &'static str> {
    rows(&Mdb::open(&sample(&[(flags, lines)])).unwrap(), 1)
}

#[test]
fn lines_of_the_compiler_of_mono() {
    let symbols = open_for(DLL, MDB).unwrap();
    assert_eq!(symbols.format(), "mdb");
    let Symbols::Mdb(mdb) = &symbols else { panic!("{symbols:?}") };
    let mut visible = 0;
    for row in 1..=mdb.last_method() {
        let points = mdb.sequence_points(method(row)).unwrap_or_else(|why| panic!("{row:x}: {why}"));
        assert!(points.is_sorted_by(|a, b| a.il < b.il), "{points:?}");
        for (il, position) in visible_of(&points) {
            assert_eq!(symbols.locate(method(row), il), Some(position));
            let name = symbols.document_name(position.document).unwrap();
            assert_eq!(name.as_str(), "/src/testdata/shapes/state-async.cs");
            visible += 1;
        }
    }
    assert!(visible > 200, "{visible}");
    assert_eq!(symbols.document_name(DocumentIndex(1)).unwrap_err().what, "the entry of a source file is cut");
    assert_eq!(symbols.sequence_points(method(mdb.last_method() + 1)), Ok(Vec::new()));
    assert_eq!(symbols.broken(), []);
}

#[test]
fn d03_a_file_of_another_module_version_is_refused() {
    for index in 16..32 {
        let mut other = MDB.to_vec();
        other[index] ^= 1;
        assert_eq!(open_for(DLL, &other).err(), Some(Refused::Mismatch), "byte {index}");
    }
    let mut version = MDB.to_vec();
    version[8] = 51;
    let refused = open_for(DLL, &version).err().unwrap().to_string();
    assert!(refused.contains("a Mono symbol file of another version than 50.0"), "{refused}");
}

#[test]
fn programs_move_offset_and_line() {
    // Three lines down; one IL byte and one line on; hidden; 10 bytes on; not hidden, back to line 2 in five bytes; the end writes a row.
    let lines: &[u8] = &[3, 3, 1, 0x13, 0, 1, 0x40, 2, 10, 1, 0, 1, 0x40, 8, 3, 0xFD, 0xFF, 0xFF, 0xFF, 0x0F, 0, 1, 1];
    let plain = |line| Some((line, 0, line, 0));
    assert_eq!(one(0, lines), Ok(vec![(0, plain(4)), (1, plain(5)), (11, None), (41, plain(2))]));
    // Columns of all, then the ends: one line further in column 3, unknown, same line, unknown.
    let with = [lines, &[9, 10, 11, 12, 1, 3, 0xFF, 0xFF, 0xFF, 7, 0, 20, 0xFF, 0xFF, 0xFF, 7]].concat();
    let expected = vec![(0, Some((4, 9, 5, 3))), (1, Some((5, 10, 5, 0))), (11, None), (41, Some((2, 12, 2, 0)))];
    assert_eq!(one(6, &with), Ok(expected));
    // The last of several rows at one offset; a file that is not there, line 0 and the hidden line are hidden.
    assert_eq!(one(0, &[1, 3, 1, 1, 0, 1, 1]), Ok(vec![(0, plain(2))]));
    assert_eq!(one(0, &[4, 2, 1, 4, 0, 2, 1, 1, 0, 1, 1]), Ok(vec![(0, None), (1, None)]));
    assert_eq!(one(0, &[3, 0xED, 0xDF, 0xFB, 7, 1, 0, 1, 1]), Ok(vec![(0, None)]));
    assert_eq!(one(0, &[0, 2, 0x7F, 0, 1, 0, 1, 1]), Ok(vec![(0, plain(1))]), "kept free for more");
}

#[test]
fn d04_programs_that_are_none() {
    for (lines, what) in [
        (&[5][..], "the line numbers of a method have an unknown opcode"),
        (&[0, 1, 2], "the line numbers of a method have an unknown extended opcode"),
        (&[0, 0], "an extended opcode is empty"),
        (&[3, 0xFE, 0xFF, 0xFF, 0xFF, 0x0F, 1, 0, 1, 1], "the line numbers of a method leave their range"),
        (&[2, 1, 2, 0xFF, 0xFF, 0xFF, 0xFF, 0x0F, 1, 0, 1, 1], "the line numbers of a method leave their range"),
        (&[3, 0x80, 0x80, 0x80, 0x80, 0x80], "a number has more than 5 bytes"),
    ] {
        assert_eq!(one(0, lines), Err(what), "{lines:?}");
    }
}

#[test]
fn d04_a_broken_method_loses_itself_and_no_byte_is_decoded_for_two() {
    let good: &[u8] = &[3, 3, 1, 0, 1, 1];
    let mut file = sample(&[(0, good), (0, &[5]), (0, good), (0, good)]);
    // The third and the fourth method share their lines; those of the second start inside those of the first.
    let end = file.len();
    let lines_of = |row: usize| end - (4 - row) * 12 - 4;
    let shared: [u8; 4] = *file[lines_of(3)..].first_chunk().unwrap();
    file[lines_of(4)..].copy_from_slice(&shared);
    file[lines_of(2)] = file[lines_of(1)] + 3;
    let mdb = Mdb::open(&file).unwrap();
    assert_eq!(rows(&mdb, 1), Err("the line numbers of a method have no end"));
    assert_eq!(rows(&mdb, 2), Ok(Vec::new()));
    for row in [3, 4] {
        assert_eq!(rows(&mdb, row), Ok(vec![(0, Some((4, 0, 4, 0)))]));
    }
    let lines = [1, 2, 3, 4].map(|row| mdb.first_position(method(row)).map(|position| position.line));
    assert_eq!(lines, [None, None, Some(4), Some(4)]);
    assert_eq!(mdb.broken().iter().map(|(method, _)| method.row()).collect::<Vec<_>>(), [1]);
}

#[test]
fn tables_are_inside_the_file_and_numbers_are_claims() {
    let file = sample(&[(0, &[0, 1, 1])]);
    for (at, value) in [(METHODS, 2), (METHODS, u32::MAX), (METHODS + 4, u32::MAX), (METHODS - 12, 9)] {
        let mut file = file.clone();
        file[at..at + 4].copy_from_slice(&value.to_le_bytes());
        assert_eq!(Mdb::open(&file).err().unwrap().what, "a table of the Mono symbol file is not inside it", "{at}");
    }
    for (at, value) in [(PARAMETERS + 4, 0), (PARAMETERS + 4, 256), (PARAMETERS + 8, 256)] {
        let mut file = file.clone();
        file[at..at + 4].copy_from_slice(&u32::to_le_bytes(value));
        assert!(Mdb::open(&file).err().unwrap().what.starts_with("the line numbers of the Mono symbol file"), "{at}");
    }
}

#[test]
fn no_cut_and_no_flipped_byte_of_a_mono_symbol_file_is_too_much() {
    let ask = |bytes: &[u8]| {
        let Ok(mdb) = Mdb::open(bytes) else { return };
        for row in (1..=mdb.last_method().min(100)).chain([0x00FF_FFFF]) {
            let first = mdb.first_position(method(row));
            assert_eq!(mdb.locate(method(row), IlOffset(0)).is_some(), first.is_some());
            let points = mdb.sequence_points(method(row)).unwrap_or_default();
            assert!(points.is_sorted_by(|a, b| a.il < b.il));
        }
        for document in [0, 1, u32::MAX] {
            let _ = mdb.document_name(DocumentIndex(document));
        }
        let _ = mdb.broken();
    };
    let lines: &[u8] =
        &[3, 3, 1, 0x13, 0, 1, 0x40, 2, 10, 1, 8, 0, 1, 1, 9, 10, 11, 12, 0, 20, 0xFF, 0xFF, 0xFF, 7, 1, 1, 2, 2];
    for bytes in [&sample(&[(6, lines), (2, lines), (0, lines)])[..], &MDB[..2000]] {
        mutate_with(bytes, ask);
    }
    for length in 0..MDB.len() {
        ask(&MDB[..length]);
    }
}
