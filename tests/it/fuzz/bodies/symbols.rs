//! Symbol files, by their first bytes: portable PDB, Mono's mdb, Windows PDB, and symbols that are packed into an assembly.

use ilvet::bytes::{FileOffset, Reader};
use ilvet::il::IlOffset;
use ilvet::limits::Limits;
use ilvet::metadata::{MethodDef, Rid};
use ilvet::symbols::{DocumentIndex, Mdb, PortablePdb, SequencePoint, Symbols, WindowsPdb, embedded};

use super::Seen;

/// The id of the Windows PDB among the seeds, and its age.
pub(crate) const WINDOWS_ID: ([u8; 16], u32) = ([7; 16], 1);

/// Methods and documents that are asked for.
const ASKED: u32 = 300;

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let limits = Limits { embedded_symbols: 1 << 20, ..Limits::default() };
    if data.starts_with(b"MPDB") {
        let mut r = Reader::new(data, FileOffset(0), "PE/COFF");
        let header = r.u32("").and_then(|_| r.u32("the size is cut"));
        if let Some(size) = seen.result(header) {
            seen.result(embedded::inflate(r, size, &limits));
        }
    } else if data.starts_with(b"Microsoft C/C++ MSF 7.00") {
        match WindowsPdb::open(data, &limits, &[WINDOWS_ID]) {
            Ok(pdb) => look(&Symbols::Windows(pdb.into()), seen),
            // Its reader does not say where.
            Err(refused) => seen.note(refused),
        }
    } else if data.starts_with(b"BSJB") {
        if let Some(pdb) = seen.result(PortablePdb::open(data, &limits).map(Wrapped)) {
            seen.diagnostics(pdb.0.diagnostics());
            seen.note(pdb.0.id());
            look(&Symbols::Portable(Box::new(pdb.0)), seen);
        }
    } else if let Some(mdb) = seen.result(Mdb::open(data).map(Wrapped)) {
        look(&Symbols::Mdb(Box::new(mdb.0)), seen);
    }
}

/// Something that says nothing of itself: what it prints may be as large as the file.
struct Wrapped<T>(T);

impl<T> std::fmt::Debug for Wrapped<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("opened")
    }
}

fn look(symbols: &Symbols<'_>, seen: &mut Seen) {
    for method in (1..=ASKED).filter_map(Rid::<MethodDef>::new) {
        let points = seen.result(symbols.sequence_points(method)).unwrap_or_default();
        sound(&points);
        let first = symbols.first_position(method);
        assert_eq!(first, points.iter().find_map(|it| it.position), "two answers");
        for point in points.iter().take(20) {
            seen.note(symbols.locate(method, point.il));
        }
        seen.note((symbols.kickoff(method), symbols.move_next(method)));
        seen.note((symbols.locate(method, IlOffset(u32::MAX)), symbols.local_name(method, 0, IlOffset(1))));
    }
    for document in (0..ASKED).map(DocumentIndex) {
        if let Ok(name) = symbols.document_name(document) {
            seen.note(name.safe().to_string());
        }
        seen.note(symbols.source_hash(document));
        seen.note(symbols.embedded_source(document, 1 << 16).map(|it| it.map(|source| source.len())));
    }
    for (_, malformed) in symbols.broken() {
        seen.malformed(&malformed);
    }
    seen.note(symbols.source_link().map(<[u8]>::len));
}

/// Sequence points ascend, and lines are lines.
fn sound(points: &[SequencePoint]) {
    assert!(points.is_sorted_by(|a, b| a.il < b.il), "{points:?}");
    for position in points.iter().filter_map(|it| it.position) {
        assert!(position.line > 0 && position.end_line >= position.line, "{position:?}");
    }
}
