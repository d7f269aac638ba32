//! Traps of references that need assemblies made for them.

use ilvet::check::{Options, Unit, check};
use ilvet::limits::Limits;
use ilvet::metadata::{
    BlobIndex, ExportedType, Field, GenericParam, GenericParamAttributes, Implementation, InterfaceImpl, List,
    MethodAttributes, MethodDef, MethodImplAttributes, NestedClass, Param, ResolutionScope, Rid, StringIndex,
    TypeAttributes, TypeDef, TypeDefOrRef, TypeOrMethodDef, TypeRef,
};
use ilvet::model::{DocId, Existence, LoadedFile, Names, Supplied, TypeHandle, Universe};

use crate::walk::Alone;
use crate::writer::{Writer, cell};

/// An assembly of this name, with `<Module>`.
fn assembly(name: &str) -> Writer {
    let mut writer = Writer::new();
    writer.manifest(name, "");
    define(&mut writer, "", "<Module>", 0, 0);
    writer
}

/// Defines a type; flags, and the raw value of its base.
fn define(writer: &mut Writer, namespace: &str, name: &str, flags: u32, extends: u32) -> u32 {
    let (namespace, name) = (writer.string(namespace), writer.string(name));
    writer.row::<TypeDef>(&[
        cell::<TypeAttributes>(flags | 1),
        cell::<StringIndex>(name),
        cell::<StringIndex>(namespace),
        cell::<Option<TypeDefOrRef>>(extends),
        cell::<List<Field>>(1),
        cell::<List<MethodDef>>(1),
    ])
}

fn reference(writer: &mut Writer, name: &str) -> u32 {
    writer.assembly_ref(name, 1)
}

/// Refers to a type in a scope, by its raw value.
fn refer(writer: &mut Writer, scope: u32, namespace: &str, name: &str) -> u32 {
    let (namespace, name) = (writer.string(namespace), writer.string(name));
    writer.row::<TypeRef>(&[
        cell::<Option<ResolutionScope>>(scope),
        cell::<StringIndex>(name),
        cell::<StringIndex>(namespace),
    ])
}

/// Says that a type is in another assembly.
fn forward(writer: &mut Writer, name: &str, to: u32) {
    let name = writer.string(name);
    writer.row::<ExportedType>(&[
        cell::<TypeAttributes>(0x0020_0001),
        cell::<u32>(0),
        cell::<StringIndex>(name),
        cell::<StringIndex>(0),
        cell::<Option<Implementation>>(to << 2 | 1),
    ]);
}

