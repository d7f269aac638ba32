//! `ilvet il`: fragments as text, and code as values.

use ilvet::bytes::Diagnostics;
use ilvet::il::Body;
use ilvet::inspect::il::il;
use ilvet::inspect::pick::Selection;
use ilvet::metadata::{MethodDef, Rid};
use ilvet::report::{Unwritten, write_il};
use serde_json::json;

use super::{json, of};
use crate::ilasm::open;
use crate::source::root;

/// The text of what is asked for of a file of `testdata`.
fn text(file: &str, select: &[&str]) -> (String, Unwritten) {
    text_of(std::fs::read(root().join("testdata").join(file)).expect("a fixture"), select)
}

fn text_of(bytes: Vec<u8>, select: &[&str]) -> (String, Unwritten) {
    open(bytes, |universe| {
        let mut text = Vec::new();
        let unwritten = write_il(universe, &Selection::new(select), &mut text).expect("a vector takes everything");
        (String::from_utf8(text).expect("it is UTF-8"), unwritten)
    })
}

#[test]
fn one_method_stands_inside_of_the_head_of_its_type() {
    let (text, unwritten) = text("rules/stateful-plugin/bad.dll", &["OrderCounter.Execute"]);
    insta::assert_snapshot!(text);
    assert_eq!(unwritten, Unwritten::default());
}

#[test]
fn what_is_not_there_is_no_text() {
    let (text, unwritten) = text("rules/stateful-plugin/bad.dll", &["M:No.Such.Method"]);
    assert!(text.is_empty() && unwritten.is_empty, "{text}");
}

/// A body with an opcode that does not exist: a comment in its place, its bytes behind it, and the rest of the file.
#[test]
fn a_broken_body_loses_itself_only() {
    let path = root().join("testdata/rules/stateful-plugin/bad.dll");
    let mut bytes = std::fs::read(path).expect("a fixture");
    let at = open(bytes.clone(), |universe| {
        let module = universe.input();
        let row = module.metadata.row(Rid::<MethodDef>::FIRST).expect("a method");
        let at = module.body_at(&row).expect("a body").expect("bytes");
        Body::open(at, Rid::<MethodDef>::FIRST.into(), &mut Diagnostics::default(), universe.limits())
            .expect("a header")
            .code
            .offset()
    });
    // `ldloc.0` behind `ldarg.0` becomes an opcode that no standard knows.
    let place = at.0 as usize + 0x3b;
    assert_eq!(bytes[place], 0x06);
    bytes[place] = 0x24;
    let (text, unwritten) = text_of(bytes, &[]);
    assert_eq!((unwritten.lost, unwritten.unsayable), (1, 0));
    let after: Vec<&str> =
        text.split("IL_003a: ldarg.0\n").nth(1).expect("what stands before").lines().map(str::trim).collect();
    assert!(after[0].starts_with("// 0x06000001: ") && after[0].contains("opcode"), "{}", after[0]);
    assert_eq!(after[1..3], ["IL_003b:", ".emitbyte 0x24"]);
    assert!(text.contains(".ctor() cil managed\n"), "the other methods are there");
}

/// No name makes a line that a build agent obeys, or reaches a terminal as it is.
#[test]
fn no_name_acts() {
    for file in ["il/names.dll", "il/signatures.dll"] {
        let (text, _) = text(file, &[]);
        for line in text.lines() {
            assert!(
                !line.contains("##[") && !line.to_lowercase().contains("##vso[") && !line.starts_with("::"),
                "{line}"
            );
            assert!(!line.chars().any(ilvet::text::is_hostile), "{line:?}");
        }
    }
}

#[test]
fn code_as_values() {
    let view = of("rules/stateful-plugin/bad.dll", |label, units, options| {
        il(label, units, options, &Selection::new(&["OrderCounter.Execute"]), false)
    });
    let json = json(&view);
    let item = &json["items"][0];
    assert_eq!(item["id"], item["member"]);
    let opcodes: Vec<_> = item["instructions"].as_array().expect("a list").iter().map(|it| &it["opcode"]).collect();
    assert!(opcodes.contains(&&json!("stfld")), "{opcodes:?}");
    let store =
        item["instructions"].as_array().expect("a list").iter().find(|it| it["opcode"] == "stfld").expect("one");
    assert_eq!(store["target"], "F:Acme.Orders.OrderCounter._count");
    assert_eq!(store["operand"], "int32 Acme.Orders.OrderCounter::_count");
}

#[test]
fn a_property_stands_for_its_accessors_in_both_forms() {
    let select = ["P:Acme.Orders.OrderNumbering.Context"];
    let (text, _) = text("rules/stateful-plugin/bad.dll", &select);
    let view = of("rules/stateful-plugin/bad.dll", |label, units, options| {
        il(label, units, options, &Selection::new(&select), false)
    });
    let json = json(&view);
    let ids: Vec<_> = json["items"].as_array().expect("a list").iter().filter_map(|it| it["id"].as_str()).collect();
    assert_eq!(ids.len(), 2, "{ids:?}");
    for id in ids {
        let name = id.split(['.', '(']).find(|part| part.ends_with("et_Context")).expect("it is an accessor");
        assert!(text.contains(&format!("{name}(")), "{name} is not in\n{text}");
    }
}
