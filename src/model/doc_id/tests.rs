use std::collections::BTreeMap;

use super::*;
use crate::limits::Limits;
use crate::metadata::{Field, MemberRef, MethodDef, TypeDef, TypeRef};
use crate::model::{LoadedFile, Supplied};

fn shape(file: &str) -> Vec<u8> {
    let path = format!("{}/testdata/shapes/{file}", env!("CARGO_MANIFEST_DIR"));
    std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn loaded(file: &str) -> LoadedFile {
    LoadedFile { supplied: Supplied { label: file.into(), bytes: shape(file) }, symbols: None }
}

/// The ids of every definition.
fn definitions(universe: &Universe<'_>) -> Vec<DocId> {
    let module = universe.input();
    let metadata = &module.metadata;
    let types = metadata.rids::<TypeDef>().map(|rid| DocId::of_type(universe, TypeHandle::Def(module.type_id(rid))));
    let methods =
        metadata.rids::<MethodDef>().map(|rid| DocId::of_method(universe, MethodHandle::Def(module.method_id(rid))));
    let fields = metadata.rids::<Field>().map(|rid| DocId::of_field(universe, FieldHandle::Def(module.field_id(rid))));
    let properties = metadata.rids::<Property>().map(|rid| DocId::of_property(universe, module.id, rid));
    let events = metadata.rids::<Event>().map(|rid| DocId::of_event(universe, module.id, rid));
    types.chain(methods).chain(fields).chain(properties).chain(events).collect()
}

/// The ids of every reference.
fn references(universe: &Universe<'_>) -> Vec<DocId> {
    let module = universe.input();
    let types = module.metadata.rids::<TypeRef>().map(|rid| TypeHandle::Missing(module.id, rid));
    let members = module.metadata.rids::<MemberRef>().map(|rid| {
        let row = module.metadata.row(rid).unwrap();
        if module.metadata.is_field_signature(row.signature).unwrap() {
            DocId::of_field(universe, FieldHandle::Missing(module.id, rid))
        } else {
            DocId::of_method(universe, MethodHandle::Missing(module.id, rid))
        }
    });
    types.map(|handle| DocId::of_type(universe, handle)).chain(members).collect()
}

/// The ids in the documentation file that the compiler wrote.
fn documented(file: &str) -> Vec<String> {
    let text = String::from_utf8(shape(file)).unwrap();
    let names = text.split("<member name=\"").skip(1);
    names.map(|rest| rest.split('"').next().unwrap().to_owned()).collect()
}

#[test]
fn every_documented_member_is_one_definition() {
    for name in ["docids", "docids-modern", "docids-functions", "docids-vb"] {
        let files = [loaded(&format!("{name}.dll"))];
        let universe = Universe::open(&files, &Limits::default()).unwrap();
        let ids = definitions(&universe);
        let mut printed = BTreeMap::<_, u32>::new();
        for id in &ids {
            *printed.entry(id.print().0).or_default() += 1;
        }
        let documented = documented(&format!("{name}.xml"));
        assert!(documented.len() > 4, "{name}");
        for member in documented {
            assert_eq!(printed.get(&member), Some(&1), "{name}: {member}\n{printed:#?}");
            let parsed = DocId::parse(&member).unwrap();
            let matching: Vec<_> = ids.iter().filter(|id| id.matches(&parsed)).map(|id| id.print().0).collect();
            assert_eq!(matching, [member], "{name}");
        }
        for id in ids.iter().chain(&references(&universe)) {
            let text = id.print();
            let parsed = DocId::parse(&text.0).unwrap_or_else(|error| panic!("{name}: {text:?}: {error}"));
            assert!(parsed.matches(id) && id.matches(&parsed), "{name}: {text:?}\n{parsed:?}\n{id:?}");
            assert_eq!(parsed.print(), text, "{name}");
        }
    }
}
