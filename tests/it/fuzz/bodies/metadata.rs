//! The metadata root: streams, heaps, every cell of every table, owners and keys (§II.22, §II.24).

use std::collections::BTreeSet;

use ilvet::bytes::{Diagnostics, FileOffset, Reader};
use ilvet::limits::Limits;
use ilvet::metadata::{
    Cell, CustomAttribute, Event, EventMap, Field, GenericParam, InterfaceImpl, Keyed, Listed, MemberRef, Metadata,
    MethodDef, NestedClass, Owns, Param, Primitive, Property, PropertyMap, Refused, StandAloneSig, Token, TypeDef,
    TypeSpec,
};

use super::Seen;

/// Names and blobs that are looked at, and keys that are asked for: one of them can be as long as the file.
const ASKED: usize = 200;

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    let limits = Limits::default();
    let root = Reader::new(data, FileOffset(0), "§II.24.2.1");
    let mut noticed = Diagnostics::default();
    match Metadata::open(root, &limits, &mut noticed) {
        Ok(metadata) => {
            look(&metadata, seen);
            signatures(&metadata, seen);
            metadata.verify(&mut noticed);
        }
        Err(Refused::Malformed(at)) => seen.malformed(&at),
        Err(Refused::Symbols) => {
            if let Ok(metadata) = Metadata::open_pdb(root, &limits, &mut noticed) {
                look(&metadata, seen);
            }
        }
        Err(Refused::Delta) => {}
    }
    seen.diagnostics(&noticed);
}

fn look(metadata: &Metadata<'_>, seen: &mut Seen) {
    seen.note((metadata.version(), metadata.stream_shapes()));
    let (mut names, mut blobs, mut guids) = (BTreeSet::new(), BTreeSet::new(), BTreeSet::new());
    for shape in metadata.table_shapes() {
        assert!(shape.rows <= shape.stated, "{shape:?}");
        seen.note(shape);
        for row in 1..=shape.rows {
            let token = Token::new(shape.number, row);
            let (at, columns) = metadata.columns_of(token).expect("a row that is there has columns");
            assert!(at.0 as usize + shape.row_size as usize <= seen.length, "{token} is behind the end");
            for column in columns {
                match column.cell {
                    Cell::String(index) if names.len() < ASKED => drop(names.insert(index)),
                    Cell::Blob(index) if blobs.len() < ASKED => drop(blobs.insert(index)),
                    Cell::Guid(index) if guids.len() < ASKED => drop(guids.insert(index)),
                    // A row that no token can name is named by none.
                    Cell::Row(Some(token)) => {
                        assert!(token.row() != 0 || column.raw > 0x00FF_FFFF, "{token} is no row");
                    }
                    _ => {}
                }
            }
        }
    }
    for index in names {
        seen.note(metadata.name(index).safe().to_string());
    }
    for index in blobs {
        seen.result(metadata.blob(index).map(|blob| (blob.offset(), blob.len())));
    }
    for index in guids {
        seen.result(metadata.guid(index));
    }
    seen.result(metadata.literal(1).map(<[u8]>::len));
    lists::<TypeDef, Field>(metadata);
    lists::<TypeDef, MethodDef>(metadata);
    lists::<MethodDef, Param>(metadata);
    lists::<EventMap, Event>(metadata);
    lists::<PropertyMap, Property>(metadata);
    keys::<InterfaceImpl>(metadata);
    keys::<NestedClass>(metadata);
    keys::<CustomAttribute>(metadata);
    keys::<GenericParam>(metadata);
}

/// Each row of `C` has one owner at the most, and both ways to ask agree.
fn lists<O: Owns<C>, C: Listed>(metadata: &Metadata<'_>) {
    let mut owned = 0;
    for owner in metadata.rids::<O>() {
        for child in metadata.owned::<O, C>(owner) {
            assert_eq!(metadata.owner::<O, C>(child), Some(owner), "two owners");
            owned += 1;
        }
    }
    assert!(owned <= metadata.count::<C>());
}

/// Each row is found by its key.
fn keys<T: Keyed>(metadata: &Metadata<'_>) {
    for (rid, row) in metadata.rows::<T>().take(ASKED) {
        let mut found = metadata.with_key::<T>(row.key());
        // The rows of one key may be all of the table.
        assert!(found.by_ref().take(ASKED).any(|(other, _)| other == rid) || found.next().is_some());
    }
}

/// Signatures and attributes, as far as their columns say what they are.
fn signatures(metadata: &Metadata<'_>, seen: &mut Seen) {
    for (_, row) in metadata.rows::<Field>().take(ASKED) {
        seen.result(metadata.field_signature(row.signature));
    }
    let methods = metadata.rows::<MethodDef>().take(ASKED).map(|(_, row)| row.signature);
    for blob in methods.chain(metadata.rows::<MemberRef>().take(ASKED).map(|(_, row)| row.signature)) {
        seen.result(metadata.method_signature(blob));
    }
    for (_, row) in metadata.rows::<StandAloneSig>().take(ASKED) {
        seen.result(metadata.stand_alone_signature(row.signature));
    }
    for (_, row) in metadata.rows::<TypeSpec>().take(ASKED) {
        seen.result(metadata.type_spec(row.signature));
    }
    for (_, row) in metadata.rows::<CustomAttribute>().take(ASKED) {
        seen.result(metadata.attribute_value_that_fits(&row, &|_| Some(Primitive::I4)));
    }
}
