//! One finding with all of its evidence.

use std::collections::VecDeque;

use rustc_hash::{FxHashMap, FxHashSet};

use crate::analysis::{ContextId, PathStep, Via};
use crate::check::place;
use crate::check::{Mark, Options, Unit, check_viewed};
use crate::finding::{Confidence, Finding, Report, Severity, Source, Step};
use crate::il::IlOffset;
use crate::model::{MethodHandle, TypeHandle};
use crate::rules::{ALL, Context};
use crate::text::{Safe, Text};

/// Data changes that one step names.
const CHANGES: usize = 3;

/// A finding, how execution gets there, and from where else.
#[derive(Clone, Debug)]
pub struct Why {
    /// The finding; its path has every step.
    pub finding: Finding,
    /// What is known of each step of the path beside what the finding says.
    pub details: Vec<Detail>,
    /// Every root that reaches it, by name.
    pub roots: Vec<Reached>,
}

/// What is known of a step.
#[derive(Clone, Debug)]
pub struct Detail {
    /// The instruction that leads on, or that of the finding.
    pub instruction: Option<Text>,
    /// Methods that this instruction can run, by all that is known; 0 for the last step.
    pub candidates: usize,
    /// Whether it leads to the next step for certain.
    pub exact: bool,
    /// Calls before it that change data, where that is why the severity is above the rule's own.
    pub changes: Vec<Change>,
}

/// A call that can change data before a step.
#[derive(Clone, Debug)]
pub struct Change {
    /// What is called, in C# form.
    pub callee: Text,
    /// Offset of the call.
    pub il_offset: u32,
    /// Its line.
    pub source: Option<Source>,
    /// Whether it is on another path than the one that is told.
    pub other_path: bool,
}

/// A root that reaches a finding.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Reached {
    /// Full metadata name.
    pub root: Text,
    /// How much harm the finding can do to it.
    pub severity: Severity,
    /// How sure the finding is for it.
    pub confidence: Confidence,
    /// The length of its best path.
    pub steps: usize,
}

/// The places in the report of the findings whose fingerprint begins with `written`: several only where copies of an assembly
/// have the same one. `v1:` may be left out.
///
/// # Errors
/// None does, or several different ones do: a sentence.
pub fn find(report: &Report, written: &str) -> Result<Vec<usize>, String> {
    let shown = Safe::new(written);
    let begins = |finding: &Finding| {
        let print = finding.fingerprint.as_str();
        print.starts_with(written) || print.strip_prefix("v1:").is_some_and(|print| print.starts_with(written))
    };
    let is_empty = matches!(written, "" | "v" | "v1" | "v1:");
    let places: Vec<usize> = report
        .findings
        .iter()
        .enumerate()
        .filter(|(_, finding)| !is_empty && begins(finding))
        .map(|(place, _)| place)
        .collect();
    let prints: std::collections::BTreeSet<&str> =
        places.iter().map(|place| report.findings[*place].fingerprint.as_str()).collect();
    match prints.len() {
        0 if report.findings.is_empty() => Err(format!("there is no finding `{shown}`: there are no findings")),
        0 => Err(format!("there is no finding `{shown}` among the {} of these inputs", report.findings.len())),
        1 => Ok(places),
        count => {
            let some: Vec<&str> = prints.into_iter().take(5).collect();
            Err(format!("`{shown}` is the beginning of {count} fingerprints: {}", some.join(", ")))
        }
    }
}

/// The evidence of some findings of a report: the units are analysed once more.
#[must_use]
pub fn why(units: &[Unit], options: &Options, report: &Report, places: &[usize]) -> Vec<Why> {
    let asked: Vec<&Finding> = places.iter().filter_map(|place| report.findings.get(*place)).collect();
    let view = |cx: &Context<'_, '_>, marks: &[Mark]| {
        let mut found = Vec::new();
        for (number, finding) in asked.iter().enumerate() {
            let of_it = marks.iter().filter(|mark| mark.is_of(finding));
            // The first of the best is the one that the report tells.
            let rank = |mark: &Mark| mark.rank(finding);
            let Some(best) = of_it.reduce(|best, mark| if rank(mark) > rank(best) { mark } else { best }) else {
                continue;
            };
            let Some(root) = cx.root else { continue };
            let reached = Reached {
                root: cx.universe().full_name(TypeHandle::Def(root.type_id)),
                severity: best.severity,
                confidence: best.confidence,
                steps: best.steps,
            };
            found.push((number, best.rank(finding), reached, told(cx, best, finding)));
        }
        found
    };
    let (_, views) = check_viewed(units, options, view);
    let mut all: Vec<_> = views.into_iter().flatten().flatten().collect();
    asked
        .iter()
        .enumerate()
        .map(|(number, finding)| {
            let (mut roots, mut best) = (Vec::new(), None);
            for (_, rank, reached, told) in all.extract_if(.., |(of, ..)| *of == number) {
                roots.push(reached);
                if best.as_ref().is_none_or(|(known, _)| rank > *known) {
                    best = Some((rank, told));
                }
            }
            roots.sort();
            roots.dedup();
            let (path, details) = best.map(|(_, told)| told).unwrap_or_default();
            let path = if path.is_empty() { finding.path.clone() } else { path };
            Why { finding: Finding { path, ..(*finding).clone() }, details, roots }
        })
        .collect()
}

