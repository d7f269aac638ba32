//! Which findings a text shows, by class.

use std::collections::BTreeMap;

use super::Style;
use super::names::class;
use crate::finding::{Finding, Gone, NotAnalysed, Problem, Report, RootInfo, Severity};
use crate::text::{Safe, Text};

/// The findings that a text shows, in the order of the report.
pub(super) fn shown(report: &Report, style: Style) -> impl Iterator<Item = &Finding> {
    report.findings.iter().filter(move |finding| style.suppressed || finding.counts())
}

/// Why a finding does not count, in words that are safe to print; `None` for one that does.
pub(super) fn discounted(finding: &Finding) -> Option<String> {
    if let Some(suppressed) = &finding.suppressed {
        let by = match suppressed.by {
            "attribute" => "by an attribute in the code",
            _ => "by the configuration",
        };
        let reason = suppressed.reason.as_ref().map(|reason| format!(": {}", reason.safe())).unwrap_or_default();
        let until = suppressed.expires.as_ref().map(|day| format!(" (until {day})")).unwrap_or_default();
        return Some(format!("suppressed {by}{reason}{until}"));
    }
    (!finding.counts()).then(|| "in the baseline".to_owned())
}

/// What could not be read, at which offset and by which section; safe to print.
pub(super) fn lost(problem: &Problem) -> String {
    let offset = problem.offset.map(|offset| format!("0x{offset:x}: ")).unwrap_or_default();
    let section = problem.section.map(|section| format!(" ({section})")).unwrap_or_default();
    format!("{offset}{}{section}", Safe::new(&problem.what))
}

/// Why something was not followed, and how often it was seen; safe to print.
pub(super) fn gap(it: &NotAnalysed) -> String {
    if it.count > 1 { format!("{} ({} places)", it.reason, it.count) } else { it.reason.clone() }
}

/// What was not followed: the type or assembly, else the input.
pub(super) fn gap_in(it: &NotAnalysed) -> &Text {
    it.type_name.as_ref().unwrap_or(&it.input)
}

/// The three levels that tools for builds know: errors, warnings, and what they call the rest.
pub(super) const fn level(severity: Severity, rest: &'static str) -> &'static str {
    match severity {
        Severity::Critical | Severity::High => "error",
        Severity::Medium => "warning",
        Severity::Low | Severity::Info => rest,
    }
}

/// The problems that lost a whole input, or a part of it that nobody can name.
pub(super) fn lost_inputs(report: &Report) -> impl Iterator<Item = &Problem> {
    report.problems.iter().filter(|problem| problem.kind == "error" && problem.token.is_none())
}

/// What was found before, and where; safe to print.
pub(super) fn gone(gone: &Gone) -> String {
    let place = gone.authored_member.as_ref().unwrap_or(&gone.assembly);
    format!("{} [{}]", gone.message.safe(), place.safe())
}

/// The findings about one class in one input.
pub(super) struct Group<'a> {
    /// The input.
    pub(super) input: &'a Text,
    /// The class; of findings about a whole assembly the assembly's name.
    pub(super) name: Text,
    /// The class as the platform knows it, where it calls it.
    pub(super) root: Option<&'a RootInfo>,
    /// At least one.
    pub(super) findings: Vec<&'a Finding>,
}

/// Findings by class, in the order of their first one.
pub(super) fn groups<'a>(report: &'a Report, findings: impl Iterator<Item = &'a Finding>) -> Vec<Group<'a>> {
    let mut groups: Vec<Group<'a>> = Vec::new();
    let mut known = BTreeMap::new();
    for finding in findings {
        let at = &finding.location;
        let class = class(finding);
        let index = *known.entry((&at.input, class.clone())).or_insert_with(|| {
            let is_it = |root: &&RootInfo| {
                root.assembly == at.assembly
                    && Some(root.type_name.as_str().replace('+', ".")).as_deref() == class.as_ref().map(Text::as_str)
            };
            let root = report.roots.iter().find(is_it);
            let name = class.unwrap_or_else(|| at.assembly.clone());
            groups.push(Group { input: &at.input, name, root, findings: Vec::new() });
            groups.len() - 1
        });
        groups[index].findings.push(finding);
    }
    groups
}

/// The rules of findings, each once, with what to do.
pub(super) fn helps<'a>(findings: impl Iterator<Item = &'a Finding>) -> BTreeMap<&'static str, &'static str> {
    findings.map(|finding| (finding.rule, finding.help)).collect()
}
