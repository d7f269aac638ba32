//! `ilvet refs`, `ilvet calls` and `ilvet fields`

use ilvet::check::{Options, Unit};
use ilvet::inspect::calls::{Calls, calls};
use ilvet::inspect::fields::{Fields, fields};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::refs::{RefItem, Refs, refs};
use ilvet::report::{write_calls, write_fields, write_refs};
use ilvet::text::Text;

use super::hostile::fixture;
use super::{json, of, text};
use crate::scratch::Scratch;

fn calls_of(file: &str, select: &[&str]) -> Calls {
    of(file, |input: Text, units: &[Unit], options: &Options| calls(input, units, options, &Selection::new(select)))
}

fn fields_of(file: &str, select: &[&str]) -> Fields {
    of(file, |input: Text, units: &[Unit], options: &Options| fields(input, units, options, &Selection::new(select)))
}

fn refs_of(file: &str, select: &[&str]) -> Refs {
    of(file, |input: Text, units: &[Unit], options: &Options| refs(input, units, options, &Selection::new(select)))
}

#[test]
fn callers_of_another_assemblys_member_are_found_by_name() {
    let view = calls_of("rules/thread-sleep/bad.dll", &["M:System.Threading.Thread.Sleep(*)"]);
    json(&view);
    insta::assert_snapshot!(text(&view, 100, write_calls));
}

#[test]
fn a_member_has_callers_and_callees() {
    let file = "rules/thread-sleep/bad.dll";
    let view = calls_of(file, &["ApprovalPlugin.Wait"]);
    let pairs: Vec<(&str, &str)> = view
        .items
        .iter()
        .map(|it| (it.authored_caller.as_str(), it.callee.as_ref().map_or("", |id| id.as_str())))
        .collect();
    let wait = "M:Acme.Approvals.ApprovalPlugin.Wait";
    let is_wait = |id: &str| id.starts_with(wait);
    assert!(
        pairs.iter().any(|(caller, _)| is_wait(caller)) && pairs.iter().any(|(_, callee)| is_wait(callee)),
        "{pairs:?}"
    );
    assert!(pairs.iter().all(|(caller, callee)| is_wait(caller) || is_wait(callee)), "{pairs:?}");
    // A lambda is part of its method.
    let lambdas = calls_of(file, &["PollingPlugin.Execute"]).items;
    assert!(lambdas.iter().any(|it| it.caller != it.authored_caller));
}

#[test]
fn accesses_to_a_field_are_told_apart() {
    let view = fields_of("rules/stateful-plugin/bad.dll", &["OrderCounter"]);
    json(&view);
    insta::assert_snapshot!(text(&view, 80, write_fields));
    assert_eq!(fields_of("rules/stateful-plugin/bad.dll", &["_lastEntity"]).items.len(), 2);
}

#[test]
fn references_are_grouped_and_counted() {
    let view = refs_of("rules/thread-sleep/bad.dll", &[]);
    json(&view);
    insta::assert_snapshot!(text(&view, 80, |view, style, out| write_refs(view, false, style, out)));
    let sleep = refs_of("rules/thread-sleep/bad.dll", &["Thread"]);
    insta::assert_snapshot!(text(&sleep, 100, |view, style, out| write_refs(view, true, style, out)));
}

/// What a file of `shapes/asked` asks for of what lies beside it.
fn asked(scratch: &Scratch, asker: &str, folder: &str, library: Option<&str>) -> Refs {
    let path = scratch.write(&format!("{folder}/asker.dll"), &fixture(asker));
    if let Some(library) = library {
        scratch.write(&format!("{folder}/Fabrikam.Asked.dll"), &fixture(library));
    }
    let selection = Selection::new(&["N:Fabrikam.Asked", "Fabrikam.Asked.*"]);
    refs("asker.dll".into(), &super::units(&path.to_string_lossy()), &Options::default(), &selection).0
}

