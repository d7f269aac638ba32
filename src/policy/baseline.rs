//! Findings that are known from an earlier report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use super::Asked;
use crate::finding::{Confidence, Finding, Gone, Report};
use crate::text::{Safe, Text};

/// The major version of the reports that are read.
const MAJOR: &str = "1";

/// What of a report is read: a later version may have more.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Earlier {
    schema_version: Option<String>,
    findings: Vec<EarlierFinding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EarlierFinding {
    rule: String,
    confidence: String,
    message: String,
    fingerprint: String,
    location: EarlierLocation,
    suppressed: Option<serde::de::IgnoredAny>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EarlierLocation {
    assembly: String,
    authored_member: Option<String>,
}

/// The findings of an earlier report, by assembly and fingerprint.
#[derive(Debug, Default)]
pub struct Baseline {
    known: BTreeMap<(Text, String), (Confidence, Gone)>,
}

impl Baseline {
    /// Reads a report of `check` in JSON; what is suppressed in it is no part of the baseline.
    ///
    /// # Errors
    /// The text is something else: one sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let earlier: Earlier = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("not a report of `ilvet check --format json`: {error}"))?;
        if let Some(version) = earlier.schema_version.filter(|it| it.split('.').next() != Some(MAJOR)) {
            return Err(format!("of version {} of the report, and this one reads {MAJOR}", Safe::new(&version)));
        }
        let findings = earlier.findings.into_iter().filter(|it| it.suppressed.is_none());
        let known = findings.map(|it| {
            let gone = Gone {
                rule: it.rule.into(),
                assembly: it.location.assembly.into(),
                authored_member: it.location.authored_member.map(Text),
                message: it.message.into(),
                fingerprint: it.fingerprint.clone(),
            };
            let confidence = Confidence::parse(&it.confidence).unwrap_or(Confidence::Low);
            ((gone.assembly.clone(), it.fingerprint), (confidence, gone))
        });
        Ok(Self { known: known.collect() })
    }

    /// Says of each finding whether it is new, and lists what is gone of what the run could have found.
    pub fn apply(&self, report: &mut Report, asked: &Asked<'_>) {
        let mut met: BTreeSet<(Text, String)> = BTreeSet::new();
        for finding in &mut report.findings {
            let key = (finding.location.assembly.clone(), finding.fingerprint.clone());
            finding.baseline_state = Some(if self.known.contains_key(&key) { "unchanged" } else { "new" });
            met.insert(key);
        }
        let gone = self.known.iter().filter(|(key, (confidence, gone))| {
            !met.contains(*key) && asked.would_tell(gone.rule.as_str(), &key.0, *confidence)
        });
        report.gone = gone.map(|(_, (_, gone))| gone.clone()).collect();
    }
}

/// Makes every finding part of the baseline that is being written.
pub fn accept(findings: &mut [Finding]) {
    for finding in findings {
        finding.baseline_state = Some("unchanged");
    }
}
