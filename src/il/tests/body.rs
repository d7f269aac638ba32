//! Headers and exception clauses.

use super::*;

/// B03: the low 2 bits make a header tiny, the low 3 bits make it fat; 0x07 is neither.
#[test]
fn b03_tiny_and_fat() {
    for first in 0..=u8::MAX {
        let mut bytes = vec![first];
        bytes.resize(0x100, 0);
        let format = open_at(&bytes, 0x200).0.map(|body| body.format);
        match first & 7 {
            2 | 6 => assert_eq!(format, Ok(Format::Tiny), "{first:02x}"),
            3 => assert_eq!(format.map_err(|_| ()), Ok(Format::Fat), "{first:02x}"),
            _ => assert_eq!(
                format.unwrap_err().to_string(),
                "0x200: method header is neither tiny nor fat (§II.25.4.1)",
                "{first:02x}"
            ),
        }
    }
    let bytes = [0x1E, 0, 0, 0, 0, 0, 0, 0x2A, 0xFF];
    let (body, notes) = open(&bytes);
    assert_eq!((body.code.rest(), body.size, body.max_stack), (&bytes[1..8], 8, 8));
    assert_eq!(ids(&notes), []);
    assert!(open_at(&[], 0).0.is_err());
    let bytes = fat(0x10, 1, &[0x2A]);
    let (body, _) = open(&bytes);
    assert_eq!((body.init_locals, body.local_signature, body.code.rest(), body.size), (true, None, &[0x2A][..], 13));
    assert!(open_at(&bytes[..11], 0).0.is_err());
}

/// B04: the code starts after as many words as the header says; below three of them there are no clauses.
#[test]
fn b04_header_size() {
    let mut bytes = with_sections(&[0x00, 0x2A], &[0x01, 16, 0, 0]);
    bytes.extend(small_clause(2, (0, 1), (1, 1), 0));
    assert_eq!(open(&bytes).0.clauses.len(), 1);
    bytes[1] = 0x20;
    let (body, notes) = open(&bytes);
    assert_eq!((body.code.rest(), body.clauses.len()), (&[0, 0][..], 0));
    assert_eq!(ids(&notes), [("B04", Loss::Nothing), ("B04", Loss::Nothing)]);
    bytes[1] = 0x00;
    assert_eq!(open(&bytes).0.code.offset(), FileOffset(0x200));
    let mut bytes = fat(0, 1, &[0, 0, 0, 0, 0x2A]);
    bytes[1] = 0x40;
    let (body, notes) = open(&bytes);
    assert_eq!((body.code.rest(), body.size), (&[0x2A][..], 17));
    assert_eq!(ids(&notes), [("B04", Loss::Nothing)]);
    bytes[1] = 0xF0;
    assert!(open_at(&bytes, 0).0.is_err());
}

/// B05: code that is longer than the section is read as far as it goes; code that ends with it is whole.
#[test]
fn b05_code_size() {
    let whole = fat(0, 2, &[0x00, 0x2A]);
    assert_eq!(ids(&open(&whole).1), []);
    for size in [3, 0x7FFF_FFFF, 0xFFFF_FFFF] {
        let bytes = fat(0, size, &[0x00, 0x2A]);
        let (body, notes) = open(&bytes);
        assert_eq!((body.code.rest(), body.size), (&[0x00, 0x2A][..], 14));
        assert_eq!(ids(&notes), [("B05", Loss::Unit)]);
    }
    let (body, notes) = open(&[0x0A, 0x2A]);
    assert_eq!(body.code.rest(), [0x2A]);
    assert_eq!(ids(&notes), [("B05", Loss::Unit)]);
    let (body, notes) = open(&[0x02]);
    assert_eq!((body.code.len(), body.size), (0, 1));
    assert_eq!(ids(&notes), [("B05", Loss::Nothing)]);
    assert_clean(&Code::decode(&body, &Limits::default()));
    assert_eq!(ids(&open(&fat(0x8, 9, &[0x2A])).1), [("B05", Loss::Unit), ("B05", Loss::Unit)]);
}

