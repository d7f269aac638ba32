//! A01 to A05: custom attributes. A06 and A07 are bytes that nothing here reads.

use super::{Writer, with};
use crate::bytes::{FileOffset, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::writer::coded;
use crate::metadata::{
    AttributeValue, CustomAttribute, End, EnumType, Primitive, Rid, TypeDef, Value, decode_attribute, read_method,
};
use crate::text::Name;

fn decode<'a>(blob: &'a [u8], constructor: &[u8], known: Option<Primitive>) -> Result<AttributeValue<'a>, Malformed> {
    let limits = Limits::default();
    let constructor = read_method(&mut Reader::new(constructor, FileOffset(0), "test"), &limits).unwrap();
    decode_attribute(Reader::new(blob, FileOffset(0), "test"), &constructor, &|_| known, &limits)
}

const NO_PARAMETERS: &[u8] = &[0x20, 0, 1];
const OBJECT: &[u8] = &[0x20, 1, 1, 0x1C];

#[test]
fn a01_the_edges_of_a_blob() {
    let whole = |blob| decode(blob, NO_PARAMETERS, None).map(|value| value.end);
    assert_eq!(whole(&[1, 0, 0, 0]), Ok(End::Whole));
    assert_eq!(whole(&[]), Ok(End::Whole), "as the CLR does");
    assert!(whole(&[2, 0, 0, 0]).is_err() && whole(&[1]).is_err(), "no prolog");
    assert!(decode(&[], OBJECT, None).is_err());
    assert!(matches!(whole(&[1, 0]), Ok(End::Malformed(_))), "no number of named arguments");
    assert!(matches!(whole(&[1, 0, 0xFF, 0xFF]), Ok(End::Malformed(_))));

    let strings = &[0x20, 3, 1, 0x0E, 0x0E, 0x0E];
    let value = decode(&[1, 0, 0xFF, 0, 2, b'h', b'i', 0, 0], strings, None).unwrap();
    let [null, empty, text] = &value.fixed[..] else { panic!("{value:?}") };
    assert_eq!([null, empty, text], [None, Some(Name(b"")), Some(Name(b"hi"))].map(Value::String).each_ref());
    let cut = decode(&[1, 0, 0xFF, 9, b'x'], strings, None).unwrap();
    assert_eq!((cut.fixed.len(), matches!(cut.end, End::Malformed(_))), (1, true), "what was read is kept");
}

#[test]
fn a01_named_arguments() {
    let blob = b"\x01\0\x02\0\x53\x02\x01F\x01\x54\x1D\x08\x01P\x02\0\0\0\x07\0\0\0\xFF\xFF\xFF\xFF";
    let value = decode(blob, NO_PARAMETERS, None).unwrap();
    assert_eq!(value.end, End::Whole);
    let [field, property] = &value.named[..] else { panic!("{value:?}") };
    assert!(field.is_field && field.name == "F" && field.value == Value::Boolean(true));
    assert!(!property.is_field && property.name == "P");
    assert_eq!(property.value, Value::Array(Some(vec![Value::I4(7), Value::I4(-1)])));
    for kind in [0x00, 0x01, 0x0F, 0x16, 0x18, 0x1C, 0x52, 0x56] {
        let blob = [1, 0, 1, 0, 0x54, kind, 1, b'P', 0, 0, 0, 0, 0, 0, 0, 0];
        assert!(matches!(decode(&blob, NO_PARAMETERS, None).unwrap().end, End::Malformed(_)), "{kind:x}");
    }
}

#[test]
fn a01_every_primitive_has_its_width() {
    let mut blob = vec![1, 0, 1];
    for width in [2, 1, 1, 2, 2, 4, 4, 8, 8, 4, 8] {
        blob.extend([0xFF; 8].iter().take(width));
    }
    blob.extend([0, 0]);
    let constructor = [0x20, 12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xA, 0xB, 0xC, 0xD];
    let value = decode(&blob, &constructor, None).unwrap();
    assert_eq!(value.end, End::Whole);
    let expected = [
        Value::Boolean(true),
        Value::Char(0xFFFF),
        Value::I1(-1),
        Value::U1(0xFF),
        Value::I2(-1),
        Value::U2(0xFFFF),
        Value::I4(-1),
        Value::U4(u32::MAX),
        Value::I8(-1),
        Value::U8(u64::MAX),
        Value::R4(u32::MAX),
        Value::R8(u64::MAX),
    ];
    assert_eq!(value.fixed, expected);
}

