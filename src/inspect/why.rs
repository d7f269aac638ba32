//! One finding with all of its evidence.

use rustc_hash::FxHashSet;

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
            let Some(best) = of_it.reduce(|best, mark| if mark.rank() > best.rank() { mark } else { best }) else {
                continue;
            };
            let Some(root) = cx.root else { continue };
            let reached = Reached {
                root: cx.universe().full_name(TypeHandle::Def(root.type_id)),
                severity: best.severity,
                confidence: best.confidence,
                steps: best.steps,
            };
            found.push((number, best.rank(), reached, told(cx, best, finding)));
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
    let own = ALL.iter().find(|rule| rule.info().id == finding.rule).map(|rule| rule.info().severity);
    let changes = if own.is_some_and(|own| finding.severity > own) { Changes::of(cx) } else { Changes::default() };
    let details = path.iter().enumerate().map(|(number, step)| {
        let (candidates, exact) = certainty(cx, step, path.get(number + 1));
        Detail {
            instruction: place::instruction(program, step.method, step.at),
            candidates,
            exact,
            changes: changes.before(cx, step),
        }
    });
    (path.iter().map(|step| place::step(program, step)).collect(), details.collect())
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

/// The calls that change data in the reach of a root.
#[derive(Default)]
struct Changes {
    sites: FxHashSet<(ContextId, IlOffset)>,
    leading: FxHashSet<ContextId>,
}

impl Changes {
    fn of(cx: &Context<'_, '_>) -> Self {
        let sites: FxHashSet<_> =
            cx.reach.calls.iter().filter(|site| cx.changes_data(site)).map(|site| (site.context, site.at)).collect();
        let leading = cx.reach.leading_to(&sites);
        Self { sites, leading }
    }

    /// Those that can run before a step does, in its own method or behind one of that method's calls.
    fn before(&self, cx: &Context<'_, '_>, step: &PathStep) -> Vec<Change> {
        if !self.leading.contains(&step.context) {
            return Vec::new();
        }
        let facts = cx.reach.facts(step.context);
        let before = facts.before(step.at);
        let direct = facts.events().iter().map(|event| event.at).filter(|at| self.sites.contains(&(step.context, *at)));
        let edges = cx.reach.edges(step.context).iter();
        let behind = edges.filter(|edge| self.leading.contains(&edge.to)).map(|edge| edge.at);
        let mut places: Vec<IlOffset> = direct.chain(behind).filter(|at| before.has(*at)).collect();
        places.sort_unstable();
        places.dedup();
        places.truncate(CHANGES);
        let universe = cx.universe();
        let change = |at: IlOffset| {
            let callee = place::method_at(cx.program(), step.method, at);
            let callee = callee.or_else(|| {
                let edge = cx.reach.edges(step.context).iter().find(|edge| edge.at == at)?;
                Some(MethodHandle::Def(cx.reach.method(edge.to)))
            })?;
            Some(Change {
                callee: universe.method_display(callee).into(),
                il_offset: at.0,
                source: place::source(cx.program(), step.method, at),
            })
        };
        places.into_iter().filter_map(change).collect()
    }
}
