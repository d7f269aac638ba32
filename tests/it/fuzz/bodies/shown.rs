//! What a person is shown of an assembly: each view, each format, and what differs from a copy that was changed.

use std::hash::{DefaultHasher, Hasher};
use std::io;

use ilvet::check::{Options, Unit, visit};
use ilvet::finding::Report;
use ilvet::inspect::diff::{self as changes, diff};
use ilvet::inspect::graph::{Query, graph};
use ilvet::inspect::pick::Selection;
use ilvet::inspect::tables::{HeapKind, TableSelection};
use ilvet::inspect::types::Filter;
use ilvet::inspect::{View, calls, fields, il, info, members, refs, roots, tables, types};
use ilvet::report::{self, Format, GraphFormat, Style};
use serde::Serialize;

use super::super::mutate::{Kind, Places, Random, mutate};
use super::Seen;
use super::whole::{json, problems};
use crate::harmless::assert_harmless;
use crate::walk::Alone;

/// A text that is written, of which nothing acts (G8).
fn text(what: &str, seen: &mut Seen, write: impl FnOnce(&mut dyn io::Write) -> io::Result<()>) {
    let mut text = Vec::new();
    write(&mut text).expect("a vector takes everything");
    let text = String::from_utf8(text).expect("texts are UTF-8");
    assert_harmless(&text, what);
    seen.bytes(text.as_bytes());
}

/// What a view says, and its text; where it fails, it says so as a problem.
fn view<T: Serialize>(
    view: &View<T>,
    seen: &mut Seen,
    write: impl FnOnce(&View<T>, Style, &mut dyn io::Write) -> io::Result<()>,
) {
    let failed = view.problems.iter().find(|it| it.code == "INTERNAL");
    assert!(failed.is_none(), "{}: {failed:?}", view.view);
    json(view, seen);
    text(view.view, seen, |out| write(view, Style::default(), out));
}

fn unit(data: &[u8]) -> [Unit; 1] {
    let supply = Box::new(Alone(data.to_vec()));
    [Unit { label: "input.dll".into(), named: true, supply, registration: Vec::new() }]
}

/// Every form of a report but commands to an agent.
pub(super) fn formats(report: &Report, seen: &mut Seen) {
    for format in Format::ALL.iter().filter(|it| !matches!(it, Format::Github | Format::Azure)) {
        text(format.word(), seen, |out| report::write(report, *format, Style::default(), out));
    }
}

/// Every view, as JSON and as a text.
pub(super) fn views(data: &[u8], seen: &mut Seen) {
    let units = unit(data);
    // Long enough to see everything of what is healthy.
    let mut options = Options::default();
    options.limits.view_ratio = 4;
    options.limits.graph_bytes = 1 << 20;
    options.limits.il_ratio = 32;
    let (all, filter) = (Selection::default(), Filter::default());
    let every = TableSelection::new(&["*"], HeapKind::ALL).expect("a pattern");
    view(&info::info("x".into(), &units, &options).0, seen, report::write_info);
    view(&types::types("x".into(), &units, &options, &filter).0, seen, report::write_types);
    view(&members::members("x".into(), &units, &options, &filter).0, seen, report::write_members);
    view(&refs::refs("x".into(), &units, &options, &all).0, seen, |view, style, out| {
        report::write_refs(view, true, style, out)
    });
    view(&calls::calls("x".into(), &units, &options, &all).0, seen, report::write_calls);
    view(&fields::fields("x".into(), &units, &options, &all).0, seen, report::write_fields);
    view(&roots::roots("x".into(), &units, &options).0, seen, report::write_roots);
    view(&tables::tables("x".into(), &units, &options, &every).0, seen, |view, _, out| {
        view.items.iter().try_for_each(|item| report::write_tables_item(item, out))
    });
    view(&il::il("x".into(), &units, &options, &all, true).0, seen, |_, _, _| Ok(()));
    if let Ok((graph, _)) = graph("x".into(), &units, &options, &Query::default()) {
        view(&graph, seen, |graph, style, out| {
            GraphFormat::ALL.iter().try_for_each(|format| report::write_graph(graph, *format, style, out))
        });
    }
    let (report, texts) = visit(&units, &options, |opened| {
        let mut text = Vec::new();
        let unwritten = report::write_il(opened.universe, &all, &mut text).expect("a vector takes everything");
        vec![(text, unwritten)]
    });
    problems(&report.problems, u32::MAX);
    for (bytes, unwritten) in texts.into_iter().flatten() {
        text("il", seen, |out| out.write_all(&bytes));
        seen.note(unwritten);
    }
}

/// What differs from the same bytes, which is nothing, and from a copy of which one thing or two are otherwise.
pub(super) fn differences(data: &[u8], seen: &mut Seen) {
    let (this, again, options) = (unit(data), unit(data), Options::default());
    let same = diff(("x".into(), &this), ("x".into(), &again), &changes::Query::default(), &options);
    assert!(same.view.items.is_empty(), "a file differs from itself: {:?}", same.view.items.first());
    let mut hasher = DefaultHasher::new();
    hasher.write(data);
    let mut copy = data.to_vec();
    mutate(&mut Random::new(hasher.finish()), &mut copy, Kind::Module, &Places::of(data), &[]);
    let query = changes::Query { public: data.len().is_multiple_of(2), ..changes::Query::default() };
    let compared = diff(("x".into(), &this), ("x".into(), &unit(&copy)), &query, &options);
    view(&compared.view, seen, report::write_diff);
    text("diff", seen, |out| report::write_diff_markdown(&compared.view, out));
}