/// B06: the clauses stand at a multiple of 4 of the address, whatever the length of the code and the place of the header.
#[test]
fn b06_alignment_of_clauses() {
    for position in 0x200..0x204_u32 {
        for code_size in 1..9 {
            let end = position + 12 + code_size;
            let mut rest = vec![0; code_size as usize];
            rest.resize(rest.len() + (end.next_multiple_of(4) - end) as usize, 0xCC);
            rest.extend([0x01, 16, 0, 0]);
            rest.extend(small_clause(0, (0, 1), (0, 1), 0x0100_0001));
            let bytes = fat(0x8, code_size as usize, &rest);
            let (body, _) = open_at(&bytes, position);
            let body = body.unwrap();
            assert_eq!(body.clauses.len(), 1, "code of {code_size} at {position:x}");
            assert_eq!(body.size, bytes.len());
        }
    }
}

/// B07: the token of the locals may be of no use; the body is.
#[test]
fn b07_token_of_the_locals() {
    for (token, expected, odd) in [
        (0, None, false),
        (0x1100_0005, Some(Token(0x1100_0005)), false),
        (0x1100_0000, Some(Token(0x1100_0000)), false),
        (0x0200_0001, None, true),
        (0x0000_0007, None, true),
    ] {
        let mut bytes = fat(0, 1, &[0x2A]);
        bytes[8..12].copy_from_slice(&u32::to_le_bytes(token));
        let (body, notes) = open(&bytes);
        assert_eq!(body.local_signature, expected);
        assert_eq!(ids(&notes), if odd { vec![("B07", Loss::Nothing)] } else { vec![] });
        assert_eq!(body.code.rest(), [0x2A]);
    }
}

/// B08: the size counts the header or not; only the first section counts; the number of clauses is what the bytes hold.
#[test]
fn b08_data_sections() {
    let two = [small_clause(2, (0, 1), (1, 1), 0), small_clause(4, (0, 1), (1, 1), 0)].concat();
    for size in [24, 28] {
        let bytes = with_sections(&[0, 0x2A], &[&[0x01, size, 0, 0], &two[..]].concat());
        let (body, notes) = open(&bytes);
        let kinds: Vec<_> = body.clauses.iter().map(|clause| clause.kind).collect();
        assert_eq!((kinds, body.size), (vec![ClauseKind::Finally, ClauseKind::Fault], bytes.len()));
        assert_eq!(ids(&notes), []);
    }
    let one = fat_clause([0, 0, 1, 1, 1, 0x0200_0002]);
    for size in [24, 28] {
        let bytes = with_sections(&[0, 0x2A], &[&[0x41, size, 0, 0], &one[..]].concat());
        let (body, notes) = open(&bytes);
        let expected = Clause {
            kind: ClauseKind::Catch(Token(0x0200_0002)),
            try_start: IlOffset(0),
            try_end: IlOffset(1),
            handler_start: IlOffset(1),
            handler_end: IlOffset(2),
        };
        assert_eq!(body.clauses, [expected]);
        assert_eq!(ids(&notes), []);
    }
    let chained = [&[0x81, 28, 0, 0], &two[..], &[0x01, 16, 0, 0], &two[..12]].concat();
    let bytes = with_sections(&[0, 0x2A], &chained);
    let (body, notes) = open(&bytes);
    assert_eq!(body.clauses.len(), 2);
    assert_eq!(ids(&notes), [("B08", Loss::Nothing)]);
    let endless = [0x81, 0, 0, 0].repeat(200_000);
    assert_eq!(ids(&open(&with_sections(&[0x2A], &endless)).1), [("B08", Loss::Nothing)]);
    let huge = [&[0x41, 0xFF, 0xFF, 0xFF], &one[..]].concat();
    let bytes = with_sections(&[0, 0x2A], &huge);
    let (body, notes) = open(&bytes);
    assert_eq!(body.clauses.len(), 1);
    assert_eq!(ids(&notes), [("B08", Loss::Unit), ("B08", Loss::Unit)]);
    assert_eq!(ids(&open(&with_sections(&[0, 0x2A], &[0x01, 16])).1), [("B08", Loss::Unit)]);
    assert_eq!(ids(&open(&fat(0x8, 1, &[0x2A])).1), [("B08", Loss::Unit)]);
}

