//! The gate end to end: units of work and options in, a report out. Opens nothing itself.

mod banned;
mod bases;
mod candidates;
mod concern;
mod coverage;
pub(crate) mod describe;
mod entries;
mod facts;
mod in_code;
mod mark;
mod merge;
mod own;
pub(crate) mod place;
mod problems;
mod registered;
mod replace;
mod undone;
mod unfollowed;
mod unit;
mod unreached;
mod visit;

use std::cmp::Reverse;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use sha2::{Digest, Sha256};

use crate::apis::bans::BanList;
use crate::dataverse::RootChoice;
use crate::dataverse::registration::Registration;
use crate::finding::{
    AssemblyInfo, Confidence, Finding, Input, MethodCounts, Problem, Report, Severity, Status, Summary, Tool,
};
use crate::limits::Limits;
use crate::model::{Supplied, Supply};
use crate::policy::{AssemblyNames, Symbols};
use crate::rules::Context;
use crate::text::Text;
use unit::Outcome;

pub use crate::apis::bans::Scope;
pub use mark::Mark;
pub use undone::{COMMAND_LINE, undone};
pub use visit::{Opened, visit, visit_and_check};

/// The version of the JSON contract.
pub const SCHEMA_VERSION: &str = "1.0";

/// One assembly to check.
pub struct Unit {
    /// The path as the user wrote it, with `/`.
    pub label: Text,
    /// Whether it was named on the command line, or stands in a folder for plug-ins of an archive that was; otherwise it was found.
    pub named: bool,
    /// Where its bytes and those of its references come from.
    pub supply: Box<dyn Supply>,
    /// What the solution that it is in says of how its classes are registered; all that an archive or a folder of solutions says.
    pub registration: Vec<Arc<Registration>>,
}

