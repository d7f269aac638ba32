//! Windows PDBs: a small one that is made here, with two managed methods, and everything that can be wrong with one.

use super::*;
use crate::symbols::is_boxed;
use crate::symbols::windows::MAGIC;

const DLL: &[u8] = include_bytes!("../testdata/lines.dll");
const PAGE: usize = 512;
const PAGE_32: u32 = 512;

fn u16s(numbers: &[u16]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn u32s(numbers: &[u32]) -> Vec<u8> {
    numbers.iter().flat_map(|number| number.to_le_bytes()).collect()
}

fn size(bytes: &[u8]) -> u32 {
    u32::try_from(bytes.len()).unwrap()
}

fn aligned(mut bytes: Vec<u8>) -> Vec<u8> {
    bytes.resize(bytes.len().next_multiple_of(4), 0);
    bytes
}

/// A multi-stream file of these streams.
fn msf(streams: &[Vec<u8>]) -> Vec<u8> {
    // Page 0 is the header, 1 and 2 the maps of free pages, 3 the list of the directory's pages, 4 the directory.
    let (mut pages, mut directory) = (vec![0; 5 * PAGE], u32s(&[u32::try_from(streams.len()).unwrap()]));
    directory.extend(streams.iter().flat_map(|stream| size(stream).to_le_bytes()));
    for chunk in streams.iter().flat_map(|stream| stream.chunks(PAGE)) {
        directory.extend(u32s(&[size(&pages) / PAGE_32]));
        pages.extend(chunk);
        pages.resize(pages.len().next_multiple_of(PAGE), 0);
    }
    assert!(directory.len() <= PAGE);
    let header = [PAGE_32, 1, size(&pages) / PAGE_32, size(&directory), 0, 3];
    pages[..32].copy_from_slice(MAGIC);
    pages[32..32 + 24].copy_from_slice(&u32s(&header));
    pages[3 * PAGE..3 * PAGE + 4].copy_from_slice(&u32s(&[4]));
    pages[4 * PAGE..4 * PAGE + directory.len()].copy_from_slice(&directory);
    pages
}

/// `S_GMANPROC` or `S_LMANPROC`, and its end.
fn procedure(kind: u16, token: u32, offset: u32, length: u32) -> Vec<u8> {
    let mut record = u16s(&[kind]);
    record.extend(u32s(&[0, 0, 0, length, 0, length, token, offset]));
    record.extend(u16s(&[1]));
    record.extend([0, 0, 0]);
    record.extend(b"name\0");
    record = aligned([vec![0, 0], record].concat());
    let length = u16::try_from(record.len() - 2).unwrap();
    record[..2].copy_from_slice(&length.to_le_bytes());
    record.extend(u16s(&[2, 6]));
    record
}

/// A block of lines of the code at `offset`: IL offset, line, lines to its end, column, column of the end.
fn lines(offset: u32, length: u32, file: u32, lines: &[(u32, u32, u32, u16, u16)]) -> Vec<u8> {
    let mut data = u32s(&[offset]);
    data.extend(u16s(&[1, 1]));
    let count = u32::try_from(lines.len()).unwrap();
    data.extend(u32s(&[length, file, count, 12 + count * 12]));
    data.extend(lines.iter().flat_map(|(il, line, more, ..)| u32s(&[*il, *line | *more << 24 | 1 << 31])));
    data.extend(lines.iter().flat_map(|(.., start, end)| u16s(&[*start, *end])));
    [u32s(&[0xF2, size(&data)]), data].concat()
}

/// Method 3 on lines 10, a hidden one, and 12 of the first file; method 5 on line 70,000 of the second.
fn sample(guid: [u8; 16], age: u32) -> Vec<u8> {
    let names = b"\0C:\\src\\A.cs\0C:\\src\\B.cs\0";
    let mut information = u32s(&[20_000_404, 0, age]);
    information.extend(guid);
    information.extend(u32s(&[7]));
    information.extend(b"/names\0");
    information.extend(u32s(&[1, 1, 1, 1, 0, 0, 4]));
    information.extend(u32s(&[0]));

    let mut symbols = u32s(&[4]);
    symbols.extend(procedure(0x112A, 0x0600_0003, 0x100, 30));
    // S_MANCONSTANT: a debug build of the reader would panic on it.
    symbols.extend(u16s(&[10, 0x112D, 0, 0, 0, 0]));
    symbols.extend(procedure(0x112B, 0x0600_0005, 0x200, 9));
    // Another table, and the nil token.
    symbols.extend(procedure(0x112A, 0x0400_0001, 0x300, 9));
    symbols.extend(procedure(0x112A, 0, 0x400, 9));
    let files = [u32s(&[1]), vec![0, 0, 0, 0], u32s(&[13]), vec![0, 0, 0, 0]].concat();
    let mut program = [u32s(&[0xF4, size(&files)]), files].concat();
    program.extend(lines(
        0x100,
        30,
        0,
        &[(0, 10, 0, 9, 10), (4, 0xFE_EFEE, 0, 0, 0), (11, 12, 2, 13, 6), (20, 0xF0_0F00, 0, 0, 0)],
    ));
    program.extend(lines(0x200, 9, 8, &[(0, 70_000, 0, 5, 6)]));
    program.extend(lines(0x300, 9, 8, &[(0, 1, 0, 5, 6)]));
    let module_stream = [symbols.clone(), program.clone(), u32s(&[0])].concat();

    let mut module = u32s(&[0]);
    module.extend([0; 28]);
    module.extend(u16s(&[0, 5]));
    module.extend(u32s(&[size(&symbols), 0, size(&program)]));
    module.extend(u16s(&[0, 0]));
    module.extend(u32s(&[0, 0, 0]));
    module.extend(b"Acme.P\0Acme.P\0");
    let module = aligned(module);
    let mut debug = u32s(&[u32::MAX, 19_990_903, age]);
    debug.extend(u16s(&[0xFFFF, 0, 0xFFFF, 0, 0xFFFF, 0]));
    debug.extend(u32s(&[size(&module), 0, 0, 0, 0, 0, 0, 0]));
    debug.extend(u16s(&[0, 0]));
    debug.extend(u32s(&[0]));
    debug.extend(module);

    let mut strings = u32s(&[0xEFFE_EFFE, 1, size(names)]);
    strings.extend(names);
    strings.extend(u32s(&[2, 0, 0, 2]));
    msf(&[Vec::new(), information, Vec::new(), debug, strings, module_stream])
}

/// GUID and age that the image states.
fn stated() -> ([u8; 16], u32) {
    let image = Image::open(DLL, &Limits::default(), &mut Diagnostics::default()).unwrap();
    let mut entries = image.debug_directory().iter();
    let stated = entries.find_map(|entry| entry.code_view().unwrap()).unwrap();
    (stated.guid, stated.age)
}

fn open_for(pdb: &[u8], limits: &Limits) -> Result<Symbols<'static>, String> {
    let image = Image::open(DLL, limits, &mut Diagnostics::default()).unwrap();
    let module = Metadata::open(image.metadata().unwrap(), limits, &mut Diagnostics::default()).unwrap();
    match Symbols::open(pdb, &image, &module, limits) {
        Ok(Symbols::Windows(pdb)) => Ok(Symbols::Windows(pdb)),
        Ok(other) => panic!("{other:?}"),
        Err(refused) => Err(refused.to_string()),
    }
}

