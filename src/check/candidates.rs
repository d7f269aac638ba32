//! Hits of rules in the words of a report: what stands where, and what is only counted.

use std::collections::{BTreeMap, BTreeSet};

use rustc_hash::FxHashSet;

use super::entries::Entries;
use super::input_problem;
use super::mark::Mark;
use super::merge::{Candidate, Site};
use super::place;
use super::replace::{Found, replaced_by};
use super::unit::{Analysis, Outcome, count};
use crate::analysis::{ContextId, PathStep};
use crate::dataverse::registration::Registered;
use crate::finding::{Confidence, Severity};
use crate::il::IlOffset;
use crate::limits::Limits;
use crate::metadata::MethodAttributes;
use crate::model::{MethodHandle, MethodId, TypeHandle, is_called_as_setter};
use crate::rules::registration::adjust;
use crate::rules::{Context, Hit, InDependency, Rule};

/// What the rules found in the reach of the roots of a unit.
#[derive(Default)]
pub(super) struct Candidates {
    /// The best for each site, and what no root reaches.
    list: Vec<Candidate>,
    /// The place in the list of the best candidate for each site.
    best: BTreeMap<Site, usize>,
    /// Paths that are told without their middle.
    paths_cut: u32,
    /// Sites in dependencies at which a rule says nothing.
    silent: BTreeMap<&'static str, BTreeSet<(MethodId, u32)>>,
    /// What one rule found in the reach of one root, where somebody asks.
    marks: Option<Vec<Mark>>,
    /// What counts only because the assembly has no root.
    by_default: Vec<Candidate>,
    /// Steps of the paths of all marks.
    steps_marked: usize,
    /// How many may be kept: a few bytes of code that many methods share can be found any number of times.
    most: usize,
    /// How many were not.
    left_out: u32,
}

/// Steps of paths that marks keep for one unit; a mark that comes after those has no path.
const MARKED: usize = 4 << 20;

impl Candidates {
    /// For one assembly.
    pub(super) fn new(limits: &Limits) -> Self {
        Self { most: usize::try_from(limits.findings).unwrap_or(usize::MAX), ..Self::default() }
    }

    /// Whether another one is to be left out; it is counted then.
    fn is_full(&mut self) -> bool {
        let is_full = self.list.len() + self.by_default.len() >= self.most;
        self.left_out += u32::from(is_full);
        is_full
    }

    /// Adds what a rule finds in the reach of one root.
    pub(super) fn add(&mut self, rule: &dyn Rule, cx: &Context<'_, '_>, marks: Option<&mut Vec<Mark>>) {
        let program = cx.program();
        self.marks = marks.is_some().then(Vec::new);
        let mut hits = Vec::new();
        rule.check(cx, &mut hits);
        let at_entry: Vec<bool> = hits.iter().map(|hit| rule.is_told_of_direct_calls(hit)).collect();
        for hit in &mut hits {
            adjust(rule, cx, hit);
        }
        let hits = hits.into_iter().zip(at_entry);
        let (own, foreign): (Vec<_>, Vec<_>) = hits.partition(|(hit, _)| program.is_own(hit.method));
        let own: Vec<Hit> = own.into_iter().map(|(hit, _)| hit).collect();
        for hit in &own {
            self.add_at_site(cx, hit);
        }
        match rule.in_dependency() {
            InDependency::AtEntry => {
                let foreign: Vec<Hit> = foreign.into_iter().map(|(hit, _)| hit).collect();
                self.add_at_entries(cx, &own, &foreign);
            }
            in_dependency => {
                let told = self.add_at_direct_calls(rule, cx, &foreign);
                for (hit, _) in foreign.iter().filter(|(hit, _)| !told.contains(&(hit.context, hit.at))) {
                    // Whose field it is has to be certain there.
                    if in_dependency == InDependency::Report && hit.confidence == Confidence::High {
                        self.add_at_site(cx, hit);
                    } else {
                        self.note_silent(hit);
                    }
                }
            }
        }
        if let Some(marks) = marks {
            marks.extend(self.marks.take().into_iter().flatten());
        }
    }

    fn note_silent(&mut self, hit: &Hit) {
        self.silent.entry(hit.rule.id).or_default().insert((hit.method, hit.at.0));
    }

    fn add_at_site(&mut self, cx: &Context<'_, '_>, hit: &Hit) {
        let path = cx.reach.path(hit.context, hit.at);
        let found = candidate(cx, hit, (hit.method, hit.at), path.len());
        self.keep(cx, hit, hit.context, found, || path);
    }

