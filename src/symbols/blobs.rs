//! The two blobs of the portable PDB format that are more than a run of numbers: sequence points and document names.

use super::{DocumentIndex, SequencePoint, SourcePosition, is_hidden_line};
use crate::bytes::{Malformed, Reader};
use crate::il::IlOffset;
use crate::metadata::BlobIndex;
use crate::text::Text;

pub(super) const SEQUENCE_POINTS: &str = "Portable PDB, Sequence Points Blob";
const DOCUMENT_NAME: &str = "Portable PDB, Document Name Blob";

/// IL offsets and lines are less than this.
const OFFSETS_AND_LINES: u32 = 0x2000_0000;
/// Columns are less than this.
const COLUMNS: u32 = 0x1_0000;
/// Bytes of a source path, as long as any system allows; its parts could repeat each other without end.
const PATH_BYTES: usize = 32_767;
/// Stands for the document that the method's row names. No row has this number.
pub(super) const OWN: DocumentIndex = DocumentIndex(u32::MAX);

/// The sequence points of one method, ascending by IL offset (Portable PDB, Sequence Points Blob). Ends behind the first error.
///
/// Laxer than the format: a blob may hold no point at all or end with a change of document, since nothing is lost by either.
/// A visible point on line 0 or on the hidden line names no line and counts as hidden.
#[derive(Clone, Debug)]
pub(super) struct SequencePoints<'a> {
    r: Reader<'a>,
    /// How many documents there are.
    documents: u32,
    document: DocumentIndex,
    is_first: bool,
    il: u32,
    /// Line and column where the last point that is written as visible starts.
    previous: Option<(u32, u32)>,
}

impl<'a> SequencePoints<'a> {
    /// Reads what precedes the points. `states_document`: the method's row names no document, so the blob does.
    pub(super) fn open(blob: Reader<'a>, states_document: bool, documents: u32) -> Result<Self, Malformed> {
        let mut r = blob.citing(SEQUENCE_POINTS);
        let mut document = OWN;
        if !r.is_empty() {
            r.compressed_u32("the local signature before the sequence points is cut")?;
            if states_document {
                document = read_document(&mut r, documents)?;
            }
        }
        Ok(Self { r, documents, document, is_first: true, il: 0, previous: None })
    }

    fn read(&mut self, record: Reader<'a>, delta: u32) -> Result<SequencePoint, Malformed> {
        const CUT: &str = "a sequence point is cut or holds no compressed integer";
        let r = &mut self.r;
        self.il = sum(self.il, i64::from(delta), OFFSETS_AND_LINES)
            .ok_or_else(|| record.malformed("the IL offset of a sequence point is 2^29 or more"))?;
        let il = IlOffset(self.il);
        let lines = i64::from(r.compressed_u32(CUT)?);
        let columns = if lines == 0 { i64::from(r.compressed_u32(CUT)?) } else { i64::from(r.compressed_i32(CUT)?) };
        if lines == 0 && columns == 0 {
            return Ok(SequencePoint { il, position: None });
        }
        let ((line, column), (down, right)) = match self.previous {
            None => ((0, 0), (i64::from(r.compressed_u32(CUT)?), i64::from(r.compressed_u32(CUT)?))),
            Some(start) => (start, (i64::from(r.compressed_i32(CUT)?), i64::from(r.compressed_i32(CUT)?))),
        };
        let range = || {
            let (line, column) = (sum(line, down, OFFSETS_AND_LINES)?, sum(column, right, COLUMNS)?);
            Some((line, column, sum(line, lines, OFFSETS_AND_LINES)?, sum(column, columns, COLUMNS)?))
        };
        let (line, column, end_line, end_column) =
            range().ok_or_else(|| record.malformed("a line or column of a sequence point is out of range"))?;
        self.previous = Some((line, column));
        let position = SourcePosition { document: self.document, line, column, end_line, end_column };
        Ok(SequencePoint { il, position: (!is_hidden_line(line)).then_some(position) })
    }
}

impl Iterator for SequencePoints<'_> {
    type Item = Result<SequencePoint, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        while !self.r.is_empty() {
            let record = self.r;
            let point = match self.r.compressed_u32("a sequence point holds no compressed integer") {
                // The first record is always a point.
                Ok(0) if !self.is_first => match read_document(&mut self.r, self.documents) {
                    Ok(document) => {
                        self.document = document;
                        continue;
                    }
                    Err(malformed) => Err(malformed),
                },
                Ok(delta) => self.read(record, delta),
                Err(malformed) => Err(malformed),
            };
            self.is_first = false;
            if point.is_err() {
                self.r = self.r.clamped(0);
            }
            return Some(point);
        }
        None
    }
}

fn sum(value: u32, delta: i64, limit: u32) -> Option<u32> {
    let sum = i64::from(value).checked_add(delta)?;
    u32::try_from(sum).ok().filter(|sum| *sum < limit)
}

