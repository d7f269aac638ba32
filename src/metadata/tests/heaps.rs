//! H01 to H10: the heaps. H07's and H08's numbers are tested with the reader.

use super::{Writer, with};
use crate::metadata::{BlobIndex, GuidIndex, Metadata, Module, Rid, StringIndex, TypeRef, utf16};
use crate::text::Name;

fn strings<T>(heap: &[u8], test: impl FnOnce(&Metadata<'_>, &[&'static str]) -> T) -> T {
    let mut writer = Writer::module();
    writer.strings.extend(heap);
    with(&writer, test)
}

/// The start of what a test adds to `#Strings`.
fn start() -> u32 {
    u32::try_from(Writer::module().strings.len()).unwrap()
}

#[test]
fn h01_a_name_may_start_inside_another_one() {
    strings(b"SystemIO\0", |metadata, codes| {
        assert_eq!(metadata.name(StringIndex(start())), "SystemIO");
        assert_eq!(metadata.name(StringIndex(start() + 6)), "IO");
        assert!(codes.is_empty());
    });
}

#[test]
fn h02_a_name_without_nul_ends_with_the_heap() {
    strings(b"abc", |metadata, codes| {
        assert_eq!(metadata.name(StringIndex(start())), "abc");
        assert_eq!(codes, ["H02"]);
    });
}

#[test]
fn h03_names_are_compared_as_bytes() {
    strings(b"IPlug\xFFn\0IPlug\xFEn\0", |metadata, codes| {
        let [first, second] = [0, 8].map(|offset| metadata.name(StringIndex(start() + offset)));
        assert_ne!(first, second);
        assert_eq!(first.text(), second.text(), "both are shown with U+FFFD");
        assert_eq!(codes, ["H03"]);
    });
}

#[test]
fn h04_hostile_names_stay_as_they_are_and_are_shown_harmless() {
    let long = "x".repeat(60_000);
    strings(format!("\u{1b}[2J\u{202e}\0{long}\0").as_bytes(), |metadata, _| {
        assert_eq!(metadata.name(StringIndex(start())).safe().to_string(), "\\u{1b}[2J\\u{202e}");
        let long = metadata.name(StringIndex(start() + 8));
        assert_eq!(long.as_bytes().len(), 60_000);
        assert!(long.safe().to_string().len() < 600);
    });
}

#[test]
fn h05_names_are_never_copied() {
    let mut writer = Writer::module();
    let name = writer.string(&"y".repeat(20_000));
    for shift in 0..5_000 {
        writer.row(0x01, &[0, name + shift, 0]);
    }
    with(&writer, |metadata, codes| {
        let heap = metadata.name(StringIndex(name)).as_bytes().as_ptr_range();
        let total: usize = metadata
            .rows::<TypeRef>()
            .map(|(_, row)| metadata.name(row.name))
            .inspect(|name| assert!(heap.contains(&name.as_bytes().as_ptr())))
            .map(|name| name.as_bytes().len())
            .sum();
        assert_eq!(total, 5_000 * 20_000 - 4_999 * 2_500);
        assert!(codes.is_empty());
    });
}

#[test]
fn h06_literals_lose_their_flag_byte_and_nothing_else() {
    let mut writer = Writer::module();
    writer.user_strings = vec![0, 5, b'a', 0, b'b', 0, 1, 4, b'c', 0, 0x00, 0xD8, 1, 0, 0, 9, 9];
    with(&writer, |metadata, _| {
        assert_eq!(utf16(metadata.literal(1).unwrap()), "ab");
        assert_eq!(utf16(metadata.literal(7).unwrap()), "c\u{FFFD}", "an even length has no flag byte");
        assert_eq!(utf16(metadata.literal(12).unwrap()), "");
        assert_eq!(utf16(metadata.literal(0).unwrap()), "");
        assert!(metadata.literal(15).is_err(), "over the end");
        assert!(metadata.literal(17).is_err() && metadata.literal(u32::MAX).is_err());
    });
}

#[test]
fn h07_long_forms_of_a_length_are_read_and_wrong_ones_cost_the_blob() {
    let mut writer = Writer::module();
    let good = u32::try_from(writer.blobs.len()).unwrap();
    writer.blobs.extend([0x80, 2, 6, 8, 0xC0, 0, 0, 2, 6, 8, 0xFF, 0x7F]);
    for index in [good, good + 4, good + 10, good + 11] {
        writer.row(0x04, &[0, 0, index]);
    }
    writer.row(0x02, &[0, 0, 0, 0, 1, 1]);
    let bytes = |metadata: &Metadata<'_>, index| metadata.blob(BlobIndex(index)).map(|r| r.rest().to_vec()).ok();
    with(&writer, |metadata, codes| {
        assert_eq!(bytes(metadata, good), Some(vec![6, 8]));
        assert_eq!(bytes(metadata, good + 4), Some(vec![6, 8]));
        assert_eq!(bytes(metadata, good + 10), None);
        assert_eq!(bytes(metadata, good + 11), None);
        assert_eq!(codes, ["H07"]);
    });
}

#[test]
fn h08_lower_bounds_are_rotated_signed_integers() {
    let mut writer = Writer::module();
    let blob = writer.blob(&[0x14, 0x08, 2, 0, 2, 0x7B, 0x80, 0x01]);
    with(&writer, |metadata, _| match metadata.type_spec(BlobIndex(blob)).unwrap() {
        crate::metadata::Type::Array(array) => assert_eq!(array.lower_bounds, [-3, -8192]),
        other => panic!("{other:?}"),
    });
}

#[test]
fn h09_guids_are_counted_from_one() {
    let mut writer = Writer::module();
    writer.guids.extend([8; 16]);
    writer.guids.push(1);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.guid(GuidIndex(0)), Ok(None));
        assert_eq!(metadata.guid(GuidIndex(2)), Ok(Some([8; 16])));
        assert!(metadata.guid(GuidIndex(3)).is_err() && metadata.guid(GuidIndex(u32::MAX)).is_err());
        assert_eq!(codes, ["H09"]);
    });
}

#[test]
fn h10_an_index_outside_its_heap_is_an_empty_name_and_no_blob() {
    let mut writer = Writer::default();
    writer.row(0x00, &[0, 0xFFFF, 0x10, 0, 0]);
    writer.row(0x1B, &[0x8000]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.name(metadata.row(Rid::<Module>::FIRST).unwrap().name), Name(b""));
        assert!(metadata.blob(BlobIndex(0x8000)).is_err());
        assert_eq!(codes, ["H10"]);
    });
}
