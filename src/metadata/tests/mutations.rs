//! No byte can make the decoder panic, hang or contradict itself.

use super::{Writer, open};
use crate::bytes::Diagnostics;
use crate::metadata::writer::{SCHEMA, coded, columns};
use crate::metadata::{
    CustomAttribute, EventMap, Field, InterfaceImpl, Listed, MemberRef, Metadata, MethodDef, MethodSpec, NestedClass,
    Owns, Primitive, PropertyMap, Refused, StandAloneSig, TypeDef, TypeSpec,
};

/// A module with rows in every table, signatures of every kind, and a custom attribute.
fn rich(table_stream: &'static str) -> Writer {
    let mut writer = Writer { table_stream, ..Writer::module() };
    let name = writer.string("Namé");
    let signatures: [&[u8]; 8] = [
        &[0x30, 1, 2, 1, 0x15, 0x12, 5, 1, 0x1E, 0, 0x10, 8],
        &[6, 0x1F, 5, 8],
        &[7, 2, 0x45, 0x10, 8, 0x14, 8, 2, 1, 3, 1, 2],
        &[0x28, 1, 8, 0x0E],
        &[0x0A, 1, 8],
        &[5, 2, 1, 8, 0x41, 8],
        &[0x1D, 0x1B, 0, 1, 1, 0x0F, 1],
        &[0x20, 3, 1, 0x1C, 0x1D, 0x0E, 0x11, 5],
    ];
    let [method, field, locals, property, spec, vararg, type_, constructor] =
        signatures.map(|bytes| writer.blob(bytes));
    let value =
        writer.blob(b"\x01\0\x51\x08\x05\0\0\0\x02\0\0\0\x01a\xFF\x01\x02\0\x54\x02\x01P\x01\x53\x55\x01E\x01F\x07");
    writer.row(0x01, &[coded(2, 2, 1), name, name]);
    writer.row(0x02, &[0x10_0002, name, name, coded(1, 2, 1), 1, 1]);
    writer.row(0x04, &[1, name, field]);
    writer.row(0x06, &[0x2050, 0, 0x96, name, method, 1]);
    writer.row(0x06, &[0x2050, 0, 0x96, name, constructor, 2]);
    writer.row(0x08, &[0, 1, name]);
    writer.row(0x09, &[2, coded(1, 2, 1)]);
    writer.row(0x0A, &[coded(1, 3, 1), name, vararg]);
    writer.row(0x0A, &[coded(4, 3, 1), name, field]);
    writer.row(0x0C, &[coded(3, 5, 2), coded(2, 3, 2), value]);
    writer.row(0x11, &[locals]);
    writer.row(0x17, &[0, name, property]);
    writer.row(0x15, &[2, 1]);
    writer.row(0x1B, &[type_]);
    writer.row(0x29, &[2, 1]);
    writer.row(0x2A, &[0, 0, coded(1, 1, 1), name]);
    writer.row(0x2B, &[coded(0, 1, 1), spec]);
    for (table, _) in SCHEMA {
        let is_pointer = matches!(table, 0x03 | 0x05 | 0x07 | 0x13 | 0x16);
        if !writer.rows.contains_key(table) && (!is_pointer || table_stream == "#-") {
            writer.row(*table, &vec![1; columns(*table).count()]);
        }
    }
    writer.user_strings.extend([3, b'x', 0, 0]);
    writer
}

fn lists<O: Owns<C>, C: Listed>(metadata: &Metadata<'_>) {
    let owned: usize = metadata
        .rids::<O>()
        .map(|owner| {
            let children = metadata.owned::<O, C>(owner);
            children.inspect(|child| assert_eq!(metadata.owner::<O, C>(*child), Some(owner))).count()
        })
        .sum();
    assert!(owned <= metadata.count::<C>() as usize);
}

