//! What a release changes: types, members, what is used of other assemblies, findings.

mod added;
mod ancestry;
mod assemblies;
mod attributes;
mod bases;
mod exact;
mod facts;
mod framework;
mod gaps;
mod item;
mod member_rules;
mod members;
mod nearer;
mod noted;
mod overloads;
mod plain;
mod rule;
mod signatures;
mod state;
mod structs;
mod type_rules;
mod types;

use std::collections::{BTreeMap, VecDeque};

use serde::Serialize;

use crate::check::{Options, Unit};
use crate::finding::{Confidence, Problem, Report, Severity, Source};
use crate::policy::Ruling;
use crate::text::Text;

use super::View;
use assemblies::{Couple, Placed};
use gaps::{Hidden, is_told};
use plain::Plain;
use rule::Around;
use state::{ByName, State};

pub use rule::{Listed, rules};

/// What differs between two states of the same assemblies, by kind, assembly and id; findings by severity.
pub type Diff = View<Difference>;

/// How many differences there are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Counts {
    /// All of them.
    pub differences: usize,
    /// Those that break others.
    pub breaking: usize,
    /// Findings that were not there: what `--fail-on new-finding` goes by.
    pub new_findings: usize,
    /// Findings that are gone.
    pub fixed_findings: usize,
}

impl Counts {
    /// Those of these differences.
    #[must_use]
    pub fn of(items: &[Difference]) -> Self {
        let count = |is: &dyn Fn(&Difference) -> bool| items.iter().filter(|it| is(it)).count();
        let findings = |change| count(&|it| it.kind == "finding" && it.change == change);
        Self {
            differences: items.len(),
            breaking: count(&|it| it.breaking),
            new_findings: findings("added"),
            fixed_findings: findings("removed"),
        }
    }
}

/// One difference.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Documentation-comment id; of an assembly its name, of a finding its fingerprint.
    pub id: Text,
    /// Its token in the new state, or in the old one where it is gone; `None` for findings, fields that are written, native libraries, and
    /// what only signatures of others name.
    pub token: Option<String>,
    /// Simple name of the assembly that it is in; of what is used, the one that uses it.
    pub assembly: Text,
    /// The inputs in which it is so: those of the new state, or those of the old one where it is gone.
    pub inputs: Vec<Text>,
    /// Whether it is not so in other inputs that have an assembly of this name.
    #[serde(skip)]
    pub only_there: bool,
    /// `assembly`, `type`, `member`, `reference` (an assembly, a native library), `use` (a type or member of another assembly), `finding`, `writtenField`
    /// (calls of the platform change it).
    pub kind: &'static str,
    /// `added`, `removed`, `changed`.
    pub change: &'static str,
    /// Whether code that was made for the old state may not compile or run with the new one.
    pub breaking: bool,
    /// What changed, in words; safe to print.
    pub what: Vec<String>,
    /// Why that breaks others; safe to print.
    pub why: Vec<String>,
    /// How it was: declaration, version, place or message; safe to print.
    pub old: Option<String>,
    /// How it is now.
    pub new: Option<String>,
    /// What a finding says.
    pub finding: Option<FoundItem>,
}

/// A finding in its parts.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FoundItem {
    /// Id of the rule.
    pub rule: &'static str,
    /// How much harm it can do.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence; safe to print.
    pub message: String,
    /// Documentation-comment id of what it is about.
    pub target: Option<Text>,
    /// Documentation-comment id of the member that the author wrote.
    pub member: Option<Text>,
    /// Where it is in the sources.
    pub source: Option<Source>,
}

impl Difference {
    fn new(kind: &'static str, id: Text, token: Option<String>, change: &'static str) -> Self {
        Self {
            id,
            token,
            assembly: Text::default(),
            inputs: Vec::new(),
            only_there: false,
            kind,
            change,
            breaking: false,
            what: Vec::new(),
            why: Vec::new(),
            old: None,
            new: None,
            finding: None,
        }
    }

