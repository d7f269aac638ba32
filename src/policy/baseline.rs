//! Findings that are known from an earlier report.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;

use crate::finding::{Finding, Gone, Report, Status};
use crate::text::Text;

/// What of a report is read: a later version may have more.
#[derive(Deserialize)]
struct Earlier {
    findings: Vec<EarlierFinding>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct EarlierFinding {
    rule: String,
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
    known: BTreeMap<(Text, String), Gone>,
}

impl Baseline {
    /// Reads a report of `check` in JSON; what is suppressed in it is no part of the baseline.
    ///
    /// # Errors
    /// The text is something else: one sentence.
    pub fn parse(text: &str) -> Result<Self, String> {
        let earlier: Earlier = serde_json::from_str(text.trim_start_matches('\u{feff}'))
            .map_err(|error| format!("not a report of `ilvet check --format json`: {error}"))?;
        let findings = earlier.findings.into_iter().filter(|it| it.suppressed.is_none());
        let known = findings.map(|it| {
            let gone = Gone {
                rule: it.rule.into(),
                assembly: it.location.assembly.into(),
                authored_member: it.location.authored_member.map(Text),
                message: it.message.into(),
                fingerprint: it.fingerprint.clone(),
            };
            ((gone.assembly.clone(), it.fingerprint), gone)
        });
        Ok(Self { known: known.collect() })
    }

    /// Says of each finding whether it is new, and lists what is gone from the assemblies that were analysed.
    pub fn apply(&self, report: &mut Report) {
        let mut met: BTreeSet<(Text, String)> = BTreeSet::new();
        for finding in &mut report.findings {
            let key = (finding.location.assembly.clone(), finding.fingerprint.clone());
            finding.baseline_state = Some(if self.known.contains_key(&key) { "unchanged" } else { "new" });
            met.insert(key);
        }
        let analysed: BTreeSet<&Text> = report
            .assemblies
            .iter()
            .filter(|it| matches!(it.status, Status::Analysed | Status::Partial))
            .map(|it| &it.name)
            .collect();
        let gone = self.known.iter().filter(|(key, _)| !met.contains(*key) && analysed.contains(&key.0));
        report.gone = gone.map(|(_, gone)| gone.clone()).collect();
    }
}

/// Makes every finding part of the baseline that is being written.
pub fn accept(findings: &mut [Finding]) {
    for finding in findings {
        finding.baseline_state = Some("unchanged");
    }
}