    /// One finding for each call in own code that leads to hits in a dependency, whatever is behind it.
    fn add_at_entries(&mut self, cx: &Context<'_, '_>, own: &[Hit], hits: &[Hit]) {
        let program = cx.program();
        let universe = cx.universe();
        // A call that is reported itself, such as one of a back-port that was merged in, is not reported again for what is behind it.
        let reported: FxHashSet<(MethodId, IlOffset)> = own.iter().map(|hit| (hit.method, hit.at)).collect();
        let entries = Entries::of(cx.reach, hits);
        for entry in entries.iter() {
            let (method, at) = (cx.reach.method(entry.context), entry.edge.at);
            if reported.contains(&(method, at)) {
                continue;
            }
            let named = place::method_at(program, method, at);
            let named = named.unwrap_or(MethodHandle::Def(cx.reach.method(entry.edge.to)));
            let target = universe.method_doc_id(named);
            let path = cx.reach.path(entry.context, at);
            let found = Candidate {
                message: format!("{} leads into a dependency: {}", universe.method_display(named), entry.hit.message),
                target: Some(target.clone()),
                subject: target,
                enters: true,
                ..candidate(cx, entry.hit, (method, at), path.len() + entry.steps).in_dependency()
            };
            self.keep(cx, entry.hit, entry.context, found, || {
                path.into_iter().chain(entries.path(cx.reach, &entry)).collect()
            });
        }
        // What the platform calls there by itself, such as a handler that was registered, is entered by no call.
        for hit in hits {
            let path = cx.reach.path(hit.context, hit.at);
            if path.iter().all(|step| !program.is_own(step.method)) {
                let found = candidate(cx, hit, (hit.method, hit.at), path.len()).in_dependency();
                self.keep(cx, hit, hit.context, found, || path);
            }
        }
    }

    /// One finding for each call in own code of a member of a dependency that has such hits itself: the setter of a property, or what keeps
    /// what it gets. Further inside of a library nobody can tell whose objects are whose. Returns those hits.
    fn add_at_direct_calls(
        &mut self,
        rule: &dyn Rule,
        cx: &Context<'_, '_>,
        hits: &[(Hit, bool)],
    ) -> FxHashSet<(ContextId, IlOffset)> {
        let mut told = FxHashSet::default();
        let of_setters = |hit: &Hit| rule.is_told_where_it_is_set() && sets(cx, hit.method);
        let concerned = hits.iter().filter(|(hit, keeps)| *keeps || of_setters(hit));
        let concerned: Vec<Hit> = concerned.map(|(hit, _)| hit.clone()).collect();
        let entries = Entries::of(cx.reach, &concerned);
        let universe = cx.universe();
        for entry in entries.iter().filter(|entry| entry.steps == 1) {
            let (method, at) = (cx.reach.method(entry.context), entry.edge.at);
            let path = cx.reach.path(entry.context, at);
            let found = candidate(cx, entry.hit, (method, at), path.len() + entry.steps);
            let found = if of_setters(entry.hit) {
                Candidate { confidence: found.confidence.min(Confidence::Medium), ..found }
            } else {
                let named = universe.method_display(MethodHandle::Def(entry.hit.method));
                let message = format!("{named} leads into a dependency: {}", found.message);
                Candidate { message, ..found.in_dependency() }
            };
            told.insert((entry.hit.context, entry.hit.at));
            self.keep(cx, entry.hit, entry.context, found, || {
                path.into_iter().chain(entries.path(cx.reach, &entry)).collect()
            });
        }
        told
    }

    /// Adds hits in code that no root reaches: patterns, no proofs.
    pub(super) fn add_unreached(&mut self, cx: &Context<'_, '_>, hits: &[Hit]) {
        for hit in hits {
            if self.is_full() {
                continue;
            }
            let found = candidate(cx, hit, (hit.method, hit.at), 0);
            self.list.push(Candidate { confidence: Confidence::Low, ..found });
        }
    }

    /// Adds a use of what the user forbids that no root reaches; `by_default` if it counts only because the assembly has no root.
    pub(super) fn add_banned(&mut self, found: Candidate, by_default: bool) {
        if self.is_full() {
            return;
        }
        if by_default { self.by_default.push(found) } else { self.list.push(found) }
    }

