//! What a run came to, in one line.

use super::Style;
use crate::finding::{Report, Severity, Summary};
use crate::policy::{self, Outcome};

/// What a verdict is made of, as texts that are safe to print.
pub(super) struct Parts {
    /// `1 critical, 2 high`, or `no findings`.
    pub(super) findings: String,
    /// What was looked at, what was not, and what does not count.
    pub(super) looked_at: Vec<String>,
}

/// What was opened and not analysed as a whole, by the kind of `notAnalysed`: a verdict without it would say more than is known.
const GAPS: &[(&str, &str, &str)] = &[
    ("protected", "assembly is protected", "assemblies are protected"),
    ("unresolvedBase", "class without the base that it needs", "classes without the base that they need"),
    ("noEntryMethod", "class in which no entry method was found", "classes in which no entry method was found"),
    ("bound", "limit was hit", "limits were hit"),
];

/// The parts of the verdict.
pub(super) fn parts(report: &Report) -> Parts {
    let summary = &report.summary;
    let mut parts = vec![looked_at(summary)];
    let mut note = note_in(&mut parts);
    note(summary.methods_not_decoded, "method not analysed", "methods not analysed");
    // Broken bodies are counted as methods, inputs that could not be opened as inputs.
    let lost = report.problems.iter().filter(|problem| problem.kind == "error" && problem.offset.is_some());
    let lost: usize = lost.map(|problem| problem.count as usize).sum();
    note(
        lost.saturating_sub(summary.methods_not_decoded + summary.failed_inputs),
        "part could not be read",
        "parts could not be read",
    );
    note(summary.failed_inputs, "input could not be analysed", "inputs could not be analysed");
    for (kind, one, many) in GAPS {
        let of_kind = report.not_analysed.iter().filter(|it| it.kind == *kind);
        note(of_kind.map(|it| it.count as usize).sum(), one, many);
    }
    note(summary.skipped_inputs, "file skipped", "files skipped");
    let by_config = report.findings.iter().any(|it| it.suppressed.as_ref().is_some_and(|why| why.by == "config"));
    let config = report.config.as_ref().filter(|_| by_config).map(|path| format!(" ({})", path.safe()));
    let config = config.unwrap_or_default();
    note(summary.suppressed, &format!("finding suppressed{config}"), &format!("findings suppressed{config}"));
    note(summary.baselined, "finding known from the baseline", "findings known from the baseline");
    note(summary.gone, "finding of the baseline gone", "findings of the baseline gone");
    drop(note);
    if let Some(path) = report.config.as_ref().filter(|_| config.is_empty()) {
        parts.push(format!("configured by {}", path.safe()));
    }
    Parts { findings: findings(summary), looked_at: parts }
}

/// What the report comes to under a style's gate.
pub(super) fn outcome(report: &Report, style: Style) -> Outcome {
    policy::outcome(report, style.fail_on, style.strict)
}

/// Adds counts to parts, those that are not 0.
fn note_in(parts: &mut Vec<String>) -> impl FnMut(usize, &str, &str) {
    move |count, one, many| {
        if count > 0 {
            parts.push(counted(count, one, many));
        }
    }
}

/// The verdict: findings by severity, what was looked at, and what was not.
#[must_use]
pub fn verdict(report: &Report, style: Style) -> String {
    let Parts { findings, looked_at } = parts(report);
    let mut parts = vec![findings];
    parts.extend(looked_at);
    if report.findings.iter().any(|finding| style.fail_on.is_met_by(finding)) {
        parts.push(format!("fails at {}", style.fail_on));
    }
    parts.join("; ")
}

/// `1 critical, 2 high`
fn findings(summary: &Summary) -> String {
    let counts = [
        (summary.critical, Severity::Critical),
        (summary.high, Severity::High),
        (summary.medium, Severity::Medium),
        (summary.low, Severity::Low),
        (summary.info, Severity::Info),
    ];
    let words: Vec<String> =
        counts.iter().filter(|(count, _)| *count > 0).map(|(count, severity)| format!("{count} {severity}")).collect();
    if words.is_empty() { "no findings".to_owned() } else { words.join(", ") }
}

/// `1 assembly, 2 entry classes, 40 methods in reach`
fn looked_at(summary: &Summary) -> String {
    let assemblies = counted(summary.assemblies, "assembly", "assemblies");
    if summary.roots == 0 {
        return if summary.assemblies == 0 {
            "nothing was scanned".to_owned()
        } else {
            format!(
                "{assemblies}, no plug-in or workflow activity in {}",
                if summary.assemblies == 1 { "it" } else { "them" }
            )
        };
    }
    let roots = counted(summary.roots, "class that the platform calls", "classes that the platform calls");
    let methods = counted(summary.methods_in_reach, "method in reach", "methods in reach");
    format!("{assemblies}, {roots}, {methods}")
}

/// A number and its noun.
pub(super) fn counted(count: usize, one: &str, many: &str) -> String {
    format!("{count} {}", if count == 1 { one } else { many })
}
