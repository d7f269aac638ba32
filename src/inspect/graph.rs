//! Who calls whom from the roots on: the reach of the analysis, folded to what the author wrote.

mod build;

use std::collections::BTreeMap;
use std::sync::Mutex;

use serde::Serialize;

use crate::check::{Mark, Options, Unit, check_viewed};
use crate::finding::{Confidence, Report, Severity, Via};
use crate::model::TypeHandle;
use crate::rules::Context;
use crate::text::Text;

use super::View;
use super::pick::{self, Fit, Selection};

/// What of the graph is asked for.
#[derive(Clone, Debug, Default)]
pub struct Query {
    /// Only this root, by any of its names.
    pub root: Option<String>,
    /// Only what leads to these members; to any of a type.
    pub to: Option<Selection>,
    /// Whether calls of members that are not followed are part of it.
    pub apis: bool,
}

/// The graph of every root that was asked for, one item each.
pub type Graph = View<RootGraph>;

/// What one root reaches.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct RootGraph {
    /// Documentation-comment id of the root type.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// Full metadata name of the root type.
    #[serde(rename = "type")]
    pub type_name: Text,
    /// What kind of root it is, as in a report.
    pub kind: &'static str,
    /// The input it is from.
    pub input: Text,
    /// Whether all of its reach is there: its code could be read, and no limit was hit.
    pub complete: bool,
    /// Members, nearest to an entry first.
    pub nodes: Vec<Node>,
    /// Who leads to whom, by caller and then in the order of the calls.
    pub edges: Vec<Edge>,
}

/// A member in a phase: the same helper is one node for the platform's calls and another for the constructor.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Node {
    /// Documentation-comment id of the member that the author wrote.
    pub id: Text,
    /// Its token; `None` for a member that is not followed.
    pub token: Option<String>,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// Whether its code is part of the graph; otherwise it belongs to the framework, the SDK or an assembly that was not found.
    pub followed: bool,
    /// `calling`, `constructing` (the platform makes the object), `initialising` (a static constructor).
    pub phase: &'static str,
    /// How it starts, where no code leads to it: `entry` (the platform calls it), `delegate` (a handler that the constructor
    /// registers), `constructor`, `staticConstructor`.
    pub entry: Option<Via>,
    /// Whether it is one of the members asked for.
    pub wanted: bool,
    /// What `check` reports in it, by rule.
    pub findings: Vec<Marked>,
}

/// What a rule reports in a member.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Marked {
    /// Id of the rule.
    pub rule: &'static str,
    /// The worst of its findings there.
    pub severity: Severity,
    /// The surest of its findings there.
    pub confidence: Confidence,
}

/// One member leads to another.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Edge {
    /// Place of the caller in `nodes`.
    pub from: usize,
    /// Place of the callee in `nodes`.
    pub to: usize,
    /// How.
    pub via: Via,
    /// Whether it leads into a part of the callee that the compiler took out of it: a lambda, a local function, an iterator, an async
    /// method's state machine.
    pub inner: bool,
    /// At how many instructions.
    pub sites: usize,
    /// Whether one of them can lead nowhere else; otherwise it is one of several candidates.
    pub exact: bool,
}

/// That a query names a root that is not there, or several.
#[derive(Clone, Debug)]
pub struct NoSuchRoot {
    /// Why it has no answer; safe to print.
    pub why: String,
    /// The report all the same.
    pub report: Box<Report>,
}

/// Looks at every unit. The report is that of `check`: it says what could not be read.
///
/// # Errors
/// The query names a root that is not there, or several.
pub fn graph(input: Text, units: &[Unit], options: &Options, query: &Query) -> Result<(Graph, Report), NoSuchRoot> {
    // The bytes of text left for each input. A unit's roots come one after the other: what is cut does not depend on threads.
    let budgets: Mutex<BTreeMap<Text, u64>> = Mutex::default();
    let view = |cx: &Context<'_, '_>, marks: &[Mark]| {
        let root = cx.root?;
        let name = cx.universe().full_name(TypeHandle::Def(root.type_id));
        let fit = query.root.as_ref().map_or(Some(Fit::Exact), |written| pick::fit(written, &name));
        let label = cx.universe().input().label.clone();
        let graph = fit.map(|fit| {
            let known = |budgets: &BTreeMap<Text, u64>| budgets.get(&label).copied();
            let left = budgets.lock().map_or(None, |budgets| known(&budgets)).unwrap_or(options.limits.graph_bytes);
            let (graph, left) = build::of_root(cx, root, marks, query, left);
            if let Ok(mut budgets) = budgets.lock() {
                budgets.insert(label.clone(), left);
            }
            (fit, graph)
        });
        Some((name, label, graph))
    };
    let (report, views) = check_viewed(units, options, view);
    let (mut names, mut found) = (Vec::new(), Vec::new());
    for (name, label, graph) in views.into_iter().flatten().flatten() {
        found.extend(graph);
        names.push((name, label));
    }
    if let Some(written) = query.root.as_ref().filter(|_| !names.is_empty()) {
        found = match only(written, found, &names) {
            Ok(found) => found,
            Err(why) => return Err(NoSuchRoot { why, report: Box::new(report) }),
        };
    }
    let mut items: Vec<RootGraph> = found.into_iter().map(|(_, graph)| graph).collect();
    items.sort_by(|a, b| (&a.input, &a.type_name, &a.token).cmp(&(&b.input, &b.type_name, &b.token)));
    Ok((Graph::new("graph", input, items, report.problems.clone()), report))
}

/// The one root that is meant.
fn only(
    written: &str,
    mut found: Vec<(Fit, RootGraph)>,
    names: &[(Text, Text)],
) -> Result<Vec<(Fit, RootGraph)>, String> {
    let best = found.iter().map(|(fit, _)| *fit).max();
    found.retain(|(fit, _)| Some(*fit) == best);
    let shown = crate::text::Safe::new(written);
    match found.len() {
        0 => {
            let mut near: Vec<(f64, &Text)> = names.iter().map(|(name, _)| (likeness(written, name), name)).collect();
            near.sort_by(|a, b| b.0.total_cmp(&a.0).then_with(|| a.1.cmp(b.1)));
            near.dedup_by(|a, b| a.1 == b.1);
            let near: Vec<String> = near.iter().take(3).map(|(_, name)| name.safe().to_string()).collect();
            Err(format!(
                "there is no class `{shown}` that the platform calls; the nearest names are {}",
                near.join(", ")
            ))
        }
        1 => Ok(found),
        _ => {
            let mut all: Vec<String> =
                found.iter().map(|(_, root)| format!("{} in {}", root.type_name.safe(), root.input.safe())).collect();
            all.sort();
            let more = all.len().saturating_sub(10);
            all.truncate(10);
            let more = if more > 0 { format!(" and {more} more") } else { String::new() };
            Err(format!("`{shown}` can be any of {}{more}", all.join(", ")))
        }
    }
}

/// How like a type's name is to what was written: as a whole, or from its last part.
fn likeness(written: &str, name: &Text) -> f64 {
    let last = |text: &str| text.rsplit(['.', '+']).next().unwrap_or_default().to_lowercase();
    // Names of any length come from the binary, and the comparison takes the product of the lengths.
    let head = |text: &str| text.to_lowercase().chars().take(256).collect::<String>();
    let whole = strsim::jaro_winkler(&head(written), &head(name.as_str()));
    whole.max(strsim::jaro_winkler(&head(&last(written)), &head(&last(name.as_str()))))
}