    /// Thousands of sites can have a path of thousands of steps: only the best is told. `reported` is where the candidate stands.
    fn keep(
        &mut self,
        cx: &Context<'_, '_>,
        hit: &Hit,
        reported: ContextId,
        mut candidate: Candidate,
        path: impl FnOnce() -> Vec<PathStep>,
    ) {
        let site = candidate.site();
        if !self.best.contains_key(&site) && self.is_full() {
            return;
        }
        let place = self.best.entry(site).or_insert(self.list.len());
        let known = self.list.get_mut(*place);
        let is_best = known.as_ref().is_none_or(|known| candidate.rank() > known.rank());
        if is_best || self.marks.is_some() {
            let path = path();
            if is_best {
                self.paths_cut += u32::from(path.len() > place::STEPS);
                candidate.path = place::steps(cx.program(), &path);
            }
            if let Some(marks) = &mut self.marks {
                self.steps_marked = self.steps_marked.saturating_add(path.len());
                let path = if self.steps_marked > MARKED { Vec::new() } else { path };
                marks.push(Mark::new(&candidate, hit, reported, path));
            }
        }
        match known {
            Some(known) => known.join(candidate),
            None => self.list.push(candidate),
        }
    }

    /// Puts everything into the outcome of the unit.
    pub(super) fn finish(self, analysis: &Analysis<'_, '_>, outcome: &mut Outcome) {
        outcome.findings.extend(self.list);
        outcome.by_default = self.by_default;
        if self.left_out > 0 {
            // Any of them could be the one that closes the gate.
            outcome.failed = true;
            let what = format!("{} more findings are left out; `--limit findings=NUMBER` raises that", self.left_out);
            outcome.problems.push(input_problem(analysis.unit, "LIMIT", what));
        }
        if self.paths_cut > 0 {
            let reason = format!("paths of more than {} steps are shown without their middle", place::STEPS);
            outcome.not_analysed.push(analysis.not_analysed("bound", None, reason, self.paths_cut));
        }
        // What is only counted has no severity: the better rule counts.
        let found = |rule| (rule, Severity::Info);
        let mut found_at: BTreeMap<(MethodId, u32), Vec<Found>> = BTreeMap::new();
        for (rule, sites) in &self.silent {
            for site in sites {
                found_at.entry(*site).or_default().push(found(*rule));
            }
        }
        for (rule, mut sites) in self.silent {
            sites.retain(|site| replaced_by(found(rule), found_at.get(site).map_or(&[], Vec::as_slice)).is_none());
            if sites.is_empty() {
                continue;
            }
            let reason = format!("{rule}: in a dependency, not in your own code");
            outcome.not_analysed.push(analysis.not_analysed("dependency", None, reason, count(sites.len())));
        }
    }
}

/// Whether a method is the setter of a property or an accessor of an event.
fn sets(cx: &Context<'_, '_>, method: MethodId) -> bool {
    let universe = cx.universe();
    let name = universe.method_name(MethodHandle::Def(method));
    let is_special =
        || universe.method_row(method).is_some_and(|row| row.flags.contains(MethodAttributes::SPECIAL_NAME));
    is_called_as_setter(name.as_bytes()) && is_special()
}

/// How sure a hit is: as its rule and receiver are, its best path, and that the class is a root at all.
fn confidence(cx: &Context<'_, '_>, hit: &Hit) -> Confidence {
    let exact = cx.reach.is_exact(hit.context) && cx.root.is_none_or(|root| root.unresolved_base.is_none());
    hit.confidence.min(if exact { Confidence::High } else { Confidence::Medium })
}

/// A hit in the words of a report, at a place to which a path of so many steps leads; the path itself is still to be told.
fn candidate(cx: &Context<'_, '_>, hit: &Hit, (method, at): (MethodId, IlOffset), steps: usize) -> Candidate {
    Candidate {
        rule: hit.rule,
        severity: hit.severity,
        confidence: confidence(cx, hit),
        message: hit.message.clone(),
        why: hit.why.clone(),
        settled: hit.settled,
        target: hit.target.clone(),
        subject: hit.subject.clone(),
        enters: false,
        location: match hit.declaration.filter(|_| (method, at) == (hit.method, hit.at)) {
            Some(declaration) => place::declared(cx.program(), declaration),
            None => place::location(cx.program(), method, at),
        },
        root: cx.root.map(|root| cx.universe().full_name(TypeHandle::Def(root.type_id))),
        idle: cx.root.is_some_and(|root| root.registered.as_ref().is_some_and(Registered::is_idle)),
        also: BTreeSet::new(),
        replaces: Vec::new(),
        steps,
        path: Vec::new(),
    }
}

impl Candidate {
    /// The same for a hit in a dependency: one severity lower, and not quite certain.
    fn in_dependency(mut self) -> Self {
        let position = Severity::ALL.iter().position(|level| *level == self.severity).unwrap_or(0);
        self.severity = Severity::ALL.get(position.saturating_sub(1)).copied().unwrap_or(Severity::Info);
        self.confidence = self.confidence.min(Confidence::Medium);
        self
    }
}