#[test]
fn a02_an_enum_of_unknown_width_ends_the_reading() {
    // void (int, valuetype TypeRef 1, string)
    let constructor = &[0x20, 3, 1, 8, 0x11, 5, 0x0E];
    let blob = &[1, 0, 7, 0, 0, 0, 2, 0, 1, b'x', 0, 0];
    let unknown = decode(blob, constructor, None).unwrap();
    assert_eq!(unknown.fixed, [Value::I4(7)], "nothing behind it is guessed");
    assert!(matches!(unknown.end, End::UnknownEnum(EnumType::Reference(_))));
    let known = decode(blob, constructor, Some(Primitive::I2)).unwrap();
    assert_eq!((known.end, known.fixed.len()), (End::Whole, 3));
    assert!(matches!(known.fixed[1], Value::Enum { underlying: Primitive::I2, value: 2, .. }));
    assert!(matches!(decode(blob, constructor, Some(Primitive::R4)).unwrap().end, End::Malformed(_)));

    let named = b"\x01\0\x02\0\x54\x08\x01A\x05\0\0\0\x54\x55\x03N.E\x01B\x09";
    let unknown = decode(named, NO_PARAMETERS, None).unwrap();
    assert_eq!((unknown.named.len(), unknown.end), (1, End::UnknownEnum(EnumType::Serialized(Name(b"N.E")))));
    assert_eq!(decode(named, NO_PARAMETERS, Some(Primitive::U1)).unwrap().named.len(), 2);
    let large = [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0];
    let large = decode(&large, &[0x20, 1, 1, 0x11, 5], Some(Primitive::U8)).unwrap();
    assert!(matches!(large.fixed[0], Value::Enum { value: -1, .. }));
}

#[test]
fn a02_the_integer_under_an_enum_is_that_of_its_only_instance_field() {
    let mut writer = Writer::module();
    let [byte, own] = [&[6, 5][..], &[6, 0x11, 8]].map(|signature| writer.blob(signature));
    for (flags, signature) in [(0x8056, own), (0x0606, byte), (0x0016, own)] {
        writer.row(0x04, &[flags, 0, signature]);
    }
    writer.type_("E", 1, 1);
    writer.type_("NoEnum", 4, 1);
    with(&writer, |metadata, _| {
        let underlying = |row| metadata.enum_underlying(Rid::<TypeDef>::new(row).unwrap());
        assert_eq!(
            [underlying(1), underlying(2), underlying(3), underlying(9)],
            [None, Some(Primitive::U1), None, None]
        );
    });
}

#[test]
fn a02_the_width_of_an_enum_may_follow_from_the_length() {
    let mut writer = Writer::module();
    // void (valuetype TypeRef 1), and the same with an int8 behind it
    let one = writer.blob(&[0x20, 1, 1, 0x11, 5]);
    let two = writer.blob(&[0x20, 2, 1, 0x11, 5, 0x04]);
    writer.row(0x01, &[0, 0, 0]);
    for signature in [one, two] {
        writer.row(0x0A, &[coded(3, 1, 1), 0, signature]);
    }
    let blobs: [(u32, &[u8]); 4] =
        [(1, &[1, 0, 2, 0, 0, 0, 0, 0]), (1, &[1, 0, 2, 0, 0]), (1, &[1, 0, 2, 0, 0, 0, 0]), (2, &[1, 0, 2, 9, 0, 0])];
    for (constructor, blob) in blobs {
        let value = writer.blob(blob);
        writer.row(0x0C, &[coded(3, 5, 1), coded(3, 3, constructor), value]);
    }
    with(&writer, |metadata, _| {
        let read = |row| {
            let row: CustomAttribute = metadata.row(Rid::new(row).unwrap()).unwrap();
            let value = metadata.attribute_value_that_fits(&row, &|_| None).unwrap();
            let underlying = match value.fixed.first() {
                Some(Value::Enum { underlying, value: 2, .. }) => Some(*underlying),
                _ => None,
            };
            (underlying, value.end == End::Whole)
        };
        assert_eq!(read(1), (Some(Primitive::I4), true));
        assert_eq!(read(2), (Some(Primitive::I1), true));
        assert_eq!(read(3), (None, false), "no width fits");
        assert_eq!(read(4), (Some(Primitive::I1), true));
    });
}

