//! Whole symbol files, made here byte by byte.

mod mdb;
mod real;
mod windows;

use super::*;
use crate::bytes::{Loss, Reader};
use crate::metadata::Row;

/// What a small portable PDB is made of. All heap and row indexes have 2 bytes.
#[derive(Default)]
struct Pdb {
    /// Rows of MethodDef that the PDB states for its module.
    methods: u32,
    blobs: Vec<u8>,
    strings: Vec<u8>,
    documents: Vec<[u16; 4]>,
    debug_information: Vec<[u16; 2]>,
    /// Method, first variable, start, length.
    scopes: Vec<(u16, u16, u32, u32)>,
    /// Attributes, slot, name.
    variables: Vec<[u16; 3]>,
    state_machines: Vec<[u16; 2]>,
}

const ID: [u8; 20] = *b"0123456789abcdefSTMP";

impl Pdb {
    /// Three methods: one with points in document 1, one with its own document, one without points.
    fn sample() -> Self {
        let mut pdb = Self { methods: 3, blobs: vec![0], strings: vec![0], ..Self::default() };
        let src = pdb.blob(b"src");
        let a = pdb.blob(b"A.cs");
        let b = pdb.blob(b"B.cs");
        for part in [a, b] {
            let name = pdb.blob(&[b'/', 0, u8::try_from(src).unwrap(), u8::try_from(part).unwrap()]);
            pdb.documents.push([name, 0, 0, 0]);
        }
        // Hidden at 0, line 10 at 2, hidden at 5, line 11 at 8.
        let points = pdb.blob(&[0, 0, 0, 0, 2, 0, 5, 10, 9, 3, 0, 0, 3, 0, 5, 2, 0]);
        let other = pdb.blob(&[0, 2, 0, 0, 5, 30, 9, 0, 1, 4, 0, 5, 2, 0]);
        pdb.debug_information = vec![[1, points], [0, other], [0, 0]];
        pdb
    }

    fn blob(&mut self, bytes: &[u8]) -> u16 {
        let index = u16::try_from(self.blobs.len()).unwrap();
        self.blobs.push(u8::try_from(bytes.len()).unwrap());
        self.blobs.extend(bytes);
        index
    }

    fn string(&mut self, text: &str) -> u16 {
        let index = u16::try_from(self.strings.len()).unwrap();
        self.strings.extend(text.as_bytes());
        self.strings.push(0);
        index
    }

    fn bytes(&self) -> Vec<u8> {
        fn cells<const N: usize>(rows: &[[u16; N]]) -> Vec<u8> {
            rows.iter().flatten().flat_map(|cell| cell.to_le_bytes()).collect()
        }
        let mut header = ID.to_vec();
        header.extend([0; 4]);
        header.extend((1_u64 << MethodDef::TABLE).to_le_bytes());
        header.extend(self.methods.to_le_bytes());

        let scopes: Vec<u8> = self
            .scopes
            .iter()
            .flat_map(|(method, variables, start, length)| {
                let mut row = cells(&[[*method, 0, *variables, 0]]);
                row.extend(start.to_le_bytes());
                row.extend(length.to_le_bytes());
                row
            })
            .collect();
        let parts = [
            (0x30, self.documents.len(), cells(&self.documents)),
            (0x31, self.debug_information.len(), cells(&self.debug_information)),
            (0x32, self.scopes.len(), scopes),
            (0x33, self.variables.len(), cells(&self.variables)),
            (0x36, self.state_machines.len(), cells(&self.state_machines)),
        ];
        let mut tables = vec![0, 0, 0, 0, 2, 0, 0, 1];
        let valid = parts.iter().fold(0_u64, |valid, (table, ..)| valid | 1 << table);
        tables.extend(valid.to_le_bytes());
        tables.extend([0; 8]);
        for (_, rows, _) in &parts {
            tables.extend(u32::try_from(*rows).unwrap().to_le_bytes());
        }
        for (.., rows) in &parts {
            tables.extend(rows);
        }

        let streams: [(&[u8], &[u8]); 5] = [
            (b"#Pdb\0\0\0\0", &header),
            (b"#~\0\0", &tables),
            (b"#Strings\0\0\0\0", &self.strings),
            (b"#GUID\0\0\0", &[]),
            (b"#Blob\0\0\0", &self.blobs),
        ];
        let mut root = b"BSJB\x01\0\x01\0\0\0\0\0\x0c\0\0\0PDB v1.0\0\0\0\0\0\0\x05\0".to_vec();
        let mut offset = root.len() + streams.iter().map(|(name, _)| 8 + name.len()).sum::<usize>();
        for (name, stream) in &streams {
            root.extend(u32::try_from(offset).unwrap().to_le_bytes());
            root.extend(u32::try_from(stream.len()).unwrap().to_le_bytes());
            root.extend(*name);
            offset += stream.len();
        }
        for (_, stream) in &streams {
            root.extend(*stream);
        }
        root
    }
}

