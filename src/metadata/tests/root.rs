//! M01 to M16: the root and its streams.

use super::{BASE, Writer, codes, open, with};
use crate::bytes::{Diagnostics, FileOffset, Reader};
use crate::limits::Limits;
use crate::metadata::{Metadata, Module, Refused, Rid, TypeDef};

fn refused(bytes: &[u8]) -> Refused {
    open(bytes, &mut Diagnostics::default()).unwrap_err()
}

fn is_whole(metadata: &Metadata<'_>) {
    let module = metadata.row(Rid::<Module>::FIRST).unwrap();
    assert_eq!(metadata.name(module.name), "test.dll");
    assert_eq!(metadata.guid(module.mvid), Ok(Some([7; 16])));
    assert_eq!(metadata.count::<TypeDef>(), 1);
}

#[test]
fn m01_a_root_without_its_signature_is_refused_where_it_stands() {
    let mut bytes = Writer::module().build();
    bytes[0] = b'X';
    assert!(matches!(refused(&bytes), Refused::Malformed(malformed) if malformed.offset == BASE));
    assert!(matches!(refused(&[]), Refused::Malformed(_)));
}

#[test]
fn m02_versions_of_the_root_are_ignored() {
    let mut bytes = Writer::module().build();
    bytes[4..12].fill(0xFF);
    is_whole(&open(&bytes, &mut Diagnostics::default()).unwrap());
}

#[test]
fn m03_any_version_length_inside_the_file_is_taken_as_it_is() {
    let version = vec![b'v'; 301];
    with(&Writer { version, ..Writer::module() }, |metadata, codes| {
        is_whole(metadata);
        assert_eq!((metadata.version().as_bytes().len(), codes), (301, &["M03"][..]));
    });
    let mut bytes = Writer::module().build();
    bytes[12..16].fill(0xFF);
    assert!(matches!(refused(&bytes), Refused::Malformed(_)));
}

#[test]
fn m04_a_stream_count_is_never_believed() {
    let mut bytes = Writer::module().build();
    bytes[30..32].fill(0xFF);
    let mut diagnostics = Diagnostics::default();
    is_whole(&open(&bytes, &mut diagnostics).unwrap());
    assert!(codes(&diagnostics).contains(&"M05"), "the bytes behind the headers are none");

    let mut many = Writer::module();
    many.order.extend(std::iter::repeat_n("#X", 2_000));
    with(&many, |metadata, codes| {
        is_whole(metadata);
        assert_eq!(codes, ["M04"]);
    });
}

#[test]
fn m05_a_stream_name_without_an_end_stops_the_headers() {
    let mut writer = Writer::module();
    writer.order.push("#a-name-of-more-than-thirty-two-bytes");
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert_eq!(codes, ["M05"]);
    });
    writer.order.pop();
    writer.order.insert(0, "#exactly-31-bytes-and-the-NUL-32");
    writer.order[0] = &writer.order[0][..31];
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert!(codes.is_empty());
    });
}

#[test]
fn m06_unknown_streams_are_ignored() {
    let mut writer = Writer::module();
    writer.order.insert(0, "#Koi");
    writer.extra.push(("#Koi", vec![1, 2, 3]));
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert!(codes.is_empty());
    });
}

#[test]
fn m07_of_two_streams_of_a_name_the_last_one_counts() {
    let mut writer = Writer::module();
    writer.order.insert(0, "#Strings");
    writer.extra.push(("#Strings", vec![0; 40]));
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert_eq!(codes, ["M07"]);
    });
}

#[test]
fn m08_of_both_table_streams_the_first_one_counts() {
    let mut empty = Writer::default();
    empty.row(0x00, &[0; 5]);
    for (order, whole) in [(["#~", "#-"], true), (["#-", "#~"], false)] {
        let mut writer = Writer::module();
        writer.order.splice(0..1, order);
        writer.extra.push(("#-", empty.table_bytes()));
        with(&writer, |metadata, codes| {
            assert_eq!(metadata.count::<TypeDef>() == 1, whole);
            assert!(codes.contains(&"M08"));
        });
    }
    let mut schema = Writer::module();
    schema.order.insert(0, "#Schema");
    with(&schema, |metadata, _| is_whole(metadata));
}

