//! The one order of a report, whatever the order of inputs and threads.

use std::cmp::Reverse;

use crate::finding::{Finding, Report};

/// Puts every list of a report into its order: findings worst first, then by place; all else by name.
pub fn sort(report: &mut Report) {
    report.inputs.sort_by(|a, b| (&a.path, a.kind).cmp(&(&b.path, b.kind)));
    report.assemblies.sort_by(|a, b| (&a.input, &a.name, &a.version).cmp(&(&b.input, &b.name, &b.version)));
    report.roots.sort_by(|a, b| (&a.assembly, &a.type_name, a.kind).cmp(&(&b.assembly, &b.type_name, b.kind)));
    report.findings.sort_by(|a, b| rank(a).cmp(&rank(b)));
    report.problems.sort_by(|a, b| {
        (&a.input, a.kind, a.offset, &a.token, a.code, &a.what)
            .cmp(&(&b.input, b.kind, b.offset, &b.token, b.code, &b.what))
    });
    report
        .not_analysed
        .sort_by(|a, b| (&a.input, a.kind, &a.type_name, &a.reason).cmp(&(&b.input, b.kind, &b.type_name, &b.reason)));
}

/// What findings are compared by. Tokens have a fixed width, so their texts compare like numbers.
fn rank(finding: &Finding) -> impl Ord {
    let at = &finding.location;
    (
        (Reverse(finding.severity), Reverse(finding.confidence)),
        (&at.input, &at.assembly, &at.type_name),
        (&at.token, at.il_offset, finding.rule),
        (&finding.target, &at.source, &finding.message, &finding.fingerprint),
        finding.suppressed.is_some(),
    )
}