fn open(bytes: &[u8]) -> PortablePdb<'_> {
    PortablePdb::open(bytes, &Limits::default()).unwrap()
}

fn method(row: u32) -> Rid<MethodDef> {
    Rid::new(row).unwrap()
}

fn line(position: Option<SourcePosition>) -> Option<(u32, u32)> {
    position.map(|position| (position.document.0, position.line))
}

#[test]
fn an_offset_belongs_to_the_last_visible_point_before_it() {
    let bytes = Pdb::sample().bytes();
    let pdb = open(&bytes);
    assert!(pdb.diagnostics().entries().is_empty(), "{:?}", pdb.diagnostics());
    assert_eq!(pdb.id(), ID);
    let at = |row, il| line(pdb.locate(method(row), IlOffset(il)));
    // Hidden code at the start: the first visible point. Hidden code later: the visible point before it.
    let lines: Vec<_> = [0, 1, 2, 4, 5, 7, 8, 9, u32::MAX].map(|il| at(1, il).unwrap().1).into();
    assert_eq!(lines, [10, 10, 10, 10, 10, 10, 11, 11, 11]);
    assert_eq!((at(2, 0), at(2, 3), at(2, 4)), (Some((1, 30)), Some((1, 30)), Some((0, 31))));
    assert_eq!(line(pdb.first_position(method(1))), Some((0, 10)));
    assert_eq!(line(pdb.first_position(method(2))), Some((1, 30)));
    let points = pdb.sequence_points(method(1)).unwrap();
    let flat: Vec<_> = points.iter().map(|point| (point.il.0, line(point.position))).collect();
    assert_eq!(flat, [(0, None), (2, Some((0, 10))), (5, None), (8, Some((0, 11)))]);
    assert_eq!(pdb.document_name(DocumentIndex(1)), Ok("/src/B.cs".into()));
    assert!(pdb.document_name(DocumentIndex(2)).is_err());
    assert!(pdb.document_name(DocumentIndex(u32::MAX)).is_err());
    // Without points, and without a row.
    for row in [3, 4, 0x00FF_FFFF] {
        assert_eq!((pdb.sequence_points(method(row)), at(row, 0)), (Ok(vec![]), None));
    }
    assert!(pdb.broken().is_empty());
}

#[test]
fn d04_a_broken_method_loses_its_own_lines_only() {
    let mut sample = Pdb::sample();
    let cut = sample.blob(&[0, 0, 0, 5, 10]);
    sample.methods = 6;
    sample.debug_information.extend([[1, cut], [9, 1], [1, 0x7FFF]]);
    let bytes = sample.bytes();
    let pdb = open(&bytes);
    for row in (1..=6).rev().chain(1..=6) {
        assert_eq!(pdb.first_position(method(row)).is_some(), row < 3, "{row}");
    }
    let broken: Vec<_> = pdb.broken().iter().map(|(method, why)| (method.row(), why.section)).collect();
    assert_eq!(
        broken,
        [(4, "Portable PDB, Sequence Points Blob"), (5, "Portable PDB, Document"), (6, "§II.24.2.4")],
        "a cut blob, a document that is not there, a blob outside the heap"
    );
}

