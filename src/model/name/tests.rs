use super::*;
use crate::limits::Limits;
use crate::metadata::{Event, Field, MemberRef, MethodDef, Property, TypeDef};
use crate::model::{Accessor, EventId, LoadedFile, PropertyId, Supplied};

fn loaded(file: &str) -> LoadedFile {
    let path = format!("{}/testdata/{file}", env!("CARGO_MANIFEST_DIR"));
    let bytes = std::fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"));
    LoadedFile { supplied: Supplied { label: file.into(), bytes }, symbols: None }
}

/// Every definition and reference of a file as people read it.
fn displayed(file: &str) -> Vec<String> {
    let files = [loaded(file)];
    displayed_of(&Universe::open(&files, &Limits::default()).unwrap())
}

fn displayed_of(universe: &Universe<'_>) -> Vec<String> {
    let module = universe.input();
    let metadata = &module.metadata;
    let types = metadata.rids::<TypeDef>().map(|rid| universe.type_display(TypeHandle::Def(module.type_id(rid))));
    let methods =
        metadata.rids::<MethodDef>().map(|rid| universe.method_display(MethodHandle::Def(module.method_id(rid))));
    let fields = metadata.rids::<Field>().map(|rid| universe.field_display(FieldHandle::Def(module.field_id(rid))));
    let properties =
        metadata.rids::<Property>().map(|rid| PropertyOrEvent::Property(PropertyId { module: module.id, rid }));
    let events = metadata.rids::<Event>().map(|rid| PropertyOrEvent::Event(EventId { module: module.id, rid }));
    let members = properties.chain(events).map(|member| universe.member_display(member));
    let references = metadata.rids::<MemberRef>().map(|rid| {
        let row = metadata.row(rid).unwrap();
        if metadata.is_field_signature(row.signature).unwrap_or(false) {
            universe.field_display(FieldHandle::Missing(module.id, rid))
        } else {
            universe.method_display(MethodHandle::Missing(module.id, rid))
        }
    });
    types.chain(methods).chain(fields).chain(members).chain(references).collect()
}

/// Checks that each line is among the displayed names.
fn assert_displayed(file: &str, expected: &[&str]) {
    let displayed = displayed(file);
    for line in expected {
        assert!(displayed.iter().any(|name| name == line), "{file}: {line}\n{displayed:#?}");
    }
}

#[test]
fn members_read_as_in_c_sharp() {
    assert_displayed(
        "shapes/docids.dll",
        &[
            "Outer<TA>.Inner<TB>.Deep<TC, TD>",
            "new Outer<TA>(int, TA)",
            "static Outer<TA>()",
            "~Outer<TA>()",
            "Outer<TA>.ByRef(ref int, out TA, ref List<TA>)",
            "Outer<TA>.Arrays(int[], int[,], int[,,], int[][], int[,][], int[][,], TA[], List<TA[]>[])",
            "Outer<TA>.Pointers(int*, void*, int**, char*[], ref int*)",
            "Outer<TA>.Nullable(int?, DateTime?, List<int?>)",
            "Outer<TA>.Generic<TB, TC>(TB[], Dictionary<TC, List<TA>>, ref TC, TB[,])",
            "Outer<TA>.Uses(Outer<TA>.Simple, Outer<string>.Inner<int>.Deep<TA, TA[]>, Convert<int, string>)",
            "Outer<TA>.this[string, TA[]].get",
            "Outer<TA>.Property.set",
            "Outer<TA>.Happened.add",
            "Outer<TA>.operator +(Outer<TA>, Outer<TA>)",
            "Outer<TA>.explicit operator List<TA>(Outer<TA>)",
            "Point.IShape<int>.Draw(int)",
            "Point.IShape<List<string>>.Draw(List<string>)",
            "Point.IShape<List<string>>.this[List<string>].get",
            "Interlocked.CompareExchange<T>(ref T, T, T)",
            "IShape<T>.Size.set",
        ],
    );
    assert_displayed(
        "shapes/docids-modern.dll",
        &["Newer<T>.Tuple((int, int)[], List<(T, T)>)", "Newer<T>.In(in int, in T, ref T)"],
    );
    assert_displayed(
        "shapes/docids-functions.dll",
        &["Calls.Take(delegate*<int, string>, delegate*<ref int, void>, UIntPtr)", "Person.Age.set"],
    );
}