/// Reads all there is; gives how many signatures and attributes were read.
fn walk(metadata: &Metadata<'_>) -> usize {
    lists::<TypeDef, Field>(metadata);
    lists::<TypeDef, MethodDef>(metadata);
    lists::<MethodDef, crate::metadata::Param>(metadata);
    lists::<EventMap, crate::metadata::Event>(metadata);
    lists::<PropertyMap, crate::metadata::Property>(metadata);
    for (_, row) in metadata.rows::<InterfaceImpl>() {
        let key = row.class.map_or(0, crate::metadata::Rid::row);
        assert!(metadata.with_key::<InterfaceImpl>(key).any(|(_, other)| other.class == row.class));
    }
    let nested = metadata.rows::<NestedClass>().count();
    assert_eq!(nested, metadata.count::<NestedClass>() as usize);
    let _ = metadata.literal(1);
    let methods = metadata.rows::<MethodDef>().map(|(_, row)| row.signature);
    let members = metadata.rows::<MemberRef>().map(|(_, row)| row.signature);
    let read = methods
        .chain(members)
        .filter(|blob| {
            let method = metadata.method_signature(*blob);
            if let Ok(method) = &method {
                let shape = metadata.method_shape(*blob).unwrap();
                assert_eq!(shape.parameters as usize, method.parameters.len());
                assert_eq!(shape.returns_value, !method.return_type.is_void());
            }
            method.is_ok() || metadata.field_signature(*blob).is_ok()
        })
        .count();
    let stand_alone =
        metadata.rows::<StandAloneSig>().filter(|(_, row)| metadata.stand_alone_signature(row.signature).is_ok());
    let specs = metadata.rows::<TypeSpec>().filter(|(_, row)| metadata.type_spec(row.signature).is_ok());
    let instances = metadata.rows::<MethodSpec>().filter(|(_, row)| metadata.method_spec(row.instantiation).is_ok());
    let attributes = metadata
        .rows::<CustomAttribute>()
        .filter(|(_, row)| metadata.attribute_value(row, &|_| Some(Primitive::U1)).is_ok());
    read + stand_alone.count() + specs.count() + instances.count() + attributes.count()
}

fn survives(bytes: &[u8]) -> Option<usize> {
    let mut diagnostics = Diagnostics::default();
    match open(bytes, &mut diagnostics) {
        Ok(metadata) => {
            metadata.verify(&mut diagnostics);
            Some(walk(&metadata))
        }
        Err(Refused::Malformed(malformed)) => {
            assert!(!malformed.what.is_empty());
            None
        }
        Err(_) => None,
    }
}

#[test]
fn every_byte_may_have_any_value() {
    for table_stream in ["#~", "#-"] {
        let good = rich(table_stream).build();
        assert_eq!(survives(&good), Some(8));
        let mut opened = 0u32;
        for position in 0..good.len() {
            for value in
                [0, 1, 0x7F, 0x80, 0xFF, good[position] ^ 1, good[position] ^ 0x80, good[position].wrapping_add(1)]
            {
                let mut bytes = good.clone();
                bytes[position] = value;
                opened += u32::from(survives(&bytes).is_some());
            }
        }
        assert!(opened as usize > good.len() * 7, "one byte costs little: {opened} of {}", good.len() * 8);
    }
}

#[test]
fn every_word_may_have_any_value() {
    let good = rich("#~").build();
    let length = u32::try_from(good.len()).unwrap();
    for position in 0..good.len() - 3 {
        for value in [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, length, length - 1] {
            let mut bytes = good.clone();
            bytes[position..position + 4].copy_from_slice(&value.to_le_bytes());
            survives(&bytes);
        }
    }
}

#[test]
fn metadata_may_end_anywhere() {
    let good = rich("#-").build();
    for length in 0..good.len() {
        survives(&good[..length]);
    }
}

#[test]
fn the_rich_module_is_as_it_should_be() {
    let bytes = rich("#~").build();
    let mut diagnostics = Diagnostics::default();
    let metadata = open(&bytes, &mut diagnostics).unwrap();
    let (_, attribute) = metadata.rows::<CustomAttribute>().next().unwrap();
    let value = metadata.attribute_value(&attribute, &|_| Some(Primitive::U1)).unwrap();
    assert_eq!((value.fixed.len(), value.named.len(), value.end), (3, 2, crate::metadata::End::Whole));
}