/// A program that was compiled against another release of what lies beside it: the runtime asks for the exact signature.
#[test]
fn what_lies_beside_an_assembly_has_what_it_asks_for_or_has_not() {
    let state = |view: &Refs, id: &str| {
        let item = view.items.iter().find(|it| it.id.as_str()[2..] == *id).unwrap_or_else(|| panic!("{id}"));
        assert!(!(item.resolved && item.missing));
        (item.resolved, item.missing, item.altered)
    };
    let (found, unknown, gone, altered) =
        ((true, false, false), (false, false, false), (false, true, false), (false, true, true));
    let scratch = Scratch::new("what_lies_beside_an_assembly");
    let asked = |folder: &str, library: Option<&str>| asked(&scratch, "shapes/asked/asker.dll", folder, library);
    let then = asked("then", Some("shapes/asked/Fabrikam.Asked.dll"));
    let now = asked("now", Some("shapes/asked/after/Fabrikam.Asked.dll"));
    let alone = asked("alone", None);
    for (id, expected) in [
        ("Fabrikam.Asked.A", found),
        ("Fabrikam.Asked.A.Field", altered),
        // A reference to a field does not say that it is static.
        ("Fabrikam.Asked.A.Static", found),
        ("Fabrikam.Asked.A.Result", altered),
        ("Fabrikam.Asked.A.Fixed", altered),
        ("Fabrikam.Asked.A.set_Set(System.Int32)", altered),
        ("Fabrikam.Asked.A.Parameter(System.Int32)", altered),
        ("Fabrikam.Asked.A.Gone", gone),
        ("Fabrikam.Asked.A.Gone(System.Int32)", found),
        ("Fabrikam.Asked.A.Kept(System.Collections.Generic.List{System.Int32})", found),
        ("Fabrikam.Asked.A.Kept``1(``0,``0[])", found),
        ("Fabrikam.Asked.A.MovedUp", found),
        ("Fabrikam.Asked.A.MovedUpGeneric(System.Int32)", found),
        ("Fabrikam.Asked.A.ToString", unknown),
        ("Fabrikam.Asked.G`1.Value", found),
        ("Fabrikam.Asked.G`1.Get(System.Collections.Generic.List{`0})", found),
        ("Fabrikam.Asked.Outer.Nested", gone),
        ("Fabrikam.Asked.Outer.Nested.#ctor", gone),
    ] {
        assert_eq!(state(&then, id), found, "{id}");
        assert_eq!(state(&alone, id), unknown, "{id}");
        assert_eq!(state(&now, id), expected, "{id}");
    }
    let shown = text(&now, 120, |view, style, out| write_refs(view, false, style, out));
    assert!(shown.contains("Fabrikam.Asked.A.Field  (its assembly has it with another signature)"), "{shown}");
}

/// Each kind of place in a fixture that has it.
#[test]
fn every_kind_of_place_is_found() {
    let mut places = std::collections::BTreeSet::new();
    for folder in ["testdata/shapes", "testdata/rules", "testdata/il"] {
        let units = super::units(folder);
        let (view, _) = refs(folder.into(), &units, &Options::default(), &Selection::default());
        for item in &view.items {
            assert_eq!(item.count, item.sites.len(), "{:?}", item.id);
            places.extend(item.sites.iter().map(|site| site.place));
        }
    }
    let expected = [
        "attribute",
        "base",
        "catch",
        "code",
        "constraint",
        "forwarded",
        "import",
        "interface",
        "local",
        "memberSignature",
        "override",
        "signature",
    ];
    assert_eq!(places.into_iter().collect::<Vec<_>>(), expected);
}

/// A property stands for the field in which it keeps its value.
#[test]
fn the_field_of_a_property_is_found_by_the_property() {
    let view = fields_of("rules/stateful-plugin/bad.dll", &["P:Acme.*.Tracing"]);
    json(&view);
    let accesses: std::collections::BTreeSet<&str> = view.items.iter().map(|it| it.access).collect();
    assert_eq!(accesses.into_iter().collect::<Vec<_>>(), ["read", "write"], "{:?}", view.items);
    assert!(view.items.iter().all(|it| it.field.as_str().ends_with(".{Tracing}k__BackingField")));
}

#[test]
fn functions_of_native_libraries_are_references() {
    for select in [&["GetTickCount"][..], &["kernel32"], &["Kernel32.dll"], &[]] {
        let view = refs_of("rules/native-code/good.dll", select);
        json(&view);
        let found: Vec<_> = view.items.iter().filter(|it| it.kind == "function").collect();
        assert_eq!(found.len(), 1, "{select:?}");
        assert_eq!((found[0].assembly.as_str(), found[0].id.as_str()), ("kernel32.dll", "GetTickCount"));
        assert_eq!((found[0].sites[0].place, found[0].count), ("import", 1));
    }
}

