//! One finding for each rule and site, whatever the number of roots and units that lead there.

use std::cmp::Reverse;
use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use super::Options;
use super::replace::{Found, is_told_by_target, replaced_by};
use crate::finding::{Confidence, Finding, Location, Replaced, RuleInfo, Severity, Step};
use crate::model::without_hashes;
use crate::text::Text;

/// Names of root types that a finding lists.
const ROOTS_LISTED: usize = 20;

/// A finding for one root, before findings of other roots and units at the same site are joined to it.
#[derive(Clone, Debug)]
pub(super) struct Candidate {
    pub(super) rule: &'static RuleInfo,
    pub(super) severity: Severity,
    pub(super) confidence: Confidence,
    pub(super) message: String,
    /// Why the registration gives it another severity; stands behind the message.
    pub(super) why: Option<String>,
    /// Whether the user gave this severity to what it is about.
    pub(super) settled: bool,
    pub(super) target: Option<Text>,
    pub(super) subject: Text,
    /// Whether it stands for all that its rule finds in the dependency that is entered here.
    pub(super) enters: bool,
    pub(super) location: Location,
    /// The root; `None` for code that none reaches.
    pub(super) root: Option<Text>,
    /// Whether the solution registers the root's assembly and nothing calls the root.
    pub(super) idle: bool,
    /// Further roots for which it was found; no evidence of theirs was better.
    pub(super) also: BTreeSet<Text>,
    /// What other rules find at the same place, perhaps for other roots, and this one says better.
    pub(super) replaces: Vec<Replaced>,
    /// How many steps its path has.
    pub(super) steps: usize,
    /// The path; only of the best candidate of its unit for the site.
    pub(super) path: Vec<Step>,
}

/// What makes two candidates the same finding.
pub(super) type Site = (Text, Option<String>, Option<u32>, &'static str, Option<Text>);

/// The instruction of a site.
type Place = (Text, Option<String>, Option<u32>);

fn place_of((input, token, offset, ..): &Site) -> Place {
    (input.clone(), token.clone(), *offset)
}

impl Candidate {
    pub(super) fn site(&self) -> Site {
        let location = &self.location;
        let names_it = !self.enters && is_told_by_target(self.rule.id);
        let target = self.target.clone().filter(|_| names_it || location.il_offset.is_none());
        (location.input.clone(), location.token.clone(), location.il_offset, self.rule.id, target)
    }

    /// Greater is the better evidence: what explains the severity, then of a class that something calls, then surer, then shorter, then
    /// by name so that the choice is always the same.
    pub(super) fn rank(&self) -> impl Ord + use<'_> {
        let names = (Reverse(self.root.as_ref()), Reverse(self.target.as_ref()));
        (self.severity, !self.idle, self.confidence, Reverse(self.steps), names)
    }
}

impl Candidate {
    /// Joins another one for the same site: the better evidence stays, which has the worst severity, and the roots of both.
    pub(super) fn join(&mut self, mut other: Self) {
        if other.rank() > self.rank() {
            std::mem::swap(self, &mut other);
        }
        self.also.append(&mut other.also);
        self.also.extend(other.root);
    }
}