#[test]
fn d04_points_inside_points_of_another_method_are_refused() {
    let mut sample = Pdb::sample();
    // Inside the first method's blob a length and a hidden point can be found.
    let [_, first] = sample.debug_information[0];
    sample.blobs[usize::from(first) + 4] = 3;
    sample.debug_information[2] = [1, first + 4];
    let bytes = sample.bytes();
    let pdb = open(&bytes);
    let what = pdb.sequence_points(method(3)).unwrap_err().what;
    assert_eq!(what, "the sequence points of a method start inside those of another method");
    // Two methods may share a blob as a whole: compilers do that for members that look alike.
    let mut sample = Pdb::sample();
    sample.debug_information[2] = [2, first];
    let bytes = sample.bytes();
    let pdb = open(&bytes);
    let both = [1, 3].map(|row| line(pdb.locate(method(row), IlOffset(8))));
    assert_eq!(both, [Some((0, 11)), Some((1, 11))]);
}

#[test]
fn d07_row_counts_that_differ_are_noted() {
    let bytes = Pdb { methods: 70_000, ..Pdb::sample() }.bytes();
    let noted = open(&bytes);
    let noted: Vec<_> =
        noted.diagnostics().entries().iter().map(|entry| (entry.code, entry.loss, entry.at.what)).collect();
    assert_eq!(noted, [("D07", Loss::Nothing, "the PDB has not one row of MethodDebugInformation a method")]);

    let bytes = Pdb::sample().bytes();
    let limits = Limits::default();
    for (rows, expected) in [(3, 0), (4, 1)] {
        let module = module(rows);
        let root = Reader::new(&module, crate::bytes::FileOffset(0), "");
        let module = Metadata::open(root, &limits, &mut Diagnostics::default()).unwrap();
        let mut pdb = open(&bytes);
        pdb.compare_with(&module);
        assert_eq!(pdb.diagnostics().entries().iter().filter(|entry| entry.code == "D07").count(), expected, "{rows}");
    }
}

/// The metadata of a module that states `methods` rows of MethodDef and has none.
fn module(methods: u32) -> Vec<u8> {
    let mut root = b"BSJB\x01\0\x01\0\0\0\0\0\x04\0\0\0v4\0\0\0\0\x01\0".to_vec();
    root.extend([36, 0, 0, 0, 28, 0, 0, 0, b'#', b'~', 0, 0]);
    root.extend([0, 0, 0, 0, 2, 0, 0, 1]);
    root.extend((1_u64 << MethodDef::TABLE).to_le_bytes());
    root.extend([0; 8]);
    root.extend(methods.to_le_bytes());
    root
}

#[test]
fn d03_an_id_is_a_guid_and_a_stamp() {
    let guid = *b"0123456789abcdef";
    let stamp = u32::from_le_bytes(*b"STMP");
    assert!(is_id(ID, guid, stamp));
    assert!(!is_id(ID, guid, stamp ^ 1));
    assert!(!is_id(ID, guid.map(|byte| byte ^ 1), stamp));
    assert_eq!(Refused::Mismatch.to_string(), "the symbols belong to another build");
}

#[test]
fn state_machines_lead_both_ways() {
    // Not sorted; 5 has two, one row leads to itself, one to nothing.
    let state_machines = vec![[7, 5], [3, 1], [9, 5], [4, 4], [6, 0]];
    let bytes = Pdb { state_machines, ..Pdb::sample() }.bytes();
    let pdb = open(&bytes);
    let kickoffs = [3, 7, 9, 4, 6, 1].map(|row| pdb.kickoff(method(row)).map(Rid::row));
    assert_eq!(kickoffs, [Some(1), Some(5), Some(5), None, None, None]);
    let move_nexts = [1, 5, 4, 2].map(|row| pdb.move_next(method(row)).map(Rid::row));
    assert_eq!(move_nexts, [Some(3), Some(7), None, None]);
}