/// An assembly that is named stands for all that is used of it.
#[test]
fn an_assembly_stands_for_what_is_used_of_it() {
    let file = "rules/thread-sleep/bad.dll";
    let all = refs_of(file, &[]).items;
    let of_core = |items: &[RefItem]| items.iter().filter(|it| it.assembly.as_str() == "mscorlib").count();
    let chosen = refs_of(file, &["mscorlib"]).items;
    assert!(of_core(&all) == chosen.len() && chosen.len() < all.len() && !chosen.is_empty());
}

/// Types that only the text of an attribute names, and what it sets by name.
#[test]
fn what_an_attribute_names_is_there_or_not() {
    let scratch = Scratch::new("what_an_attribute_names");
    let state = |folder: &str, library: Option<&str>| -> Vec<(String, bool, bool)> {
        let view = asked(&scratch, "il/marked.dll", folder, library);
        json(&view);
        let by_name = view.items.into_iter().filter(|it| it.token.is_none());
        by_name.map(|it| (it.id.as_str().replace("Fabrikam.Asked.", ""), it.resolved, it.missing)).collect()
    };
    let of = |states: [(bool, bool); 4]| {
        let ids = ["F:MarkedAttribute.Kept", "P:MarkedAttribute.Lost", "T:Outer", "T:Outer.Nested"];
        let all = ids.iter().zip(states).map(|(id, (resolved, missing))| ((*id).to_owned(), resolved, missing));
        all.collect::<Vec<_>>()
    };
    let (found, unknown, gone) = ((true, false), (false, false), (false, true));
    assert_eq!(state("then", Some("shapes/asked/Fabrikam.Asked.dll")), of([found; 4]));
    assert_eq!(state("now", Some("shapes/asked/after/Fabrikam.Asked.dll")), of([found, gone, found, gone]));
    assert_eq!(state("alone", None), of([unknown; 4]));
}

/// With which type arguments, through what pointer, and by which slot.
#[test]
fn calls_say_all_that_is_known_of_what_they_call() {
    let file = "shapes/called.dll";
    let whole = calls_of(file, &[]);
    json(&whole);
    insta::assert_snapshot!(text(&whole, 120, write_calls));
    let callers = |select: &str| -> Vec<(String, Vec<String>)> {
        let view = calls_of(file, &[select]);
        json(&view);
        let wanted = view.items.into_iter().filter(|it| it.callee_wanted && it.caller.as_str().contains("Callers"));
        wanted.map(|it| (it.callee.expect("it is named").0.clone(), it.type_arguments)).collect()
    };
    assert_eq!(callers("List<int>.Add").len(), 1);
    assert_eq!(
        callers("List<string>.Add"),
        [("M:System.Collections.Generic.List`1.Add(`0)".to_owned(), vec!["string".to_owned()])]
    );
    // As many as there are, and no others.
    for none in ["List<bool>.Add", "List<int, string>.Add", "Holder<int, int>.As"] {
        assert_eq!(callers(none).len(), 0, "{none}");
    }
    for any in ["List<T>.Add", "List<>.Add", "List.Add", "M:System.Collections.Generic.List`1.Add(`0)"] {
        assert_eq!(callers(any).len(), 2, "{any}");
    }
    assert_eq!(callers("Holder<Dictionary<string, int[]>>").len(), 2);
    assert_eq!(callers("Holder<System.Collections.Generic.Dictionary<string, int[]>>.Keep").len(), 1);
    assert_eq!(callers("Holder<int>.As<string>").len(), 1);
    assert_eq!(callers("Holder<int>.As<int>").len(), 0);
    let of_slots = ["Square.Paint", "Square.Wash", "*.Square.*Draw", "Callers.Pointer"];
    insta::assert_snapshot!(text(&calls_of(file, &of_slots), 100, write_calls));
    let slots = |select: &str| calls_of(file, &[select]).slots.into_iter().map(|it| it.calls).sum::<usize>();
    assert_eq!(["Square.Paint", "Square.Wash", "*.Square.*Draw", "Base.Wash", "Square"].map(slots), [1, 2, 2, 0, 0]);
}