#[test]
fn full_names_have_namespaces() {
    let files = [loaded("shapes/docids.dll")];
    let universe = Universe::open(&files, &Limits::default()).unwrap();
    let module = universe.input();
    let method = module
        .metadata
        .rids::<MethodDef>()
        .map(|rid| MethodHandle::Def(module.method_id(rid)))
        .find(|handle| universe.method_name(*handle) == "Nullable")
        .unwrap();
    assert_eq!(
        universe.method_display_as(method, Names::Full),
        "Fabrikam.Ids.Outer<TA>.Nullable(int?, System.DateTime?, System.Collections.Generic.List<int?>)"
    );
}

/// The fields whose display is a property's or an event's, with that.
fn made_for(file: &str) -> Vec<(String, String)> {
    let files = [loaded(file)];
    let universe = Universe::open(&files, &Limits::default()).unwrap();
    let module = universe.input();
    let fields = module.metadata.rids::<Field>().map(|rid| module.field_id(rid));
    fields
        .filter_map(|id| {
            let member = universe.member_of_field(id)?;
            let name = universe.field_name(crate::model::FieldHandle::Def(id)).safe().to_string();
            Some((name, universe.member_display(member)))
        })
        .collect()
}

#[test]
fn fields_that_compilers_make_lead_to_the_member() {
    let pairs = |pairs: &[(&str, &str)]| -> Vec<_> {
        pairs.iter().map(|(field, member)| ((*field).to_owned(), (*member).to_owned())).collect()
    };
    assert_eq!(
        made_for("shapes/docids.dll"),
        pairs(&[
            ("<Property>k__BackingField", "Outer<TA>.Property"),
            ("<Shared>k__BackingField", "Outer<TA>.Shared"),
            ("Happened", "Outer<TA>.Happened"),
        ])
    );
    assert_eq!(
        made_for("shapes/docids-vb.dll"),
        pairs(&[("_Source", "Shape<T>.Source"), ("RaisedEvent", "Source.Raised"), ("InlineEvent", "Source.Inline"),])
    );
}

#[test]
fn every_accessor_leads_back_to_its_member() {
    let files = [loaded("shapes/docids.dll")];
    let universe = Universe::open(&files, &Limits::default()).unwrap();
    let module = universe.input();
    let (mut properties, mut events) = (0, 0);
    for id in module.metadata.rids::<TypeDef>().map(|rid| module.type_id(rid)) {
        for property in universe.properties(id) {
            let member = PropertyOrEvent::Property(property.id);
            assert_eq!(universe.property_owner(property.id), Some(id));
            for (method, accessor) in [(property.getter, Accessor::Get), (property.setter, Accessor::Set)] {
                assert!(method.is_none_or(|method| universe.member_of_accessor(method) == Some((member, accessor))));
            }
            properties += 1;
        }
        for event in universe.events(id) {
            let member = PropertyOrEvent::Event(event.id);
            assert_eq!(universe.event_owner(event.id), Some(id));
            assert_eq!(universe.member_of_accessor(event.add.unwrap()), Some((member, Accessor::Add)));
            assert_eq!(universe.member_of_accessor(event.remove.unwrap()), Some((member, Accessor::Remove)));
            events += 1;
        }
    }
    assert_eq!((properties, events), (module.metadata.count::<Property>(), module.metadata.count::<Event>()));
}

#[test]
fn damaged_files_have_names_too() {
    let whole = loaded("shapes/docids.dll");
    let mut state = 1u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).unwrap() % below
    };
    let mut opened = 0;
    for _ in 0..200 {
        let mut file = whole.clone();
        for _ in 0..16 {
            let at = next(file.supplied.bytes.len());
            file.supplied.bytes[at] = u8::try_from(next(256)).unwrap();
        }
        let files = [file];
        let Ok(universe) = Universe::open(&files, &Limits::default()) else { continue };
        opened += 1;
        displayed_of(&universe);
        let module = universe.input();
        for rid in module.metadata.rids::<MethodDef>() {
            let id = crate::model::DocId::of_method(&universe, MethodHandle::Def(module.method_id(rid)));
            // A name may hold anything; what is read back must at least not fail badly.
            let _ = crate::model::DocId::parse(id.print().as_str());
            let _ = universe.member_of_accessor(module.method_id(rid));
        }
        for rid in module.metadata.rids::<MemberRef>() {
            let _ = universe.method_doc_id(MethodHandle::Missing(module.id, rid));
            let _ = universe.field_doc_id(FieldHandle::Missing(module.id, rid));
        }
        for rid in module.metadata.rids::<Field>() {
            let _ = universe.member_of_field(module.field_id(rid));
        }
    }
    assert!(opened > 100, "{opened}");
}