#[test]
fn a_local_has_the_name_of_its_innermost_scope() {
    let mut sample = Pdb::sample();
    let names = ["outer", "first", "second", "other", "CS$<>8__locals0"].map(|name| sample.string(name));
    sample.variables = vec![
        [0, 0, names[0]],
        [1, 2, names[0]],
        [0, 1, names[1]],
        [0, 1, names[2]],
        [0, 0, names[3]],
        [0, 3, 0],
        [0, 4, names[4]],
    ];
    // Method 1: slot 0 in all of it, slot 1 twice one after the other; method 2: slots 0 and 3.
    sample.scopes = vec![(1, 1, 0, 40), (1, 3, 4, 6), (1, 4, 12, 8), (2, 5, 0, 10)];
    let bytes = sample.bytes();
    let pdb = open(&bytes);
    let name = |row, slot, il| pdb.local_name(method(row), slot, IlOffset(il)).map(|name| name.text().into_owned());
    assert_eq!(name(1, 0, 0).as_deref(), Some("outer"));
    assert_eq!(name(1, 0, 39).as_deref(), Some("outer"));
    assert_eq!(name(1, 0, 40), None, "behind the scope");
    let seconds = [3, 4, 9, 10, 12, 19, 20].map(|il| name(1, 1, il));
    let seconds = seconds.each_ref().map(Option::as_deref);
    assert_eq!(seconds, [None, Some("first"), Some("first"), None, Some("second"), Some("second"), None]);
    assert_eq!(name(1, 2, 0), None, "hidden from debuggers");
    assert_eq!(name(2, 0, 5).as_deref(), Some("other"));
    assert_eq!(name(2, 3, 5), None, "no name");
    assert_eq!(name(2, 4, 5), None, "a closure of the compiler");
    assert_eq!(name(3, 0, 0), None);
}

#[test]
fn variables_of_disordered_scopes_are_claimed_once() {
    let mut sample = Pdb::sample();
    let name = sample.string("x");
    sample.variables = vec![[0, 0, name]; 200];
    // Runs that go back and forth would be 100 × 200 variables.
    sample.scopes = (0..200).map(|n| (1, if n % 2 == 0 { 1 } else { 201 }, n, 1)).collect();
    let bytes = sample.bytes();
    let pdb = open(&bytes);
    assert!(pdb.local_name(method(1), 0, IlOffset(0)).is_some());
    assert!(pdb.local_name(method(1), 0, IlOffset(2)).is_none());
}

/// Asks a PDB everything; the answers do not matter.
fn ask_everything(bytes: &[u8]) {
    let Ok(pdb) = PortablePdb::open(bytes, &Limits::default()) else { return };
    let methods = pdb.metadata().available(0x31).min(200);
    for row in (1..=methods).chain([0x00FF_FFFF]) {
        let method = method(row);
        let points = pdb.sequence_points(method);
        let first = pdb.first_position(method);
        if let Ok(points) = &points {
            assert!(points.is_sorted_by_key(|point| point.il));
            assert_eq!(first, points.iter().find_map(|point| point.position));
        }
        for il in [0, 1, 7, u32::MAX] {
            let found = pdb.locate(method, IlOffset(il));
            assert!(found.is_none_or(|position| position.line > 0 && position.end_line >= position.line));
            assert_eq!(found.is_some(), first.is_some());
            let _ = pdb.local_name(method, 0, IlOffset(il));
        }
        let _ = (pdb.kickoff(method), pdb.move_next(method));
    }
    for document in (0..pdb.metadata().available(0x30).min(200)).chain([u32::MAX]) {
        let _ = pdb.document_name(DocumentIndex(document));
    }
    let _ = pdb.broken();
}

/// Every cut, and every byte set to each of a few values.
fn mutate(bytes: &[u8]) {
    mutate_with(bytes, ask_everything);
}

fn mutate_with(bytes: &[u8], ask: impl Fn(&[u8])) {
    for length in 0..bytes.len() {
        ask(&bytes[..length]);
    }
    let mut mutant = bytes.to_vec();
    for index in 0..bytes.len() {
        for value in [0, 1, 0x7F, 0x80, 0xC0, 0xFF, bytes[index].wrapping_add(1), bytes[index] ^ 0x20] {
            mutant[index] = value;
            ask(&mutant);
        }
        mutant[index] = bytes[index];
    }
}

#[test]
fn no_cut_and_no_flipped_byte_is_too_much() {
    let mut sample = Pdb::sample();
    let name = sample.string("local");
    sample.variables = vec![[0, 0, name], [0, 1, name]];
    sample.scopes = vec![(1, 1, 0, 40), (1, 2, 4, 6)];
    sample.state_machines = vec![[2, 1]];
    mutate(&sample.bytes());
}

#[test]
fn symbols_can_be_shared_by_threads() {
    fn shared<T: Send + Sync>() {}
    shared::<Symbols<'_>>();
}
