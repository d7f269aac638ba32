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

/// The same id in two spellings.
const SAME: &[(&str, &str)] = &[
    ("M:N.C.F(System.Int32)", "MN.C.F(System.Int32)"),
    ("M:N.C.F", "M:N.C.F()"),
    ("M:N.C.F``1(``0)", "M:N.C.F`1(``0)"),
    ("M:N.C.F(System.Int32[0:,0:])", "M:N.C.F(System.Int32[,])"),
    ("M:N.C.F(System.Int32[0:,0:])", "M:N.C.F(System.Int32[-1:5,2:])"),
    ("M:N.C.F(System.Int32)", "~M:N.C.F(System.Int32)~System.String"),
    ("M:N.C.F", "M:N.C.F~System.String"),
    ("M:N.C.op_Implicit(N.C)~System.Int32", "M:N.C.op_Implicit(N.C)"),
    ("M:N.C.F(System.Object)", "M:N.C.F(System.dynamic)"),
    ("M:N.C.F(System.Int32,System.String)", "M:N.C.F( System.Int32, System.String )"),
    ("M:N.C.N#IMap{System#Int32,System#Int32}#F", "M:N.C.N#IMap{System#Int32@System#Int32}#F"),
    ("M:N.C.F(N.G{System.Int32}.H{`0,``1}@)", "M : N.C.F(N.G{System.Int32}.H{`0, ``1}@)"),
    ("M:N.C.F(,,System.UIntPtr)", "M:N.C.F(,,System.UIntPtr)"),
];

/// Two ids that are not the same.
const DIFFERENT: &[(&str, &str)] = &[
    ("M:N.C.F", "F:N.C.F"),
    ("M:N.C.F", "M:N.C.f"),
    ("M:N.C.F", "M:C.F"),
    ("M:N.C.F", "M:N.C.F(System.Int32)"),
    ("M:N.C.F(System.Int32)", "M:N.C.F(System.Int32@)"),
    ("M:N.C.F(System.Int32[])", "M:N.C.F(System.Int32[,])"),
    ("M:N.C.F(System.Int32[][0:,0:])", "M:N.C.F(System.Int32[0:,0:][])"),
    ("M:N.C.F(`0)", "M:N.C.F(``0)"),
    ("M:N.C.F``1", "M:N.C.F"),
    ("M:N.C.F``1", "M:N.C.F``2"),
    ("T:N.C`1", "T:N.C"),
    ("T:N.C`1.D", "T:N.C.D`1"),
    ("M:N.C.F(N.G{System.Int32})", "M:N.C.F(N.G{System.String})"),
    ("M:N.C.F(N.G{System.Int32})", "M:N.C.F(N.G`1)"),
    ("M:N.C.op_Implicit(N.C)~System.Int32", "M:N.C.op_Implicit(N.C)~System.Int64"),
];

#[test]
fn spelling_does_not_matter() {
    let parse = |text: &str| DocId::parse(text).unwrap_or_else(|error| panic!("{text}: {error}"));
    for (a, b) in SAME {
        assert!(parse(a).matches(&parse(b)) && parse(b).matches(&parse(a)), "{a} {b}");
    }
    for (a, b) in DIFFERENT {
        assert!(!parse(a).matches(&parse(b)) && !parse(b).matches(&parse(a)), "{a} {b}");
    }
}

#[test]
fn what_is_no_id_is_refused() {
    let deep = format!("M:F({}{})", "L{".repeat(100_000), "}".repeat(100_000));
    let pointers = format!("M:F(I{})", "*".repeat(100_000));
    for text in [
        "",
        ":",
        "X:N.C",
        "T:",
        "T",
        "M:N.C.",
        "M:N.C.F(",
        "M:N.C.F(System.Int32",
        "M:N.C.F(A}",
        "M:N.C.F(A)B",
        "M:N.C.F(`x)",
        "M:N.C.F(`99999999999)",
        "M:N.C.F(A[)",
        "M:N.C.F(A[B])",
        "M:N.C.F(A{B)",
        "M:N.C.F~",
        "é",
        "~",
        "!:N.C",
        &deep,
        &pointers,
    ] {
        assert!(DocId::parse(text).is_err(), "{text}");
    }
}