#[test]
fn d05_lines_of_a_windows_pdb() {
    let (guid, age) = stated();
    let symbols = open_for(&sample(guid, age), &Limits::default()).unwrap();
    assert_eq!(symbols.format(), "windows");
    let rows = |row| {
        let points = symbols.sequence_points(method(row)).unwrap();
        let flat = |p: SourcePosition| {
            let name = symbols.document_name(p.document).unwrap().0;
            (name, p.line, p.column, p.end_line, p.end_column)
        };
        points.iter().map(|point| (point.il.0, point.position.map(flat))).collect::<Vec<_>>()
    };
    let (a, b) = (r"C:\src\A.cs".to_owned(), r"C:\src\B.cs".to_owned());
    // The reader passes over hidden points.
    let expected = vec![(0, Some((a.clone(), 10, 9, 10, 10))), (11, Some((a, 12, 13, 14, 6)))];
    assert_eq!(rows(3), expected);
    assert_eq!(rows(5), [(0, Some((b, 70_000, 5, 70_000, 6)))]);
    assert_eq!(rows(1), []);
    let line = |il| symbols.locate(method(3), IlOffset(il)).map(|position| position.line);
    assert_eq!([0, 3, 4, 10, 11, 29].map(line), [10, 10, 10, 10, 12, 12].map(Some), "hidden code is looked through");
    assert_eq!(symbols.first_position(method(5)).map(|position| position.line), Some(70_000));
}

