//! The answer of a run: passed, found, or not done.

use std::fmt;
use std::str::FromStr;

use crate::finding::{Confidence, Finding, Report, Severity, Status};

/// From which findings on the gate closes; `None` inside means never.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailOn(Option<(Severity, Confidence)>);

impl FailOn {
    /// The gate stays open whatever is found.
    pub const NEVER: Self = Self(None);

    /// Closes at or above both levels.
    #[must_use]
    pub const fn at(severity: Severity, confidence: Confidence) -> Self {
        Self(Some((severity, confidence)))
    }

    /// Whether a finding closes the gate: it counts, and it is at or above both levels.
    #[must_use]
    pub fn is_met_by(self, finding: &Finding) -> bool {
        let Some((severity, confidence)) = self.0 else { return false };
        finding.counts() && finding.severity >= severity && finding.confidence >= confidence
    }
}

impl Default for FailOn {
    fn default() -> Self {
        Self::at(Severity::High, Confidence::Medium)
    }
}

impl fmt::Display for FailOn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0 {
            Some((severity, confidence)) => write!(f, "{severity}:{confidence}"),
            None => f.write_str("never"),
        }
    }
}

impl FromStr for FailOn {
    type Err = String;

    fn from_str(words: &str) -> Result<Self, String> {
        if words.eq_ignore_ascii_case("never") {
            return Ok(Self::NEVER);
        }
        let (severity, confidence) = words.split_once(':').unwrap_or((words, Confidence::Medium.word()));
        let severity = Severity::parse(severity).ok_or("the level is critical, high, medium, low, info or never")?;
        let confidence = confidence.parse()?;
        Ok(Self::at(severity, confidence))
    }
}

/// What a run came to; a later one outranks an earlier one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// Nothing closes the gate.
    Passed,
    /// Something closes the gate.
    Found,
    /// The job could not be done.
    NotDone,
}

impl Outcome {
    /// The exit code: 0, 1 or 2.
    #[must_use]
    pub const fn code(self) -> u8 {
        self as u8
    }
}

/// What a report comes to. Under `strict`, whatever was not analysed means that the job was not done.
#[must_use]
pub fn outcome(report: &Report, fail_on: FailOn, strict: bool) -> Outcome {
    if report.summary.failed_inputs > 0 || !scanned(report) || (strict && !complete(report)) {
        Outcome::NotDone
    } else if report.findings.iter().any(|finding| fail_on.is_met_by(finding)) {
        Outcome::Found
    } else {
        Outcome::Passed
    }
}

/// Whether any assembly, or what a solution says of plug-ins, was looked at: a run that saw none must not pass.
#[must_use]
pub fn scanned(report: &Report) -> bool {
    report.solutions > 0
        || report
            .assemblies
            .iter()
            .any(|it| matches!(it.status, Status::Analysed | Status::Partial | Status::Protected))
}

/// Whether all that was opened could be read and followed: what `strict` asks for.
#[must_use]
pub fn complete(report: &Report) -> bool {
    let gaps = ["unresolvedBase", "noEntryMethod", "undecodedMethod", "protected", "bound", "brokenBan"];
    report.summary.methods_not_decoded == 0
        && report.problems.iter().all(|problem| problem.kind != "error")
        && report.assemblies.iter().all(|it| !matches!(it.status, Status::Partial | Status::Protected))
        && report.not_analysed.iter().all(|it| !gaps.contains(&it.kind))
}