fn read_document(r: &mut Reader<'_>, documents: u32) -> Result<DocumentIndex, Malformed> {
    let start = *r;
    let row = r.compressed_u32("the document of a sequence point is cut")?;
    match row.checked_sub(1) {
        Some(index) if row <= documents => Ok(DocumentIndex(index)),
        _ => Err(start.malformed("a sequence point names a document that is not there")),
    }
}

/// Joins the parts of a document name: a separator, then for each part where its blob is (Portable PDB, Document Name Blob).
/// Bytes that are not UTF-8 become U+FFFD.
pub(super) fn document_name<'a>(
    name: Reader<'a>,
    blob: impl Fn(BlobIndex) -> Result<Reader<'a>, Malformed>,
) -> Result<Text, Malformed> {
    let mut r = name.citing(DOCUMENT_NAME);
    let start = r;
    // 0 is "nothing between the parts".
    let separator = match r.u8("a document name has no separator")? {
        0 => None,
        ascii @ 1..=0x7F => Some(ascii),
        _ => return Err(start.malformed("the separator of a document name is not ASCII")),
    };
    let mut path = Vec::new();
    let mut is_first = true;
    while !r.is_empty() {
        let part = BlobIndex(r.compressed_u32("a part of a document name is no compressed integer")?);
        path.extend(separator.filter(|_| !is_first));
        is_first = false;
        let part = blob(part)?.rest();
        if path.len().saturating_add(part.len()) > PATH_BYTES {
            return Err(start.malformed("a document name is longer than a path can be"));
        }
        path.extend_from_slice(part);
    }
    Ok(Text::from(String::from_utf8_lossy(&path).into_owned()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bytes::FileOffset;

    fn reader(bytes: &[u8]) -> Reader<'_> {
        Reader::new(bytes, FileOffset(0x40), "")
    }

    /// (IL offset, document, line, column, end line, end column); `None` for a hidden point.
    type Row = (u32, Option<(u32, u32, u32, u32, u32)>);

    fn rows(bytes: &[u8], states_document: bool) -> Result<Vec<Row>, &'static str> {
        let points = SequencePoints::open(reader(bytes), states_document, 3);
        let points = points.and_then(Iterator::collect::<Result<Vec<_>, _>>).map_err(|malformed| {
            assert_eq!(malformed.section, SEQUENCE_POINTS);
            malformed.what
        })?;
        let flat = |p: SourcePosition| (p.document.0, p.line, p.column, p.end_line, p.end_column);
        Ok(points.iter().map(|point| (point.il.0, point.position.map(flat))).collect())
    }

    const OWN_DOCUMENT: u32 = OWN.0;

    /// A header (no local signature), then points on lines 10, 12 and 9.
    const THREE: &[u8] = &[
        0, // local signature
        0, 0, 5, 10, 9, // IL 0, line 10, columns 9 to 14
        7, 0, 20, 4, 8, // IL 7, two lines down, 4 columns right, 20 wide
        3, 1, 0x7B, 0x7B,
        2, // IL 10, three lines up, one column right, ends one line down and 3 columns to the left
    ];

    #[test]
    fn d04_deltas_are_unsigned_once_and_signed_from_then_on() {
        assert_eq!(
            rows(THREE, false),
            Ok(vec![
                (0, Some((OWN_DOCUMENT, 10, 9, 10, 14))),
                (7, Some((OWN_DOCUMENT, 12, 13, 12, 33))),
                (10, Some((OWN_DOCUMENT, 9, 14, 10, 11))),
            ])
        );
    }

    #[test]
    fn d04_a_hidden_point_is_not_what_the_next_one_counts_from() {
        // Hidden first: the next point is still the first visible one, unsigned. Hidden later: it is skipped over.
        let bytes = [1, 0, 0, 0, 4, 0, 5, 70, 9, 2, 0, 0, 2, 0, 1, 2, 0];
        assert_eq!(
            rows(&bytes, false),
            Ok(vec![
                (0, None),
                (4, Some((OWN_DOCUMENT, 70, 9, 70, 14))),
                (6, None),
                (8, Some((OWN_DOCUMENT, 71, 9, 71, 10))),
            ])
        );
    }

    #[test]
    fn d04_the_hidden_line_is_hidden_however_it_is_written() {
        let mut bytes = vec![0, 0, 0, 1];
        bytes.extend(0xC0FE_EFEE_u32.to_be_bytes());
        bytes.push(1);
        // Back from the hidden line to line 7.
        bytes.extend([2, 0, 1]);
        let back = 7_i32 - 0x00FE_EFEE;
        let rotated = (back.cast_unsigned() << 1 & 0x1FFF_FFFF) | 1;
        bytes.extend((0xC000_0000 | rotated).to_be_bytes());
        bytes.push(0);
        assert_eq!(rows(&bytes, false), Ok(vec![(0, None), (2, Some((OWN_DOCUMENT, 7, 1, 7, 2)))]));
        assert_eq!(rows(&[0, 0, 0, 1, 0, 1], false), Ok(vec![(0, None)]), "line 0 is no line");
    }

    #[test]
    fn a_blob_changes_its_document() {
        // Document 2 from the header, document 1 from the second point on.
        let bytes = [0, 2, 0, 0, 5, 10, 9, 0, 1, 3, 0, 5, 2, 0, 0, 3, 3, 0, 5, 2, 0];
        assert_eq!(
            rows(&bytes, true),
            Ok(vec![(0, Some((1, 10, 9, 10, 14))), (3, Some((0, 11, 9, 11, 14))), (6, Some((2, 12, 9, 12, 14)))])
        );
        assert_eq!(rows(&[0, 0, 0, 5, 10, 9, 0, 3], false).map(|rows| rows.len()), Ok(1), "a change for nothing");
        assert_eq!(rows(&[], true), Ok(vec![]));
        assert_eq!(rows(&[0], false), Ok(vec![]));
        // The first record is a point even when its IL offset is 0: never a change of document.
        assert_eq!(rows(&[0, 0, 0, 0], false), Ok(vec![(0, None)]));
    }

    #[test]
    fn d04_document_0_and_documents_that_are_not_there() {
        const MISSING: Result<Vec<Row>, &str> = Err("a sequence point names a document that is not there");
        assert_eq!(rows(&[0, 0, 0, 0, 5, 10, 9], true), MISSING);
        assert_eq!(rows(&[0, 4, 0, 0, 5, 10, 9], true), MISSING);
        assert_eq!(rows(&[0, 0, 0, 5, 10, 9, 0, 0], false), MISSING);
        assert_eq!(rows(&[0, 0, 0, 5, 10, 9, 0, 4], false), MISSING);
    }

    #[test]
    fn d04_numbers_stay_in_range() {
        const RANGE: Result<Vec<Row>, &str> = Err("a line or column of a sequence point is out of range");
        let big = 0xDFFF_FFFF_u32.to_be_bytes();
        let with = |parts: &[&[u8]]| rows(&parts.concat(), false);
        // The greatest IL offset, then one more.
        assert_eq!(with(&[&[0], &big, &[0, 0]]), Ok(vec![(0x1FFF_FFFF, None)]));
        assert_eq!(with(&[&[0], &big, &[0, 0, 1, 0, 0]]), Err("the IL offset of a sequence point is 2^29 or more"));
        // Lines: too great an end, below 0.
        assert_eq!(with(&[&[0, 0, 1, 0], &big, &[1]]), RANGE);
        assert_eq!(with(&[THREE, &[1, 0, 1, 0x45, 0]]), RANGE, "30 lines up from line 9");
        // Columns: 65,535 is the greatest; below 0 at the start and at the end.
        assert!(with(&[&[0, 0, 0, 1, 10, 0xC0, 0, 0xFF, 0xFE]]).is_ok());
        assert_eq!(with(&[&[0, 0, 0, 2, 10, 0xC0, 0, 0xFF, 0xFE]]), RANGE);
        assert_eq!(with(&[THREE, &[1, 0, 1, 0, 0x45]]), RANGE);
        assert_eq!(with(&[&[0, 0, 1, 0x45, 10, 9]]), RANGE, "ends 30 columns to the left of column 9");
    }

    #[test]
    fn d04_a_cut_is_an_error_inside_a_record_only() {
        for length in 0..=THREE.len() {
            let whole = matches!(length, 0 | 1 | 6 | 11 | 16);
            assert_eq!(rows(&THREE[..length], false).is_ok(), whole, "cut at {length}");
        }
        assert!(rows(&[0, 0xFF, 0, 0], false).is_err(), "no compressed integer");
    }

    fn name(bytes: &[u8]) -> Result<Text, &'static str> {
        let long = vec![b'x'; 20_000];
        let parts: &[&[u8]] = &[b"", b"C:", b"src", b"P\xFF.cs", &long];
        let name = document_name(reader(bytes), |index| {
            let part = parts.get(index.0 as usize).ok_or(reader(&[]).malformed("outside"))?;
            Ok(reader(part))
        });
        name.map_err(|malformed| malformed.what)
    }

    #[test]
    fn d06_document_names_are_untrusted_text_joined_from_parts() {
        assert_eq!(name(b"\\\x01\x02\x03"), Ok("C:\\src\\P\u{FFFD}.cs".into()));
        assert_eq!(name(b"/\x00\x02\x02"), Ok("/src/src".into()));
        assert_eq!(name(&[0, 1, 2]), Ok("C:src".into()));
        assert_eq!(name(b"/"), Ok("".into()));
        assert_eq!(name(&[]), Err("a document name has no separator"));
        assert_eq!(name(&[0x80, 1]), Err("the separator of a document name is not ASCII"));
        assert_eq!(name(&[b'/', 0xFF]), Err("a part of a document name is no compressed integer"));
        assert_eq!(name(&[b'/', 9]), Err("outside"));
        assert_eq!(name(&[b'/', 4, 4]), Err("a document name is longer than a path can be"));
    }
}