/// The path of a mark in full.
fn told(cx: &Context<'_, '_>, mark: &Mark, finding: &Finding) -> (Vec<Step>, Vec<Detail>) {
    let program = cx.program();
    let of_root = || cx.reach.path(mark.context, mark.at);
    let path = if mark.path.is_empty() && mark.context == mark.reported { of_root() } else { mark.path.clone() };
    let rule = ALL.iter().find(|rule| rule.info().id == finding.rule).filter(|rule| rule.is_worse_after_changes());
    let own = rule.map(|rule| rule.info().severity);
    // What is reported at the call into a dependency is one severity lower.
    let raised = |own| finding.severity > own || mark.context != mark.reported && finding.severity == own;
    let is_raised = own.is_some_and(raised);
    let details = path.iter().enumerate().map(|(number, step)| {
        let (candidates, exact) = certainty(cx, step, path.get(number + 1));
        Detail {
            instruction: place::instruction(program, step.method, step.at),
            candidates,
            exact,
            changes: if is_raised { changes_before(cx, step) } else { Vec::new() },
        }
    });
    let mut details: Vec<Detail> = details.collect();
    if is_raised
        && details.iter().all(|detail| detail.changes.is_empty())
        && let Some(last) = details.last_mut()
    {
        last.changes = changes_elsewhere(cx, &path);
    }
    (path.iter().map(|step| place::step(program, step)).collect(), details)
}

/// How many methods the instruction of a step can run, and whether it runs the next one for certain.
fn certainty(cx: &Context<'_, '_>, step: &PathStep, next: Option<&PathStep>) -> (usize, bool) {
    let Some(next) = next else { return (0, true) };
    let here = cx.reach.edges(step.context).iter().filter(|edge| edge.at == step.at);
    let (mut methods, mut exact) = (FxHashSet::default(), false);
    for edge in here {
        // A static constructor runs beside whatever else runs.
        if edge.via != Via::StaticConstructor || next.via == Via::StaticConstructor {
            methods.insert(cx.reach.method(edge.to));
        }
        exact |= edge.to == next.context && edge.exact;
    }
    (methods.len(), exact)
}

/// The calls that change data and can run before a step does, in its own method or behind one of that method's calls.
fn changes_before(cx: &Context<'_, '_>, step: &PathStep) -> Vec<Change> {
    let after = cx.after_changes();
    if !after.has_within(cx.reach, step.context, step.at) {
        return Vec::new();
    }
    let before = cx.reach.facts(step.context).before(step.at);
    let direct = cx.reach.calls.iter().filter(|site| site.context == step.context && cx.changes_data(site));
    let behind = cx.reach.runs(step.context).filter(|edge| after.leads(edge.to)).map(|edge| edge.at);
    let mut places: Vec<IlOffset> = direct.map(|site| site.at).chain(behind).filter(|at| before.has(*at)).collect();
    places.sort_unstable();
    places.dedup();
    places.truncate(CHANGES);
    places.into_iter().filter_map(|at| change(cx, step.context, at)).collect()
}

/// The calls that change data before some other path to the steps, where the one that is told has none: those nearest to the finding.
fn changes_elsewhere(cx: &Context<'_, '_>, path: &[PathStep]) -> Vec<Change> {
    let after = cx.after_changes();
    let mut callers: FxHashMap<ContextId, Vec<(ContextId, IlOffset)>> = FxHashMap::default();
    for context in cx.reach.contexts() {
        for edge in cx.reach.runs(*context) {
            callers.entry(edge.to).or_default().push((*context, edge.at));
        }
    }
    let mut seen: FxHashSet<ContextId> = path.iter().map(|step| step.context).collect();
    let mut pending: VecDeque<ContextId> = path.iter().rev().map(|step| step.context).collect();
    while let Some(context) = pending.pop_front() {
        for (caller, at) in callers.get(&context).into_iter().flatten().copied() {
            if after.has_within(cx.reach, caller, at) {
                let step = PathStep { context: caller, method: cx.reach.method(caller), via: Via::Call, at };
                let found = changes_before(cx, &step);
                return found.into_iter().map(|change| Change { other_path: true, ..change }).collect();
            }
            if seen.insert(caller) {
                pending.push_back(caller);
            }
        }
    }
    Vec::new()
}

fn change(cx: &Context<'_, '_>, context: ContextId, at: IlOffset) -> Option<Change> {
    let method = cx.reach.method(context);
    let callee = place::method_at(cx.program(), method, at).or_else(|| {
        let edge = cx.reach.runs(context).find(|edge| edge.at == at)?;
        Some(MethodHandle::Def(cx.reach.method(edge.to)))
    })?;
    Some(Change {
        callee: cx.universe().method_display(callee).into(),
        il_offset: at.0,
        source: place::source(cx.program(), method, at),
        other_path: false,
    })
}
