//! A whole assembly: everything that is read of it, the gate, and each view.

use ilvet::check::{Options, Unit, visit};
use ilvet::finding::Problem;
use ilvet::inspect::graph::{Query, graph};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::tables::{HeapKind, TableSelection};
use ilvet::inspect::types::Filter;
use ilvet::inspect::{View, calls, fields, il, info, members, refs, roots, tables, types};
use ilvet::report::{write_il, write_json};
use serde::Serialize;

use super::Seen;
use crate::walk::{Alone, gate, walk};

pub(super) fn read(data: &[u8], seen: &mut Seen) {
    match walk(data.to_vec()) {
        Ok(walked) => {
            assert!(walked.adds_up(), "{walked:?}");
            seen.note(walked);
        }
        Err(error) => seen.note(error.to_string()),
    }
    let report = gate(data.to_vec());
    problems(&report.problems, u32::try_from(data.len()).unwrap_or(u32::MAX));
    json(&report, seen);
    views(data, seen);
}

fn json(value: &impl Serialize, seen: &mut Seen) {
    let mut bytes = Vec::new();
    write_json(value, &mut bytes).expect("a vector takes everything");
    seen.bytes(&bytes);
}

/// Problems that concern a whole file, or count others: they have no place in it.
const OF_THE_FILE: [&str; 8] = ["P12", "P13", "P17", "P22", "B01", "B20", "LIMIT", "IO"];

/// Each problem says of which file it is, and where in it.
pub(super) fn problems(problems: &[Problem], length: u32) {
    for problem in problems {
        assert_ne!(problem.code, "INTERNAL", "{}", problem.what);
        assert!(!problem.input.as_str().is_empty() && problem.what.len() > 4, "{problem:?}");
        let concerns_all = OF_THE_FILE.contains(&problem.code)
            || problem.code.starts_with(['Z', 'X', 'G'])
            || problem.what.ends_with("more of this kind")
            || problem.what.starts_with("symbols were not used");
        assert!(concerns_all || problem.offset.is_some(), "no place: {problem:?}");
        // Places in symbols count from the start of those, inflated.
        let in_symbols = problem.code.starts_with('D') || problem.section.is_some_and(|it| !it.starts_with('§'));
        assert!(in_symbols || problem.offset.is_none_or(|at| at <= length), "behind the end: {problem:?}");
    }
}

/// What a view says; where it fails, it says so as a problem.
fn view<T: Serialize>(view: &View<T>, seen: &mut Seen) {
    let failed = view.problems.iter().find(|it| it.code == "INTERNAL");
    assert!(failed.is_none(), "{}: {failed:?}", view.view);
    json(view, seen);
}

fn views(data: &[u8], seen: &mut Seen) {
    let supply = Box::new(Alone(data.to_vec()));
    let units = [Unit { label: "input.dll".into(), named: true, supply, registration: Vec::new() }];
    // Long enough to see everything of what is healthy.
    let mut options = Options::default();
    options.limits.view_bytes = 1 << 20;
    options.limits.graph_bytes = 1 << 20;
    options.limits.il_ratio = 32;
    let (all, filter) = (Selection::default(), Filter::default());
    let every = TableSelection::new(&["*"], HeapKind::ALL).expect("a pattern");
    view(&info::info("x".into(), &units, &options).0, seen);
    view(&types::types("x".into(), &units, &options, &filter).0, seen);
    view(&members::members("x".into(), &units, &options, &filter).0, seen);
    view(&refs::refs("x".into(), &units, &options, &all).0, seen);
    view(&calls::calls("x".into(), &units, &options, &all).0, seen);
    view(&fields::fields("x".into(), &units, &options, &all).0, seen);
    view(&roots::roots("x".into(), &units, &options).0, seen);
    view(&tables::tables("x".into(), &units, &options, &every).0, seen);
    view(&il::il("x".into(), &units, &options, &all, true).0, seen);
    if let Ok((graph, _)) = graph("x".into(), &units, &options, &Query::default()) {
        view(&graph, seen);
    }
    let (report, texts) = visit(&units, &options, |opened| {
        let mut text = Vec::new();
        let unwritten = write_il(opened.universe, &all, &mut text).expect("a vector takes everything");
        vec![(text, unwritten)]
    });
    problems(&report.problems, u32::MAX);
    for (text, unwritten) in texts.into_iter().flatten() {
        seen.bytes(&text);
        seen.note(unwritten);
    }
}
