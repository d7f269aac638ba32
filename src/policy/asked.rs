//! What a run could have found: the rules that ran, and the assemblies that they looked at.

use std::collections::BTreeSet;

use crate::finding::{Confidence, Report, Status};
use crate::text::Text;

/// Decides whether something that is not in a report is gone, or was not looked for.
pub struct Asked<'r> {
    runs: &'r dyn Fn(&str) -> bool,
    least: Confidence,
    assemblies: BTreeSet<Text>,
}

impl<'r> Asked<'r> {
    /// What the run of a report could have found; `runs` says of a rule whether it ran.
    pub fn of(report: &Report, runs: &'r dyn Fn(&str) -> bool, least: Option<Confidence>) -> Self {
        let analysed = report.assemblies.iter().filter(|it| matches!(it.status, Status::Analysed | Status::Partial));
        let assemblies = analysed.map(|it| it.name.clone()).collect();
        Self { runs, least: least.unwrap_or(Confidence::Low), assemblies }
    }

    /// Whether a finding of a rule in an assembly would be in the report; `None` is any.
    #[must_use]
    pub fn covers(&self, rule: Option<&str>, assembly: Option<&Text>) -> bool {
        rule.is_none_or(|rule| (self.runs)(rule)) && assembly.is_none_or(|name| self.assemblies.contains(name))
    }

    /// The same, of one that is as sure as that.
    pub(super) fn would_tell(&self, rule: &str, assembly: &Text, confidence: Confidence) -> bool {
        confidence >= self.least && self.covers(Some(rule), Some(assembly))
    }
}
