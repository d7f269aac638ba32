//! Findings as the analysis of one root sees them, before they are joined with those of other roots.

use std::cmp::Reverse;

use super::merge::Candidate;
use super::replace::is_told_by_target;
use crate::analysis::{ContextId, PathStep};
use crate::finding::{Confidence, Finding, Location, Severity};
use crate::il::IlOffset;
use crate::rules::Hit;
use crate::text::Text;

/// A finding in the reach of one root.
#[derive(Clone, Debug)]
pub struct Mark {
    /// Id of the rule.
    pub rule: &'static str,
    /// How much harm it can do to this root.
    pub severity: Severity,
    /// How sure it is on the best path of this root.
    pub confidence: Confidence,
    /// Where it is reported.
    pub location: Location,
    /// Documentation-comment id of the field or API.
    pub target: Option<Text>,
    /// Where it is: for a dependency that is not where it is reported.
    pub context: ContextId,
    /// The instruction there.
    pub at: IlOffset,
    /// The method with arguments in which it is reported.
    pub reported: ContextId,
    /// How many steps its best path has.
    pub steps: usize,
    /// That path; into a dependency it leads through the call at which it is reported. Empty when the paths of a unit are too many.
    pub path: Vec<PathStep>,
    root: Option<Text>,
    idle: bool,
}

impl Mark {
    pub(super) fn new(candidate: &Candidate, hit: &Hit, reported: ContextId, path: Vec<PathStep>) -> Self {
        Self {
            rule: candidate.rule.id,
            severity: candidate.severity,
            confidence: candidate.confidence,
            location: candidate.location.clone(),
            target: candidate.target.clone(),
            context: hit.context,
            at: hit.at,
            reported,
            steps: candidate.steps,
            path,
            root: candidate.root.clone(),
            idle: candidate.idle,
        }
    }

    /// Whether it is part of a finding: of the same rule at the same site, or of one that the finding says better there.
    #[must_use]
    pub fn is_of(&self, finding: &Finding) -> bool {
        let (here, there) = (&self.location, &finding.location);
        let is_told = |rule, target: &Option<Text>| {
            let same = || self.target == *target || here.il_offset.is_some() && !is_told_by_target(self.rule);
            self.rule == rule && same()
        };
        (here.il_offset, &here.token) == (there.il_offset, &there.token)
            && here.input == there.input
            && (is_told(finding.rule, &finding.target)
                || finding.replaces.iter().any(|other| is_told(other.rule, &other.target)))
    }

    /// Greater is the better evidence; the best of a finding's marks is the one whose path the report tells: it is of the finding's
    /// own rule.
    #[must_use]
    pub fn rank(&self, of: &Finding) -> impl Ord + use<> {
        let names = (Reverse(self.root.clone()), Reverse(self.target.clone()));
        (self.rule == of.rule, self.severity, !self.idle, self.confidence, Reverse(self.steps), names)
    }
}