    /// The order in which differences are told.
    fn order(&self) -> impl Ord + '_ {
        let severity = self.finding.as_ref().map(|it| std::cmp::Reverse((it.severity, it.confidence)));
        let place = self.finding.as_ref().map(|it| (it.rule, &it.member, &it.source));
        (self.kind, severity, &self.assembly, place, &self.id, self.change, &self.inputs)
    }
}

/// What is asked of a comparison.
#[derive(Debug, Default)]
pub struct Query {
    /// Whether of types and members only what other assemblies can or could use counts, and what breaks them.
    pub public: bool,
    /// What becomes of findings. What does not count is no news.
    pub ruling: Ruling,
}

/// Two states that were compared.
pub struct Compared {
    /// What differs.
    pub view: Diff,
    /// What is known of the old state.
    pub old: Told,
    /// What is known of the new state.
    pub new: Told,
    /// What was not compared, each with the input that could not be read for that.
    pub unknown: Vec<(Text, Text)>,
}

/// What is known of a state beside its assemblies.
pub struct Told {
    /// What could be read: the report of a view.
    pub read: Report,
    /// What `check` says of it.
    pub checked: Report,
}

/// Compares two states, each with what the user calls it.
#[must_use]
pub fn diff(old: (Text, &[Unit]), new: (Text, &[Unit]), query: &Query, options: &Options) -> Compared {
    let (mut before, mut after) = (State::of(old.1, query, options), State::of(new.1, query, options));
    let mut items: Vec<Difference> = Vec::new();
    let mut unknown = Vec::new();
    let compared = before.by_name();
    // How many inputs have an assembly of this name.
    let mut places: BTreeMap<Text, usize> = BTreeMap::new();
    for couple in assemblies::couples(&before, &after) {
        let Some((label, side)) = couple.new.as_ref().or(couple.old.as_ref()) else { continue };
        *places.entry(side.info.name.clone()).or_default() += 1;
        if let Some(unread) = &couple.unknown {
            unknown.push((label.clone(), unread.clone()));
            continue;
        }
        let (mut found, cut) = of_couple(&couple, &compared, query.public, options.limits.comparison_steps);
        if cut {
            let what =
                "its types take too many steps to compare, and some changes are not told: see --limit comparison-steps";
            after.told.read.problems.push(gaps::problem(label, what.to_owned()));
        }
        if let (Some(was), Some(is)) = (&couple.old, &couple.new) {
            let (hidden_before, hidden_now) = plainly(was, is, &mut found);
            before.told.read.problems.extend(hidden_before);
            after.told.read.problems.extend(hidden_now);
        }
        // What is gone was in the old input.
        let gone_from = couple.old.as_ref().map_or(label, |(label, _)| label);
        for it in &mut found {
            it.assembly.clone_from(&side.info.name);
            it.inputs.push(if it.change == "removed" { gone_from } else { label }.clone());
        }
        items.extend(found);
    }
    let mut items = united(items);
    for it in &mut items {
        it.only_there = places.get(&it.assembly).is_some_and(|places| *places > it.inputs.len());
    }
    items.sort_by(|a, b| a.order().cmp(&b.order()));
    let problems = [before.told.read.problems.clone(), after.told.read.problems.clone()].concat();
    let counts = Some(Counts::of(&items));
    let view = Diff { old: Some(old.0), counts, ..Diff::new("diff", new.0, items, problems) };
    Compared { view, old: before.told, new: after.told, unknown }
}

