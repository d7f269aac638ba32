//! `ilvet info`

use ilvet::finding::Status;
use ilvet::inspect::info::info;
use ilvet::report::write_info;

use super::hostile::fixture;
use super::{json, of, text, units};
use crate::scratch::Scratch;

#[test]
fn an_assembly_says_what_it_is() {
    insta::assert_snapshot!(text(&of("rules/thread-sleep/bad.dll", info), 80, write_info));
    insta::assert_snapshot!(text(&of("rules/unsigned-assembly/good.dll", info), 80, write_info));
}

#[test]
fn a_facade_says_where_its_types_are() {
    let view = of("il/led/old/Acme.Facade.dll", info);
    json(&view);
    let forwards = view.items[0].forwards.iter().map(|(target, count)| (target.as_str(), *count));
    assert_eq!(forwards.collect::<Vec<_>>(), [("Acme.First", 5)]);
    assert!(text(&view, 80, write_info).contains("  types are forwarded to (1)\n    Acme.First  5 types\n"));
}

/// Two registered assemblies with the same bytes are two.
#[test]
fn a_copy_is_told_and_not_left_out() {
    let scratch = Scratch::new("a_copy_is_told_and_not_left_out");
    let bytes = fixture("rules/thread-sleep/bad.dll");
    for folder in ["a", "b"] {
        scratch.write(&format!("{folder}/bad.dll"), &bytes);
    }
    scratch.write("a/other.dll", &fixture("shapes/no-plugin.dll"));
    let units = units(&scratch.path("").to_string_lossy());
    let (view, _) = info("in".into(), &units, &ilvet::check::Options::default());
    json(&view);
    let told: Vec<(&str, bool, Status)> = view
        .items
        .iter()
        .map(|it| (it.input.as_str().rsplit('/').nth(1).unwrap_or_default(), it.duplicate_of.is_some(), it.status))
        .collect();
    let (analysed, copy) = (Status::Analysed, Status::DuplicateOf);
    assert_eq!(told, [("a", false, analysed), ("a", false, analysed), ("b", true, copy)]);
    assert_eq!(view.items[2].duplicate_of.as_ref(), Some(&view.items[0].input));
    assert_eq!(text(&view, 200, write_info).matches("  a copy of  ").count(), 1);
}

#[test]
fn every_fixture_keeps_to_the_schema() {
    for folder in ["testdata/shapes", "testdata/rules"] {
        let (view, report) = info(folder.into(), &units(folder), &ilvet::check::Options::default());
        assert_eq!(report.summary.failed_inputs, 0);
        assert!(json(&view)["items"].as_array().expect("a list").len() > 10);
    }
}