/// Leaves out what another rule says better at the same place. The roots for which it was found go to that one: there is one finding
/// for a place, and the path that is told stays that of a root for which all of it holds.
fn leave_the_better(joined: BTreeMap<Site, Candidate>) -> Vec<Candidate> {
    let found = |candidate: &Candidate| (candidate.rule.id, candidate.severity);
    let mut found_at: BTreeMap<Place, Vec<Found>> = BTreeMap::new();
    for (site, candidate) in &joined {
        found_at.entry(place_of(site)).or_default().push(found(candidate));
    }
    let mut kept: Vec<(Place, Candidate)> = Vec::new();
    let mut given: BTreeMap<(Place, &'static str), Vec<Candidate>> = BTreeMap::new();
    for (site, candidate) in joined {
        let place = place_of(&site);
        match replaced_by(found(&candidate), found_at.get(&place).map_or(&[], Vec::as_slice)) {
            Some((rule, _)) => given.entry((place, rule)).or_default().push(candidate),
            None => kept.push((place, candidate)),
        }
    }
    let with_roots = |(place, mut candidate): (Place, Candidate)| {
        let others = given.get(&(place, candidate.rule.id)).into_iter().flatten();
        for other in others.filter(|other| other.severity <= candidate.severity) {
            candidate.also.extend(other.also.iter().chain(&other.root).cloned());
            candidate.replaces.push(Replaced { rule: other.rule.id, target: other.target.clone() });
        }
        candidate
    };
    kept.into_iter().map(with_roots).collect()
}

/// Joins candidates, gives them their fingerprints, applies the options, and puts the worst first.
pub(super) fn finish(candidates: Vec<Candidate>, options: &Options) -> Vec<Finding> {
    let mut joined: BTreeMap<Site, Candidate> = BTreeMap::new();
    for candidate in candidates {
        match joined.entry(candidate.site()) {
            Entry::Occupied(mut known) => known.get_mut().join(candidate),
            Entry::Vacant(place) => _ = place.insert(candidate),
        }
    }
    let joined = leave_the_better(joined);
    let mut counts: BTreeMap<(&'static str, Text, Text, Text), BTreeMap<Text, usize>> = BTreeMap::new();
    let mut findings: Vec<Finding> = Vec::new();
    for mut candidate in joined {
        let mut roots = std::mem::take(&mut candidate.also);
        roots.extend(candidate.root);
        let location = candidate.location;
        let member = location.authored_member.clone().or_else(|| location.type_name.clone()).unwrap_or_default();
        let subject = (candidate.rule.id, location.assembly.clone(), member, candidate.subject);
        // Copies of one assembly count apart: their findings have the same fingerprints.
        let count = counts.entry(subject.clone()).or_default().entry(location.input.clone()).or_default();
        let fingerprint = fingerprint(&subject, *count);
        *count += 1;
        if options.min_confidence.is_some_and(|least| candidate.confidence < least) {
            continue;
        }
        let mut message = candidate.message;
        let why_at = candidate.why.map(|why| {
            let start = message.len();
            message.push_str("; ");
            message.push_str(&why);
            start
        });
        let mut finding = Finding {
            rule: candidate.rule.id,
            aliases: candidate.rule.aliases,
            severity: candidate.severity,
            confidence: candidate.confidence,
            category: candidate.rule.category,
            message,
            why_at,
            target: candidate.target,
            location,
            root_count: roots.len(),
            roots: roots.into_iter().take(ROOTS_LISTED).collect(),
            path: candidate.path,
            replaces: candidate.replaces,
            help: candidate.rule.help,
            fingerprint,
            suppressed: None,
            baseline_state: None,
        };
        let of_rule = |list: &[(&str, Severity)]| list.iter().find(|(rule, _)| *rule == finding.rule).map(|it| it.1);
        let level = of_rule(&options.severities).or_else(|| of_rule(&options.levels).filter(|_| !candidate.settled));
        if let Some(severity) = level {
            finding.set_severity(severity);
        }
        findings.push(finding);
    }
    findings
}

/// Identifies a finding across rebuilds: rule, assembly, member and subject by name, and which of several of the same.
fn fingerprint(subject: &(&'static str, Text, Text, Text), count: usize) -> String {
    let (rule, assembly, member, about) = subject;
    let (member, about) = (without_hashes(member.as_str()), without_hashes(about.as_str()));
    let lines = [rule, assembly.as_str(), &member, &about, &count.to_string()].join("\n");
    let digest = super::hex(&Sha256::digest(lines.as_bytes()));
    format!("v1:{}", digest.get(..32).unwrap_or(&digest))
}