#[test]
fn a03_values_are_nested_no_deeper_than_the_limit() {
    let boxed = |depth: usize| [&[1, 0][..], &vec![0x51; depth], &[0x02, 1, 0, 0]].concat();
    assert_eq!(decode(&boxed(0), OBJECT, None).unwrap().fixed, [Value::Boxed(Box::new(Value::Boolean(true)))]);
    assert_eq!(decode(&boxed(31), OBJECT, None).unwrap().end, End::Whole);
    assert!(matches!(decode(&boxed(32), OBJECT, None).unwrap().end, End::Malformed(_)));
    assert!(matches!(decode(&boxed(1_000_000), OBJECT, None).unwrap().end, End::Malformed(_)));
    let arrays = [&[1, 0][..], &vec![0x1D; 1_000_000]].concat();
    assert!(matches!(decode(&arrays, OBJECT, None).unwrap().end, End::Malformed(_)));
}

#[test]
fn a03_arrays_and_type_names() {
    let array = &[0x20, 1, 1, 0x1D, 0x1C];
    let null = [1, 0, 0xFF, 0xFF, 0xFF, 0xFF, 0, 0];
    assert_eq!(decode(&null, array, None).unwrap().fixed, [Value::Array(None)]);
    let huge = [1, 0, 0xFE, 0xFF, 0xFF, 0x7F, 2, 1];
    assert!(matches!(decode(&huge, array, None).unwrap().end, End::Malformed(_)));
    let mixed = [1, 0, 2, 0, 0, 0, 0x0E, 1, b's', 0x50, 0xFF, 0, 0];
    let mixed = decode(&mixed, array, None).unwrap();
    let values = [Value::String(Some(Name(b"s"))), Value::Type(None)].map(|value| Value::Boxed(Box::new(value)));
    assert_eq!((mixed.end, mixed.fixed), (End::Whole, vec![Value::Array(Some(values.to_vec()))]));
    let many = [&[1, 0][..], &300_000u32.to_le_bytes(), &vec![1; 300_000], &[0, 0]].concat();
    let cut = decode(&many, &[0x20, 1, 1, 0x1D, 2], None).unwrap();
    assert!(matches!(cut.end, End::Malformed(_)), "more values than the limit");
    // class System.Type, as far as an attribute can tell
    let type_ = decode(&[1, 0, 1, b'T', 0, 0], &[0x20, 1, 1, 0x12, 5], None).unwrap();
    assert_eq!(type_.fixed, [Value::Type(Some(Name(b"T")))]);
}

#[test]
fn a04_the_constructor_of_a_generic_attribute_takes_the_type_arguments() {
    let mut writer = Writer::module();
    // class TypeRef 1<int32[]>
    let generic = writer.blob(&[0x15, 0x12, 5, 1, 0x1D, 8]);
    let generic = writer.row(0x1B, &[generic]);
    let signature = writer.blob(&[0x20, 2, 1, 0x13, 0, 0x13, 7]);
    let value = writer.blob(&[1, 0, 1, 0, 0, 0, 9, 0, 0, 0, 0, 0]);
    writer.row(0x01, &[0, 0, 0]);
    writer.row(0x0A, &[coded(4, 3, generic), 0, signature]);
    writer.row(0x0C, &[coded(3, 5, 99), coded(3, 3, 1), value]);
    writer.row(0x0C, &[coded(3, 5, 1), coded(3, 3, 99), value]);
    writer.row(0x0C, &[coded(3, 5, 1), coded(4, 3, 1), value]);
    with(&writer, |metadata, codes| {
        let value = |row| {
            let row: CustomAttribute = metadata.row(Rid::new(row).unwrap()).unwrap();
            metadata.attribute_value(&row, &|_| None)
        };
        let first = value(1).unwrap();
        assert_eq!(first.fixed, [Value::Array(Some(vec![Value::I4(9)]))]);
        assert!(matches!(first.end, End::Malformed(_)), "there is no type argument 7");
        assert!(value(2).is_err() && value(3).is_err());
        assert!(codes.contains(&"T10") && codes.contains(&"T09"));
    });
}

#[test]
fn a05_declarative_security_is_not_an_attribute() {
    let mut writer = Writer::module();
    let permissions = writer.blob(&"<Perm".encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>());
    writer.row(0x0E, &[2, coded(0, 2, 1), permissions]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<crate::metadata::DeclSecurity>(), 1);
        assert!(codes.is_empty());
    });
}

#[test]
fn a06_constants_and_initial_data_are_not_looked_into() {
    let mut writer = Writer::module();
    writer.row(0x04, &[0, 0, 0]);
    writer.row(0x0B, &[0x0E, 0, coded(0, 2, 1), 0]);
    writer.row(0x1D, &[0xFFFF_FFFF, 1]);
    writer.row(0x0D, &[coded(0, 1, 1), 0]);
    with(&writer, |metadata, codes| {
        assert_eq!(metadata.count::<crate::metadata::FieldRva>(), 1);
        assert_eq!(codes, ["S01"], "only the field's own signature is missed");
    });
}
