//! `ilvet diff`

use ilvet::check::Options;
use ilvet::inspect::diff::{Diff, Difference, diff};
use ilvet::report::{write_diff, write_diff_markdown};

use super::hostile::{fixture, replaced};
use super::{json, text, units};
use crate::hostile::assert_harmless;
use crate::scratch::Scratch;

fn compare(old: &str, new: &str) -> Diff {
    let view = diff("old..new".into(), &units(old), &units(new), false, &Options::default()).0;
    json(&view);
    view
}

/// What differs in `shapes/docids.dll` after the first `from` in the file has become `to`.
fn changed(scratch: &Scratch, from: &[u8], to: &[u8]) -> Vec<(String, &'static str, bool)> {
    let whole = fixture("shapes/docids.dll");
    let old = scratch.write("old/docids.dll", &whole);
    let new = scratch.write("new/docids.dll", &replaced(&whole, from, to));
    let view = compare(&old.to_string_lossy(), &new.to_string_lossy());
    view.items.into_iter().map(|it| (it.id.0, it.change, it.breaking)).collect()
}

#[test]
fn the_same_assembly_does_not_differ() {
    let view = compare("testdata/shapes/docids.dll", "testdata/shapes/docids.dll");
    assert_eq!(text(&view, 80, write_diff), "nothing differs\n");
}

#[test]
fn compilers_do_not_change_what_others_can_use() {
    for rule in ["thread-sleep", "stateful-plugin", "static-lock"] {
        let view =
            compare(&format!("testdata/rules/{rule}/bad.dll"), &format!("testdata/builds/mcs-debug/{rule}/bad.dll"));
        let breaking: Vec<_> = view.items.iter().filter(|it| it.breaking).collect();
        assert!(breaking.is_empty(), "{rule}: {breaking:#?}");
        assert!(!view.items.iter().any(|it| it.kind == "finding"), "{rule}");
    }
}

#[test]
fn a_renamed_member_is_gone_and_new_and_a_hidden_one_harms_nobody() {
    let scratch = Scratch::new("a_renamed_member_is_gone_and_new");
    let items = changed(&scratch, b"\0Primitives\0", b"\0Primitivez\0");
    let outer = "M:Fabrikam.Ids.Outer`1.Primitive";
    assert_eq!(items.len(), 2, "{items:?}");
    assert!(
        items[0].0.starts_with(&format!("{outer}s(")) && (items[0].1, items[0].2) == ("removed", true),
        "{items:?}"
    );
    assert!(items[1].0.starts_with(&format!("{outer}z(")) && (items[1].1, items[1].2) == ("added", false), "{items:?}");
    // A type that nobody outside can use, with its members, which are not counted again.
    let hidden = changed(&scratch, b"\0Hidden\0", b"\0Hiddem\0");
    assert_eq!(
        hidden,
        [
            ("T:Fabrikam.Ids.Hiddem".to_owned(), "added", false),
            ("T:Fabrikam.Ids.Hiddem.Nested`1".to_owned(), "added", false),
            ("T:Fabrikam.Ids.Hidden".to_owned(), "removed", false),
            ("T:Fabrikam.Ids.Hidden.Nested`1".to_owned(), "removed", false),
        ]
    );
}

/// What differs between two releases, a line each: the sign of the table, the id, the words.
fn lines(view: &Diff) -> String {
    let sign = |it: &Difference| format!("{}{}", it.change, if it.breaking { "!" } else { "" });
    let line = |it: &Difference| {
        format!("{} {:<9} {} {}\n", it.kind, sign(it), it.id.safe(), it.what.join("; ")).replace(" \n", "\n")
    };
    view.items.iter().filter(|it| it.kind != "finding").map(line).collect()
}

/// Every rule about what breaks, by a type or member of its own; each line was judged by hand.
#[test]
fn each_change_breaks_or_does_not() {
    let view = compare("testdata/shapes/old", "testdata/shapes/new");
    insta::assert_snapshot!(lines(&view));
    let findings: Vec<(&str, &str)> = view
        .items
        .iter()
        .filter(|it| it.kind == "finding")
        .filter_map(|it| {
            let text = it.old.as_deref().or(it.new.as_deref())?;
            Some((it.change, text.split(':').next().unwrap_or_default()))
        })
        .collect();
    assert!(findings.contains(&("added", "high stateful-plugin")), "{findings:?}");
    assert!(findings.contains(&("removed", "high stateful-plugin")), "{findings:?}");
}

#[test]
fn what_nobody_else_can_use_may_be_left_out() {
    let (old, new) = (units("testdata/shapes/old"), units("testdata/shapes/new"));
    let all = diff("old..new".into(), &old, &new, false, &Options::default()).0;
    let public = diff("old..new".into(), &old, &new, true, &Options::default()).0;
    let gone = |view: &Diff, id: &str| view.items.iter().any(|it| it.id.as_str() == id);
    for id in ["T:Fabrikam.Orders.GoneInside", "M:Fabrikam.Orders.Members.RemovedInside"] {
        assert!(gone(&all, id) && !gone(&public, id), "{id}");
    }
    let breaking = |view: &Diff| view.items.iter().filter(|it| it.breaking).count();
    assert_eq!(breaking(&all), breaking(&public));
}

#[test]
fn another_release_is_shown_in_every_form() {
    let (old, new) = ("testdata/rules/thread-sleep/bad.dll", "testdata/rules/stateful-plugin/bad.dll");
    let view = compare(old, new);
    let (table, page) = (text(&view, 100, write_diff), text(&view, 100, |view, _, out| write_diff_markdown(view, out)));
    assert!(
        table.starts_with("types (") && table.contains("  -!  public class Acme.Approvals.ApprovalPlugin"),
        "{table}"
    );
    assert!(
        page.contains("\n### types (") && page.contains("| -! | public class Acme.Approvals.ApprovalPlugin "),
        "{page}"
    );
    let kinds: std::collections::BTreeSet<&str> = view.items.iter().map(|it| it.kind).collect();
    assert!(["finding", "type", "use", "writtenField"].iter().all(|kind| kinds.contains(kind)), "{kinds:?}");
}

#[test]
fn no_name_acts_in_a_comparison() {
    let scratch = Scratch::new("no_name_acts_in_a_comparison");
    let whole = fixture("shapes/docids.dll");
    let old = scratch.write("old/docids.dll", &whole);
    for to in ["\n##vso[x", "::error", "##[error"] {
        let name = format!("\0{to:x<10}\0");
        let new = scratch.write("new/docids.dll", &replaced(&whole, b"\0Primitives\0", name.as_bytes()));
        let view = compare(&old.to_string_lossy(), &new.to_string_lossy());
        assert!(!view.items.is_empty());
        assert_harmless(&text(&view, 80, write_diff), to);
        assert_harmless(&text(&view, 80, |view, _, out| write_diff_markdown(view, out)), to);
    }
}

/// What an attribute in the code suppresses is not news; what nobody suppresses is.
#[test]
fn findings_that_the_code_suppresses_are_not_new() {
    let view = compare("testdata/rules/thread-sleep/good.dll", "testdata/shapes/suppressed.dll");
    let new = |kind: &str, part: &str| view.items.iter().filter(|it| it.kind == kind && it.id.0.contains(part)).count();
    assert_eq!((new("finding", "Acme.Suppressed.OnType"), new("writtenField", "Acme.Suppressed.OnType")), (0, 0));
    assert!(view.items.iter().any(|it| it.kind == "finding"), "{:#?}", view.items);
}
