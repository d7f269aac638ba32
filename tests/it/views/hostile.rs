//! Views of files that want to be more, or are less, than assemblies.

use std::path::PathBuf;

use ilvet::check::{Options, Unit};
use ilvet::inspect::calls::calls;
use ilvet::inspect::fields::fields;
use ilvet::inspect::info::info;
use ilvet::inspect::members::members;
use ilvet::inspect::pick::Selection;
use ilvet::inspect::refs::refs;
use ilvet::inspect::types::{Filter, types};
use ilvet::report::{write_calls, write_fields, write_info, write_members, write_refs, write_types};

use super::{json, text, units};
use crate::archives::maker::{Entry, zip};
use crate::harmless::assert_harmless;
use crate::scratch::Scratch;

/// Every view of the units: its text and, checked against the schema, how many items it has and what could not be read.
fn every_view(units: &[Unit], options: &Options) -> Vec<(String, usize, Vec<String>)> {
    let (all, filter) = (Selection::default(), Filter::default());
    macro_rules! one {
        ($view:expr, $write:expr) => {{
            let (view, _) = $view;
            json(&view);
            let problems = view.problems.iter().map(|problem| problem.what.clone()).collect();
            (text(&view, 80, $write), view.items.len(), problems)
        }};
    }
    vec![
        one!(info("x".into(), units, options), write_info),
        one!(types("x".into(), units, options, &filter), write_types),
        one!(members("x".into(), units, options, &filter), write_members),
        one!(refs("x".into(), units, options, &all), |view, style, out| write_refs(view, true, style, out)),
        one!(calls("x".into(), units, options, &all), write_calls),
        one!(fields("x".into(), units, options, &all), write_fields),
    ]
}

pub(super) fn fixture(file: &str) -> Vec<u8> {
    std::fs::read(crate::source::root().join("testdata").join(file)).expect("it is there")
}

pub(super) fn replaced(bytes: &[u8], from: &[u8], to: &[u8]) -> Vec<u8> {
    assert_eq!(from.len(), to.len());
    let at = bytes.windows(from.len()).position(|window| window == from).expect("the name is there");
    let mut bytes = bytes.to_vec();
    bytes[at..at + from.len()].copy_from_slice(to);
    bytes
}

#[test]
fn no_name_acts_in_any_view() {
    let scratch = Scratch::new("no_name_acts_in_any_view");
    let whole = fixture("shapes/docids.dll");
    let names = [
        ("Nullable", "\n##vso[x"),
        ("Members", "::error"),
        ("Fabrikam.Ids", "\r\n::add-mask"),
        ("Property", "##[error"),
        ("Extensions", "\u{202e}gpj.exe"),
    ];
    for (from, to) in names {
        let name = format!("{to:x<width$}", width = from.len() + to.chars().count() - to.len());
        let bytes = replaced(&whole, from.as_bytes(), name.as_bytes());
        let path = scratch.write("hostile.dll", &bytes);
        let units = units(&path.to_string_lossy());
        for (text, items, _) in every_view(&units, &Options::default()) {
            assert!(items > 0);
            assert_harmless(&text, to);
        }
    }
}

#[test]
fn what_is_left_of_a_damaged_file_is_shown() {
    let scratch = Scratch::new("what_is_left_of_a_damaged_file");
    let whole = fixture("rules/stateful-plugin/bad.dll");
    let mut state = 7_u64;
    let mut next = |below: usize| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("31 bits") % below
    };
    let (mut shown, mut problems) = (0, 0);
    for round in 0..60 {
        let mut bytes = whole.clone();
        for _ in 0..24 {
            let at = 0x200 + next(bytes.len() - 0x200);
            bytes[at] = u8::try_from(next(256)).expect("it is below 256");
        }
        if round % 10 == 0 {
            bytes.truncate(bytes.len() * 4 / 5);
        }
        let path = scratch.write("damaged.dll", &bytes);
        for (_, items, noted) in every_view(&units(&path.to_string_lossy()), &Options::default()) {
            assert!(!noted.iter().any(|what| what.contains("internal error")), "round {round}: {noted:?}");
            shown += items;
            problems += noted.len();
        }
    }
    assert!(shown > 1_000 && problems > 100, "{shown} items, {problems} problems");
}

#[test]
fn a_small_limit_leaves_items_out_and_says_so() {
    let options = Options {
        limits: ilvet::limits::Limits { view_ratio: 0, ..ilvet::limits::Limits::default() },
        ..Options::default()
    };
    for (_, items, problems) in every_view(&units("testdata/rules/stateful-plugin/bad.dll"), &options).split_off(1) {
        assert!(items < 40, "{items}");
        assert!(problems.iter().any(|what| what.contains("--limit view-ratio=NUMBER raises that")), "{problems:?}");
    }
}

#[test]
fn members_of_an_archive_are_one_list() {
    let scratch = Scratch::new("members_of_an_archive_are_one_list");
    let (bad, good) = (fixture("rules/thread-sleep/bad.dll"), fixture("rules/thread-sleep/good.dll"));
    let archive = zip(&[Entry::deflated("lib/bad.dll", &bad), Entry::stored("lib/good.dll", &good)]);
    let path = scratch.write("both.zip", &archive);
    let counts = |path: PathBuf| -> Vec<usize> {
        let views = every_view(&units(&path.to_string_lossy()), &Options::default());
        views.into_iter().map(|(_, items, _)| items).collect()
    };
    let alone = |name: &str| counts(PathBuf::from(format!("{}!/lib/{name}", path.display())));
    let sum: Vec<usize> = alone("bad.dll").into_iter().zip(alone("good.dll")).map(|(a, b)| a + b).collect();
    assert_eq!(counts(path.clone()), sum);
    assert!(sum.iter().all(|count| *count > 0), "{sum:?}");
}