/// B09: a section of another kind costs nothing but itself.
#[test]
fn b09_kind_of_section() {
    for kind in [0x00, 0x02, 0x3F, 0x40] {
        let bytes = with_sections(&[0, 0x2A], &[&[kind, 16, 0, 0], &[0; 12][..]].concat());
        let (body, notes) = open(&bytes);
        assert_eq!((body.clauses.len(), body.code.rest()), (0, &[0, 0x2A][..]));
        assert_eq!(ids(&notes), [("B09", Loss::Nothing)]);
    }
}

/// B10: ranges are moved into the code; an odd clause stays a clause, and its handler is decoded.
#[test]
fn b10_ranges_of_clauses() {
    let open_one = |clause: [u32; 6]| {
        let bytes = with_sections(&[0, 0, 0xDC, 0x2A], &[&[0x41, 28, 0, 0], &fat_clause(clause)[..]].concat());
        let (body, notes) = open(&bytes);
        (body.clauses[0], ids(&notes))
    };
    let odd = vec![("B10", Loss::Nothing)];
    assert_eq!(open_one([2, 0, 1, 1, 2, 0]).1, []);
    let (clause, notes) = open_one([2, 0, 0xFFFF_FFFF, 0xFFFF_FFF0, 0xFF, 0]);
    assert_eq!((clause.try_end, clause.handler_start, clause.handler_end), (IlOffset(4), IlOffset(4), IlOffset(4)));
    assert_eq!(notes, odd);
    assert_eq!(
        open_one([1, 0, 1, 2, 1, 1]),
        (Clause { kind: ClauseKind::Filter(IlOffset(1)), ..open_one([0, 0, 1, 2, 1, 1]).0 }, vec![])
    );
    assert_eq!(open_one([1, 0, 1, 2, 1, 0x7FFF_FFFF]).0.kind, ClauseKind::Filter(IlOffset(4)));
    assert_eq!(open_one([1, 0, 1, 2, 1, 3]).1, odd);
    assert_eq!(open_one([3, 0, 1, 2, 1, 1]).0.kind, ClauseKind::Filter(IlOffset(1)));
    assert_eq!(open_one([3, 0, 1, 2, 1, 1]).1, odd);
    assert_eq!(open_one([8, 0, 1, 2, 1, 0x0100_0001]).1, odd);
    assert_eq!(open_one([0, 0, 1, 2, 1, 0x0400_0001]).1, odd);
    assert_eq!(open_one([2, 0, 0, 2, 1, 0]).1, odd);
    assert_eq!(open_one([2, 0, 3, 1, 2, 0]).1, odd);
    // A handler behind junk is decoded: `ret`, an undefined byte, then the handler.
    let clause = [&[0x01, 16, 0, 0], &small_clause(2, (0, 1), (2, 1), 0)[..]].concat();
    let bytes = with_sections(&[0x2A, 0x24, 0xDC], &clause);
    assert_eq!(listing(&decode(&bytes)), "0 ret, 2 endfinally");
}

/// However short the section is, what is there is read and the loss is told.
#[test]
fn every_cut_of_a_body() {
    let clause = [&[0x41, 28, 0, 0], &fat_clause([2, 0, 3, 3, 1, 0])[..]].concat();
    let whole = with_sections(&[0xDE, 0x02, 0x00, 0xDC, 0x2A], &clause);
    for end in 0..=whole.len() {
        let (body, notes) = open_at(&whole[..end], 0x200);
        let Ok(body) = body else {
            assert!(end < 12);
            continue;
        };
        assert_eq!(body.code.len(), (end - 12).min(5));
        assert!(body.size <= end);
        assert_eq!(notes.entries().is_empty(), end == whole.len(), "cut at {end}");
        let code = Code::decode(&body, &Limits::default());
        assert!(code.is_tiled() || end < 14);
    }
}
