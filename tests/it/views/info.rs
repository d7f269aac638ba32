//! `ilvet info`

use ilvet::inspect::info::info;
use ilvet::report::write_info;

use super::{json, of, text, units};

#[test]
fn an_assembly_says_what_it_is() {
    insta::assert_snapshot!(text(&of("rules/thread-sleep/bad.dll", info), 80, write_info));
    insta::assert_snapshot!(text(&of("rules/unsigned-assembly/good.dll", info), 80, write_info));
}

#[test]
fn every_fixture_keeps_to_the_schema() {
    for folder in ["testdata/shapes", "testdata/rules"] {
        let (view, report) = info(folder.into(), &units(folder), &ilvet::check::Options::default());
        assert_eq!(report.summary.failed_inputs, 0);
        assert!(json(&view)["items"].as_array().expect("a list").len() > 10);
    }
}