#[test]
fn m09_streams_stand_in_any_order() {
    let mut writer = Writer::module();
    writer.order.reverse();
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert!(codes.is_empty());
    });
}

#[test]
fn m10_the_size_of_a_stream_needs_no_alignment() {
    let mut writer = Writer::module();
    writer.strings.extend(b"ab\0");
    writer.order.rotate_left(1);
    assert_ne!(writer.strings.len() % 4, 0);
    with(&writer, |metadata, codes| {
        is_whole(metadata);
        assert!(codes.is_empty());
    });
}

#[test]
fn m11_a_stream_over_the_end_is_cut_there() {
    let mut writer = Writer::module();
    writer.blobs.extend([0; 64]);
    let mut bytes = writer.build();
    bytes.truncate(bytes.len() - 32);
    let mut diagnostics = Diagnostics::default();
    is_whole(&open(&bytes, &mut diagnostics).unwrap());
    assert_eq!(codes(&diagnostics), ["M11"]);
}

#[test]
fn m12_a_missing_heap_is_empty() {
    let mut writer = Writer::module();
    writer.order.truncate(1);
    with(&writer, |metadata, codes| {
        let module = metadata.row(Rid::<Module>::FIRST).unwrap();
        assert!(metadata.name(module.name).is_empty());
        assert!(metadata.literal(1).is_err() && metadata.blob(crate::metadata::BlobIndex(0)).unwrap().is_empty());
        assert_eq!(codes, ["H10"]);
    });
    writer.order.clear();
    assert!(matches!(refused(&writer.build()), Refused::Malformed(malformed) if malformed.offset == BASE));
}

#[test]
fn m13_the_root_needs_no_alignment_in_the_file() {
    let bytes = Writer::module().build();
    for offset in 0..4 {
        let root = Reader::new(&bytes, FileOffset(0x200 + offset), "test");
        is_whole(&Metadata::open(root, &Limits::default(), &mut Diagnostics::default()).unwrap());
    }
}

#[test]
fn m14_deltas_and_symbols_are_named_as_what_they_are() {
    let mut delta = Writer::module();
    delta.order.push("#JTD");
    assert_eq!(refused(&delta.build()), Refused::Delta);
    let mut later = Writer { guids: vec![9; 32], ..Writer::default() };
    later.row(0x00, &[2, 0, 1, 2, 1]);
    assert_eq!(refused(&later.build()), Refused::Delta);
    let mut symbols = Writer::module();
    symbols.order.push("#Pdb");
    assert_eq!(refused(&symbols.build()), Refused::Symbols);
}

#[test]
fn m15_any_version_string_is_reported_as_it_is() {
    for version in ["v1.1.4322\0\0\0", "v2.0.50727\0\0", "Standard CLI 2005\0\0\0", "WindowsRuntime 1.4\0\0"] {
        with(&Writer { version: version.into(), ..Writer::module() }, |metadata, codes| {
            assert_eq!(metadata.version(), version.trim_end_matches('\0'));
            assert!(codes.is_empty());
        });
    }
}

#[test]
fn m16_streams_may_overlap() {
    let mut bytes = Writer::module().build();
    // #US gets the place of the whole metadata, headers included.
    let size = u32::try_from(bytes.len()).unwrap().to_le_bytes();
    let header = bytes.windows(4).position(|name| name == b"#US\0").unwrap() - 8;
    bytes[header..header + 4].fill(0);
    bytes[header + 4..header + 8].copy_from_slice(&size);
    let mut diagnostics = Diagnostics::default();
    is_whole(&open(&bytes, &mut diagnostics).unwrap());
    assert!(diagnostics.entries().is_empty());
}