#[test]
fn a_conversion_is_found_with_or_without_its_return_type() {
    let files = [loaded("docids.dll")];
    let universe = Universe::open(&files, &Limits::default()).unwrap();
    let ids = definitions(&universe);
    let count = |text: &str| ids.iter().filter(|id| id.matches(&DocId::parse(text).unwrap())).count();
    assert_eq!(count("M:Fabrikam.Ids.Outer`1.op_Implicit(Fabrikam.Ids.Outer{`0})"), 2);
    assert_eq!(count("M:Fabrikam.Ids.Outer`1.op_Implicit(Fabrikam.Ids.Outer{`0})~`0[]"), 1);
    // The dialect of GlobalSuppressions.cs: every method has its return type, and a wrong one is no match.
    assert_eq!(count("~M:Fabrikam.Ids.Outer`1.GetHashCode~System.Int32"), 1);
    assert_eq!(count("~M:Fabrikam.Ids.Outer`1.GetHashCode~System.Int64"), 0);
}

#[test]
fn a_name_that_is_repeated_does_not_blow_an_id_up() {
    let files = [loaded("docids.dll")];
    let universe = Universe::open(&files, &Limits { documentation_id: 40, ..Limits::default() }).unwrap();
    for id in definitions(&universe) {
        let text = id.print();
        assert!(text.0.len() < 1_000, "{text:?}");
    }
}

#[test]
fn ids_read_as_c_sharp_in_short() {
    for (id, expected) in [
        ("M:Acme.P.Run(System.Int32,System.String)", "P.Run(int, string)"),
        ("M:Acme.P.Run", "P.Run"),
        (
            "M:System.Runtime.CompilerServices.AsyncTaskMethodBuilder`1.Start``1(``0@)",
            "AsyncTaskMethodBuilder<T>.Start<U>(ref U)",
        ),
        ("M:A.O`1.I`2.M``2(`0,`2,``1[],System.Nullable{System.Int32})", "I<T2, T3>.M<U1, U2>(T1, T3, U2[], int?)"),
        ("M:A.P.M(System.Int32[0:,0:][],System.Void*)", "P.M(int[][,], void*)"),
        (
            "M:A.P.M(System.Collections.Generic.Dictionary{System.String,A.O{System.Int32}.I})",
            "P.M(Dictionary<string, O<int>.I>)",
        ),
        ("M:A.P.#ctor(System.Object)", "P constructor(object)"),
        ("M:A.P.#cctor", "P static constructor"),
        ("M:A.P.op_Explicit(A.P)~System.Int32", "P.op_Explicit(P)~int"),
        ("M:A.P.<>c__DisplayClass1_0.{Lam}b__0(System.Int32)", "<>c__DisplayClass1_0.<Lam>b__0(int)"),
        (
            "M:A.P.System#Collections#Generic#IEnumerable{System#Int32}#GetEnumerator",
            "P.IEnumerable<int>.GetEnumerator",
        ),
        ("F:A.P.{Count}k__BackingField", "P.Count"),
        ("F:A.O`1.count", "O<T>.count"),
        ("T:A.O`1.I`1", "O<T1>.I<T2>"),
        ("P:A.P.Item(System.Int64)", "P.Item(long)"),
        ("M:Alone", "Alone"),
        // Accessors as findings call them.
        ("M:A.P.get_Count", "P.Count.get"),
        ("M:A.O`1.set_Count(`0)", "O<T>.Count.set"),
        ("M:A.P.set_Item(System.Int32,System.String,System.Object)", "P.this[int, string].set"),
        ("M:A.P.get_Chars(System.Int32)", "P.Chars[int].get"),
        ("M:A.P.A#INamed#get_Name", "P.INamed.Name.get"),
        ("M:A.P.A#IListed#get_Item(System.Int32)", "P.IListed.this[int].get"),
        ("M:A.P.add_Done(System.EventHandler)", "P.Done.add"),
        ("M:A.P.remove_Done(System.EventHandler)", "P.Done.remove"),
        // Called like it, and none.
        ("M:A.P.set_Nothing", "P.set_Nothing"),
        ("M:A.P.add_Two(System.Int32,System.Int32)", "P.add_Two(int, int)"),
        ("M:A.P.get_As``1", "P.get_As<T>"),
        ("M:A.P.get_", "P.get_"),
        ("F:A.P.get_Count", "P.get_Count"),
    ] {
        assert_eq!(DocId::parse(id).expect(id).short().as_str(), expected, "{id}");
    }
}