/// What to look for and what to make of it.
#[derive(Clone, Debug, Default)]
#[expect(clippy::struct_excessive_bools, reason = "each is an option of its own")]
pub struct Options {
    /// Rules to run, by id; empty for all. Aliases are resolved before.
    pub select: Vec<&'static str>,
    /// Rules to leave out.
    pub ignore: Vec<&'static str>,
    /// Severities that replace a rule's own, and all that is said of single uses.
    pub severities: Vec<(&'static str, Severity)>,
    /// Severities that replace a rule's own where nothing is said of what the finding is about.
    pub levels: Vec<(&'static str, Severity)>,
    /// Findings below it are left out.
    pub min_confidence: Option<Confidence>,
    /// Whether problems that cost nothing are reported too.
    pub tolerated: bool,
    /// Which classes are roots. The command always takes those that the platform calls.
    pub roots: RootChoice,
    /// What code is looked at.
    pub scope: Scope,
    /// What the user forbids.
    pub bans: Arc<BanList>,
    /// Names of which it is to be said whether anything has them.
    pub named: Vec<Symbols>,
    /// Assemblies that are the user's own beside those that show it.
    pub own: AssemblyNames,
    /// Whether a view opens assemblies of the framework too, where the user named them as references.
    pub framework: bool,
    /// Whether only the classes are looked for that the platform calls, and no code is analysed.
    pub roots_only: bool,
    /// Solutions that say how the classes of all inputs are registered.
    pub registration: Vec<Arc<Registration>>,
    /// Whether classes that no root reaches are analysed even where they name nothing that a rule asks about: so a test shows that this
    /// changes nothing.
    pub every_class: bool,
    /// Every limit.
    pub limits: Limits,
    /// How many units are done, for those who watch; clones of the options count together.
    pub done: Arc<AtomicUsize>,
}

impl Options {
    /// Whether a rule is to run.
    #[must_use]
    pub fn runs(&self, rule: &str) -> bool {
        (self.select.is_empty() || self.select.contains(&rule)) && !self.ignore.contains(&rule)
    }
}

/// Checks every unit; they run in parallel, the report does not depend on that.
#[must_use]
pub fn check(units: &[Unit], options: &Options) -> Report {
    let work = |unit: &Unit, input| (unit::analyse(unit, input, options, None), Vec::<()>::new());
    run(units, options, work).0
}

/// Checks every unit, and looks at the reach of every root on the way: what `view` makes of them stands in a list for each unit,
/// in the order of the roots. The list of a unit whose bytes are those of another is empty.
#[must_use]
pub fn check_viewed<T: Send>(
    units: &[Unit],
    options: &Options,
    view: impl Fn(&Context<'_, '_>, &[Mark]) -> T + Sync,
) -> (Report, Vec<Vec<T>>) {
    let work = |unit: &Unit, input| {
        let mut viewed = Vec::new();
        let mut look = |cx: &Context<'_, '_>, marks: &[Mark]| viewed.push(view(cx, marks));
        (unit::analyse(unit, input, options, Some(&mut look)), viewed)
    };
    run(units, options, work)
}

/// Works on every unit, each in the hands of one thread.
fn run<T: Send>(
    units: &[Unit],
    options: &Options,
    work: impl Fn(&Unit, Supplied) -> (Outcome, Vec<T>) + Sync,
) -> (Report, Vec<Vec<T>>) {
    settle(units, options, work_on_all(units, options, work))
}

/// What became of a unit: the hash of its bytes, what is reported of it, and what else was made of it.
type Done<T> = (Option<String>, Outcome, Vec<T>);

fn work_on_all<T: Send>(
    units: &[Unit],
    options: &Options,
    work: impl Fn(&Unit, Supplied) -> (Outcome, Vec<T>) + Sync,
) -> Vec<Done<T>> {
    // One by one: a thread that is done takes over from another what that has not begun.
    let work_on = |unit| {
        let done = work_on(unit, options, &work);
        options.done.fetch_add(1, Ordering::Relaxed);
        done
    };
    units.par_iter().with_max_len(1).map(work_on).collect()
}

/// Lets one of the units with the same bytes stand for all, and makes a report of them.
fn settle<T>(units: &[Unit], options: &Options, done: Vec<Done<T>>) -> (Report, Vec<Vec<T>>) {
    let (mut hashes, mut outcomes, mut views) = (Vec::new(), Vec::new(), Vec::new());
    for (hash, outcome, viewed) in done {
        hashes.push(hash);
        outcomes.push(outcome);
        views.push(viewed);
    }
    let first = first_of_each(units, &hashes, &outcomes);
    for (index, (unit, hash)) in units.iter().zip(&hashes).enumerate() {
        let known = hash.as_ref().and_then(|hash| first.get(hash)).filter(|(_, known)| **known != unit.label);
        // What fails because it was named fails, whatever lies beside it.
        let known = known.filter(|(fails, _)| *fails || !outcomes[index].failed);
        if let Some((_, known)) = known.filter(|_| !outcomes[index].container) {
            outcomes[index] = unit::duplicate(unit, known);
            views[index] = Vec::new();
        }
    }
    bases::settle(&mut outcomes);
    banned::settle(&mut outcomes);
    (assemble(units, hashes, outcomes, options), views)
}

/// Works on one unit; its input is read once. Should the work itself fail, only this unit is lost.
fn work_on<T>(
    unit: &Unit,
    options: &Options,
    work: &(impl Fn(&Unit, Supplied) -> (Outcome, Vec<T>) + Sync),
) -> Done<T> {
    if let Some(container) = unit.supply.container() {
        return (Some(hex(&container.sha256)), unit::container(unit, container, options.tolerated), Vec::new());
    }
    let input = match catch_unwind(AssertUnwindSafe(|| unit.supply.input())) {
        Ok(Ok(input)) => input,
        Ok(Err(why)) => return (None, unit::unreadable(unit, why), Vec::new()),
        Err(_) => return (None, unit::internal_error(unit), Vec::new()),
    };
    let hash = hex(&Sha256::digest(&input.bytes));
    let done = catch_unwind(AssertUnwindSafe(|| work(unit, input)));
    let (outcome, viewed) = done.unwrap_or_else(|_| (unit::internal_error(unit), Vec::new()));
    (Some(hash), outcome, viewed)
}

/// How much is known of a unit: whether its classes are registered anywhere, and how much it found of what it refers to.
type Known = Reverse<(bool, usize)>;

/// The unit that stands for all with the same bytes, and whether it failed: the one of which most is known, of these the one whose label comes
/// first.
fn first_of_each<'u>(
    units: &'u [Unit],
    hashes: &[Option<String>],
    outcomes: &[Outcome],
) -> BTreeMap<String, (bool, &'u Text)> {
    let mut first: BTreeMap<String, (Known, &Text, bool)> = BTreeMap::new();
    for ((unit, hash), outcome) in units.iter().zip(hashes).zip(outcomes) {
        if let Some(hash) = hash.as_ref().filter(|_| !outcome.container) {
            let found = Reverse((outcome.registered, outcome.loaded.len()));
            let this = (found, &unit.label, outcome.failed);
            let known = first.entry(hash.clone()).or_insert(this);
            *known = (*known).min(this);
        }
    }
    first.into_iter().map(|(hash, (_, label, fails))| (hash, (fails, label))).collect()
}

fn assemble(units: &[Unit], hashes: Vec<Option<String>>, outcomes: Vec<Outcome>, options: &Options) -> Report {
    let mut report = Report {
        schema_version: SCHEMA_VERSION,
        tool: Tool { name: "ilvet", version: env!("CARGO_PKG_VERSION") },
        inputs: Vec::new(),
        assemblies: Vec::new(),
        roots: Vec::new(),
        findings: Vec::new(),
        problems: Vec::new(),
        not_analysed: Vec::new(),
        gone: Vec::new(),
        unused: Vec::new(),
        config: None,
        code_suppressions: Vec::new(),
        solutions: 0,
        undefined: undefined(&outcomes, options),
        unused_own: options.own.unused(outcomes.iter().flat_map(|it| &it.loaded).map(Text::as_str)),
        summary: Summary::default(),
    };
    let mut findings = Vec::new();
    banned::note_vain(options, &outcomes, &mut report);
    registered::add_steps(units, &outcomes, options, &mut report, &mut findings);
    for ((unit, sha256), outcome) in units.iter().zip(hashes).zip(outcomes) {
        let kind = match &outcome.assembly {
            _ if sha256.is_none() => "unreadable",
            _ if outcome.container => unit.supply.container().map_or("archive", |it| it.kind),
            None => "skipped",
            Some(assembly)
                if matches!(assembly.status, Status::NotManaged | Status::ReferenceAssembly) && !unit.named =>
            {
                "skipped"
            }
            Some(assembly) if matches!(assembly.status, Status::NotManaged | Status::Failed) => "unreadable",
            _ => "assembly",
        };
        report.inputs.push(Input { path: unit.label.clone(), sha256, kind });
        report.summary.skipped_inputs += usize::from(kind == "skipped");
        report.summary.failed_inputs += usize::from(outcome.failed);
        if let Some(assembly) = outcome.assembly {
            let analysed = matches!(assembly.status, Status::Analysed | Status::Partial | Status::Protected);
            report.summary.assemblies += usize::from(analysed);
            report.summary.methods_not_decoded += not_decoded(&assembly.methods);
            report.assemblies.push(assembly);
        }
        report.summary.methods_in_reach += outcome.methods_in_reach;
        report.roots.extend(outcome.roots);
        report.code_suppressions.extend(outcome.suppressions);
        report.problems.extend(outcome.problems);
        report.not_analysed.extend(outcome.not_analysed);
        findings.extend(outcome.findings);
    }
    // Several inputs can refer to one assembly.
    report.code_suppressions.sort();
    report.code_suppressions.dedup();
    report.summary.roots = report.roots.len();
    keep(&mut report, merge::finish(findings, options));
    report
}

/// The names that nothing has which was looked at; none where nothing was.
fn undefined(outcomes: &[Outcome], options: &Options) -> Vec<usize> {
    let looked_at: Vec<&Outcome> = outcomes.iter().filter(|outcome| !outcome.named.is_empty()).collect();
    let is_there = |index: usize| looked_at.iter().any(|it| it.named.get(index) == Some(&true));
    (0..options.named.len()).filter(|index| !looked_at.is_empty() && !is_there(*index)).collect()
}

/// Makes `findings` those of a report, and counts them.
pub fn keep(report: &mut Report, findings: Vec<Finding>) {
    report.findings = findings;
    report.count();
}

fn not_decoded(methods: &MethodCounts) -> usize {
    methods.with_body.saturating_sub(methods.decoded) as usize
}

/// Two digits a byte.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

/// An assembly of which nothing but its file is known.
fn unknown_assembly(unit: &Unit, status: Status) -> AssemblyInfo {
    let stem = unit.label.as_str().rsplit(['/', '\\']).next().unwrap_or_default();
    let stem = stem.rsplit_once('.').map_or(stem, |(stem, _)| stem);
    AssemblyInfo {
        name: Text(stem.to_owned()),
        version: None,
        input: unit.label.clone(),
        mvid: None,
        target_framework: None,
        symbols: None,
        symbols_refused: None,
        status,
        duplicate_of: None,
        methods: MethodCounts::default(),
    }
}

/// A problem that concerns a whole input.
fn input_problem(unit: &Unit, code: &'static str, what: String) -> Problem {
    Problem {
        kind: "error",
        code,
        input: unit.label.clone(),
        token: None,
        member: None,
        offset: None,
        what,
        count: 1,
        section: None,
    }
}