#[test]
fn d03_a_windows_pdb_of_another_build_is_refused() {
    let (guid, age) = stated();
    let other = guid.map(|byte| byte ^ 1);
    let refused = |pdb: &[u8]| open_for(pdb, &Limits::default()).err();
    let mismatch = Some("the symbols belong to another build".to_owned());
    assert_eq!(refused(&sample(other, age)), mismatch);
    assert_eq!(refused(&sample(guid, age + 1)), mismatch);
    assert_eq!(refused(&sample(guid, age)), None);
    // Lines of another build are not even read.
    let cut = |pdb: &[u8]| refused(&pdb[..pdb.len() - PAGE]);
    assert_eq!(cut(&sample(other, age)), mismatch);
    assert!(cut(&sample(guid, age)).is_some_and(|why| why.contains("damaged")));
}

#[test]
fn d05_a_damaged_windows_pdb_is_refused_in_a_sentence() {
    let (guid, age) = stated();
    let pdb = sample(guid, age);
    let refused = |pdb: &[u8], limits: &Limits| open_for(pdb, limits).err().unwrap_or_default();
    let small = Limits { symbol_bytes: 100, ..Limits::default() };
    assert!(refused(&pdb, &small).contains("larger than the limit"));
    for length in [MAGIC.len(), 40, PAGE, 4 * PAGE, 5 * PAGE] {
        assert_eq!(
            refused(&pdb[..length], &Limits::default()),
            "0x0: the Windows PDB is damaged (Windows PDB (MSF 7.00))"
        );
    }
    assert!(
        refused(b"Microsoft C/C++ program database 2.00\r\n", &Limits::default())
            .contains("no symbol file of a known format")
    );
}

/// Each cut, and each byte with other values: lines or a sentence, never a panic of ours, and no time to speak of.
#[test]
fn no_cut_and_no_flipped_byte_of_a_windows_pdb_is_too_much() {
    let (guid, age) = stated();
    let usual = std::panic::take_hook();
    std::panic::set_hook(Box::new(move |panic| {
        if !is_boxed() {
            usual(panic);
        }
    }));
    mutate_with(&sample(guid, age), |bytes| {
        let Ok(symbols) = open_for(bytes, &Limits::default()) else { return };
        for row in [1, 3, 5] {
            let points = symbols.sequence_points(method(row)).unwrap();
            assert!(points.is_sorted_by(|a, b| a.il < b.il));
            let _ = symbols.locate(method(row), IlOffset(3)).map(|it| symbols.document_name(it.document).unwrap());
        }
    });
}

/// A stream whose list names one page a hundred thousand times is not made.
#[test]
fn d05_pages_are_not_handed_out_without_end() {
    let (guid, age) = stated();
    let mut pdb = sample(guid, age);
    // Stream 3 claims 2 GB.
    let at = 4 * PAGE + 4 + 3 * 4;
    pdb[at..at + 4].copy_from_slice(&0x7FFF_0000_u32.to_le_bytes());
    assert!(open_for(&pdb, &Limits::default()).is_err());
}

/// The seed of the fuzz targets: `BLESS=1` writes it anew.
#[test]
fn the_seed_of_the_fuzz_targets_is_the_sample() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/fuzz/windows.pdb");
    let bytes = sample([7; 16], 1);
    if std::env::var_os("BLESS").is_some() {
        std::fs::write(path, &bytes).unwrap();
    }
    assert!(std::fs::read(path).is_ok_and(|it| it == bytes), "it is not what the tests of Windows PDBs read");
}
