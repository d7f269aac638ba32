//! The code quality report of GitLab (<https://docs.gitlab.com/ci/testing/code_quality/#code-quality-report-format>).

use std::collections::BTreeMap;
use std::io;

use serde::Serialize;

use super::findings::lost_inputs;
use super::place::{file_on_disk, place, sentence};
use super::{Style, write_json};
use crate::finding::{Report, Severity};
use crate::text::Safe;

#[derive(Serialize)]
struct Issue<'a> {
    description: String,
    check_name: &'static str,
    fingerprint: String,
    severity: &'static str,
    location: Location<'a>,
}

#[derive(Serialize)]
struct Location<'a> {
    path: &'a str,
    lines: Lines,
}

#[derive(Serialize)]
struct Lines {
    begin: u32,
}

/// Writes an issue for each input that was lost, without which a report would look clean, and for each finding that counts.
pub(super) fn write(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let issues = report.findings.iter().filter(|finding| finding.counts()).map(|finding| {
        let place = place(finding.location.source.as_ref(), &finding.location.input);
        Issue {
            description: sentence(finding, place),
            check_name: finding.rule,
            fingerprint: finding.fingerprint.clone(),
            severity: level(finding.severity),
            location: Location { path: place.file, lines: Lines { begin: place.line } },
        }
    });
    let lost = lost_inputs(report).map(|problem| Issue {
        description: format!("{}: {}", problem.input.safe(), Safe::new(&problem.what)),
        check_name: problem.code,
        fingerprint: format!("{}:{}", problem.code, problem.input.as_str()),
        severity: level(Severity::Critical),
        location: Location { path: file_on_disk(&problem.input), lines: Lines { begin: 1 } },
    });
    let mut issues: Vec<Issue<'_>> = lost.chain(issues).collect();
    tell_apart(&mut issues);
    write_json(&issues, out)
}

/// Gives each issue a fingerprint of its own, for GitLab shows one of those that have the same: those of two copies of an assembly, or of
/// two things that were lost of one input.
fn tell_apart(issues: &mut [Issue<'_>]) {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for issue in issues {
        let earlier = seen.entry(issue.fingerprint.clone()).or_default();
        *earlier += 1;
        if *earlier > 1 {
            issue.fingerprint = format!("{}:{earlier}", issue.fingerprint);
        }
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Critical => "blocker",
        Severity::High => "critical",
        Severity::Medium => "major",
        Severity::Low => "minor",
        Severity::Info => "info",
    }
}