/// What differs in an assembly, and whether some of that is not told for it takes too many steps.
fn of_couple(couple: &Couple, compared: &ByName, public: bool, steps: u64) -> (Vec<Difference>, bool) {
    let (mut items, mut cut) = (Vec::new(), false);
    items.extend(assemblies::difference(couple));
    match (&couple.old, &couple.new) {
        (Some((_, old)), Some((_, new))) => {
            let around = Around::new(old, new, compared, public, steps);
            types::differences(&around, &mut items);
            cut = around.is_cut();
        }
        // Of an assembly that is still there for other frameworks, only itself is gone.
        (Some(_), None) if !couple.namesakes.is_empty() => {}
        // For one more framework it has what it had, and perhaps more.
        (None, Some((_, side))) if !couple.namesakes.is_empty() => {
            let is_new = |key: &plain::Key| couple.namesakes.iter().all(|it| !it.plain.contains_key(key));
            let added = side.plain.iter().filter(|(key, _)| is_new(key));
            items.extend(added.filter_map(|(_, it)| plain::difference(&Pair::Added(it))));
        }
        (Some((_, side)), None) => {
            types::alone(side, "removed", public, &mut items);
            items.extend(side.plain.values().filter_map(|it| plain::difference(&Pair::Removed(it))));
        }
        (None, Some((_, side))) => {
            types::alone(side, "added", public, &mut items);
            items.extend(side.plain.values().filter_map(|it| plain::difference(&Pair::Added(it))));
        }
        (None, None) => {}
    }
    (items, cut)
}

/// What differs in what is there or not. The problems say of either side what in it may hide some of that.
fn plainly(old: &Placed, new: &Placed, items: &mut Vec<Difference>) -> (Option<Problem>, Option<Problem>) {
    let ((old_label, old), (new_label, new)) = (old, new);
    let (mut before, mut now) = (Hidden::new(old, new), Hidden::new(new, old));
    let see = |pair: Pair<'_, Plain>| {
        let difference = plain::difference(&pair);
        if difference.is_some() && is_told(&pair, &mut before, &mut now) {
            items.extend(difference);
        }
    };
    if old.info.name == new.info.name {
        pairs(&old.plain, &new.plain, see);
    } else {
        // The name is a part of the fingerprint of a finding.
        by_id(&old.plain, &new.plain, Plain::like, see);
    }
    let before = before.told(old_label, "may be no new ones");
    (before, now.told(new_label, "are not told as gone"))
}

/// Makes one of what is the same in several inputs.
fn united(items: Vec<Difference>) -> Vec<Difference> {
    let mut known: BTreeMap<_, usize> = BTreeMap::new();
    let mut result: Vec<Difference> = Vec::new();
    for it in items {
        let texts = (it.what.clone(), it.why.clone(), it.old.clone(), it.new.clone());
        let key = (it.kind, it.change, it.assembly.clone(), it.id.clone(), texts);
        if let Some(first) = known.get(&key).and_then(|at| result.get_mut(*at)) {
            first.inputs.extend(it.inputs);
        } else {
            known.insert(key, result.len());
            result.push(it);
        }
    }
    result
}

/// What stands on one side or on both.
enum Pair<'s, T> {
    Added(&'s T),
    Removed(&'s T),
    Both(&'s T, &'s T),
}

fn pairs<'s, K: Ord, T>(old: &'s BTreeMap<K, T>, new: &'s BTreeMap<K, T>, mut see: impl FnMut(Pair<'s, T>)) {
    for (key, was) in old {
        see(new.get(key).map_or(Pair::Removed(was), |is| Pair::Both(was, is)));
    }
    for (_, is) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        see(Pair::Added(is));
    }
}

/// The same of what is known by more than its id: what has the same id on both sides and no exact counterpart goes together in order.
fn by_id<'s, K: Ord, T, I: Ord>(
    old: &'s BTreeMap<K, T>,
    new: &'s BTreeMap<K, T>,
    id: impl Fn(&'s T) -> I,
    mut see: impl FnMut(Pair<'s, T>),
) {
    let mut lone: BTreeMap<I, (VecDeque<&'s T>, VecDeque<&'s T>)> = BTreeMap::new();
    pairs(old, new, |pair| match pair {
        Pair::Both(..) => see(pair),
        Pair::Removed(it) => lone.entry(id(it)).or_default().0.push_back(it),
        Pair::Added(it) => lone.entry(id(it)).or_default().1.push_back(it),
    });
    for (mut olds, mut news) in lone.into_values() {
        loop {
            match (olds.pop_front(), news.pop_front()) {
                (Some(before), Some(after)) => see(Pair::Both(before, after)),
                (Some(before), None) => see(Pair::Removed(before)),
                (None, Some(after)) => see(Pair::Added(after)),
                (None, None) => break,
            }
        }
    }
}