/// Hands the universe of these files to `look`; the first is the input.
fn universe<T>(files: Vec<Vec<u8>>, look: impl FnOnce(&Universe<'_>) -> T) -> T {
    let files: Vec<LoadedFile> = files
        .into_iter()
        .zip(["0.dll", "1.dll", "2.dll", "3.dll"])
        .map(|(bytes, label)| LoadedFile { supplied: Supplied { label: label.into(), bytes }, symbols: None })
        .collect();
    look(&Universe::open(&files, &Limits::default()).expect("they open"))
}

/// What the TypeRef of this row is in the input: the module and row of its definition.
fn resolved(universe: &Universe<'_>, row: u32) -> Option<(usize, u32)> {
    let rid = Rid::<TypeRef>::new(row).expect("it is a row");
    match universe.resolve_type(universe.input().id, TypeDefOrRef::TypeRef(rid))? {
        TypeHandle::Def(id) => {
            let place = universe.modules().iter().position(|it| it.id == id.module);
            Some((place.expect("it is loaded"), id.rid.row()))
        }
        TypeHandle::Missing(..) => None,
    }
}

#[test]
fn r04_a_reference_to_the_own_module_or_assembly_is_the_own_type() {
    let mut writer = assembly("Own");
    let own = define(&mut writer, "N", "T", 0, 0);
    let [itself, other] = ["Own", "Other"].map(|name| reference(&mut writer, name));
    let by_module = refer(&mut writer, 1 << 2, "N", "T");
    let by_assembly = refer(&mut writer, itself << 2 | 2, "N", "T");
    let by_other = refer(&mut writer, other << 2 | 2, "N", "T");
    universe(vec![writer.finish()], |universe| {
        assert_eq!(resolved(universe, by_module), Some((0, own)));
        assert_eq!(resolved(universe, by_assembly), Some((0, own)));
        assert_eq!(resolved(universe, by_other), None, "the same name elsewhere is another type");
    });
}

#[test]
fn r07_forwarded_types_are_found_and_circles_end() {
    let mut main = assembly("Main");
    let near = reference(&mut main, "Near");
    let [found, circle, itself] = ["T", "Circle", "Itself"].map(|name| refer(&mut main, near << 2 | 2, "", name));
    let mut facade = assembly("Near");
    let [far, own] = ["Far", "Near"].map(|name| reference(&mut facade, name));
    forward(&mut facade, "T", far);
    forward(&mut facade, "Circle", far);
    forward(&mut facade, "Itself", own);
    let mut end = assembly("Far");
    let back = reference(&mut end, "Near");
    forward(&mut end, "Circle", back);
    let defined = define(&mut end, "", "T", 0, 0);
    universe(vec![main.finish(), facade.finish(), end.finish()], |universe| {
        assert_eq!(resolved(universe, found), Some((2, defined)));
        assert_eq!((resolved(universe, circle), resolved(universe, itself)), (None, None));
    });
}

#[test]
fn r14_rows_say_how_many_parameters_a_type_has() {
    let mut writer = assembly("Renamed");
    let type_ = define(&mut writer, "N", "G", 0, 0);
    for number in 0..2 {
        writer.row::<GenericParam>(&[
            cell::<u16>(number),
            cell::<GenericParamAttributes>(0),
            cell::<Option<TypeOrMethodDef>>(type_ << 1),
            cell::<StringIndex>(0),
        ]);
    }
    universe(vec![writer.finish()], |universe| {
        let id = universe.input().type_id(Rid::new(type_).expect("it is a row"));
        assert_eq!(universe.type_doc_id(TypeHandle::Def(id)).as_str(), "T:N.G`2");
    });
}

/// A class with `Execute(IServiceProvider)` that implements an interface of this name, of the SDK or its own.
fn plugin(namespace: &str, interface: &str, is_merged: bool) -> Vec<u8> {
    let mut writer = assembly("Acme");
    let [mscorlib, sdk] = ["mscorlib", "Microsoft.Xrm.Sdk"].map(|name| reference(&mut writer, name));
    let object = refer(&mut writer, mscorlib << 2 | 2, "System", "Object");
    let provider = refer(&mut writer, mscorlib << 2 | 2, "System", "IServiceProvider");
    let contract = if is_merged {
        define(&mut writer, namespace, interface, 0xA0, 0) << 2
    } else {
        refer(&mut writer, sdk << 2 | 2, namespace, interface) << 2 | 1
    };
    let class = define(&mut writer, "Acme", "P", 0, object << 2 | 1);
    let provider = u8::try_from(provider << 2 | 1).expect("it is small");
    let (execute, constructor) = (writer.string("Execute"), writer.string(".ctor"));
    let (takes, plain) = (writer.blob(&[0x20, 1, 1, 0x12, provider]), writer.blob(&[0x20, 0, 1]));
    let body = writer.body(&[0x06, 0x2A]);
    for (name, flags, signature) in [(execute, 0x1E6, takes), (constructor, 0x1886, plain)] {
        writer.row::<MethodDef>(&[
            cell::<u32>(body),
            cell::<MethodImplAttributes>(0),
            cell::<MethodAttributes>(flags),
            cell::<StringIndex>(name),
            cell::<BlobIndex>(signature),
            cell::<List<Param>>(1),
        ]);
    }
    writer.row::<InterfaceImpl>(&[cell::<Option<Rid<TypeDef>>>(class), cell::<Option<TypeDefOrRef>>(contract)]);
    writer.finish()
}

/// The classes in it that the platform calls.
fn roots(bytes: Vec<u8>) -> Vec<String> {
    let supply = Box::new(Alone(bytes));
    let unit = Unit { label: "Acme.dll".into(), named: true, supply, registration: Vec::new() };
    let report = check(&[unit], &Options::default());
    report.roots.iter().map(|it| it.type_name.as_str().to_owned()).collect()
}

#[test]
fn r09_an_interface_that_was_merged_in_is_that_of_the_sdk() {
    assert_eq!(roots(plugin("Microsoft.Xrm.Sdk", "IPlugin", true)), ["Acme.P"]);
    assert!(roots(plugin("Acme.Sdk", "IPlugin", true)).is_empty());
}

#[test]
fn r10_names_that_look_alike_are_others() {
    assert_eq!(roots(plugin("Microsoft.Xrm.Sdk", "IPlugin", false)), ["Acme.P"]);
    for (namespace, name) in [
        ("microsoft.xrm.sdk", "IPlugin"),
        ("Microsoft.Xrm.Sdk", "iplugin"),
        ("Microsoft.Xrm.Sdk", "IPlug\u{131}n"),
        ("Microsoft.Xrm.Sdk", "\u{406}Plugin"),
        ("Microsoft.Xrm.Sdk", "IPlugin\u{200b}"),
        ("Microsoft.Xrm.Sdk ", "IPlugin"),
        ("Microsoft.Xrm", "Sdk.IPlugin"),
        ("", "Microsoft.Xrm.Sdk.IPlugin"),
    ] {
        assert_eq!(roots(plugin(namespace, name, false)), [""; 0], "{namespace:?} {name:?}");
    }
}

/// The C# compilers of the .NET Framework 2.0 to 4.0, and ilasm, take the dots in the name of a nested type for those of a namespace.
#[test]
fn t18_a_nested_type_keeps_what_was_taken_for_its_namespace() {
    let mut writer = assembly("Split");
    let outer = define(&mut writer, "N", "Outer", 0, 0);
    let split = define(&mut writer, "<System.Collections.IEnumerable", "GetEnumerator>d__1", 2, 0);
    let whole = define(&mut writer, "", "<System.Collections.IEnumerable.GetEnumerator>d__1", 2, 0);
    for inner in [split, whole] {
        writer.row::<NestedClass>(&[cell::<Option<Rid<TypeDef>>>(inner), cell::<Option<Rid<TypeDef>>>(outer)]);
    }
    let supplied = Supplied { label: "Split.dll".into(), bytes: writer.finish() };
    let files = [LoadedFile { supplied, symbols: None }];
    let universe = Universe::open(&files, &Limits::default()).expect("it opens");
    let names = [split, whole].map(|row| {
        let id = universe.input().type_id(Rid::new(row).expect("it is a row"));
        let handle = TypeHandle::Def(id);
        let declared = [Names::Short, Names::Full].map(|names| universe.type_declaration(id, names));
        (universe.full_name(handle), universe.type_doc_id(handle), universe.type_display(handle), declared)
    });
    assert_eq!(names[0].0.as_str(), "N.Outer+<System.Collections.IEnumerable.GetEnumerator>d__1");
    assert_eq!(names[0], names[1]);
}

/// Two types in one may differ in their namespaces only (§II.22.37): a reference means the one whose namespace it states (§II.22.38), and so does an id
/// or a name that a person or an attribute writes. Mono.Cecil and the CLR compare both names; Roslyn takes the first of the two.
#[test]
fn t18_nested_types_are_told_apart_by_their_namespaces() {
    let mut writer = assembly("Alike");
    let outer = define(&mut writer, "N", "Outer", 0, 0);
    let inner = ["", "A", "B.C"].map(|namespace| define(&mut writer, namespace, "Inner", 2, 0));
    for row in inner {
        writer.row::<NestedClass>(&[cell::<Option<Rid<TypeDef>>>(row), cell::<Option<Rid<TypeDef>>>(outer)]);
    }
    // This module, and a type in it.
    let outer = refer(&mut writer, 1 << 2, "N", "Outer");
    let references = ["", "A", "B.C", "D"].map(|namespace| refer(&mut writer, outer << 2 | 3, namespace, "Inner"));
    let supplied = Supplied { label: "Alike.dll".into(), bytes: writer.finish() };
    let files = [LoadedFile { supplied, symbols: None }];
    let universe = Universe::open(&files, &Limits::default()).expect("it opens");
    let home = universe.input();
    let rids = inner.map(|row| Rid::<TypeDef>::new(row).expect("it is a row"));
    let resolved = references
        .map(|row| universe.resolve_type(home.id, TypeDefOrRef::TypeRef(Rid::new(row).expect("it is a row"))));
    for (resolved, rid) in resolved.iter().zip(rids) {
        assert_eq!(*resolved, Some(TypeHandle::Def(home.type_id(rid))));
    }
    assert!(matches!(resolved[3], Some(TypeHandle::Missing(..))), "{:?}", resolved[3]);
    let full = ["N.Outer+Inner", "N.Outer+A.Inner", "N.Outer+B.C.Inner"];
    assert_eq!(full.map(|name| home.type_of_full_name(name)), rids.map(Some));
    assert_eq!(home.type_of_full_name("N.Outer+D.Inner"), None);
    for (id, existence) in [
        ("T:N.Outer.Inner", Existence::Found),
        ("T:N.Outer.A.Inner", Existence::Found),
        ("T:N.Outer.B.C.Inner", Existence::Found),
        ("T:N.Outer.C.Inner", Existence::Unknown),
        ("F:N.Outer.B.C.Inner.f", Existence::NoSuchMember(Vec::new())),
        ("F:N.Outer.B.Inner.f", Existence::Unknown),
    ] {
        assert_eq!(DocId::parse(id).expect("it is an id").existence(&universe), existence, "{id}");
    }
}
