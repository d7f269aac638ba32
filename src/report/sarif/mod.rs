//! SARIF 2.1.0 (<https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html>), as GitHub and Azure ask for it: every result has a
//! place, no URI is absolute, no text is empty.

mod places;

use std::collections::BTreeMap;
use std::io;

use serde_json::{Value, json};

use self::places::{artifacts, location, place_json};
use super::findings::{gap, level, lost};
use super::place::{place, sentence};
use super::{Style, write_json};
use crate::finding::{Finding, Problem, Report, RuleInfo};

/// What a run may hold at most; GitHub refuses a file with more. The worst come first.
const MOST_RESULTS: usize = 25_000;

/// Characters of a description at most.
const LONGEST_DESCRIPTION: usize = 1024;

/// Writes every finding, also those that do not count: SARIF has words for why.
pub(super) fn write(report: &Report, _: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let results = &report.findings[..report.findings.len().min(MOST_RESULTS)];
    let mut rules: Vec<&RuleInfo> = Vec::new();
    let mut indexes = BTreeMap::new();
    for rule in crate::rules::ALL.iter().map(|rule| rule.info()) {
        if results.iter().any(|finding| finding.rule == rule.id) {
            indexes.insert(rule.id, rules.len());
            rules.push(rule);
        }
    }
    let mut notifications: Vec<Value> = report.problems.iter().map(problem).collect();
    notifications.extend(report.not_analysed.iter().map(|it| {
        let what = it.type_name.as_ref().map(|name| format!("{}: ", name.safe())).unwrap_or_default();
        notification("note", it.kind, &format!("{what}{}", gap(it)), &place_json(None, &it.input))
    }));
    if report.findings.len() > MOST_RESULTS {
        let text = format!(
            "{} more findings are left out: a run has at most {MOST_RESULTS}",
            report.findings.len() - MOST_RESULTS
        );
        notifications.push(json!({ "level": "warning", "message": { "text": text } }));
    }
    let log = json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": report.tool.name,
                "version": report.tool.version,
                "semanticVersion": report.tool.version,
                "rules": rules.into_iter().map(descriptor).collect::<Vec<_>>(),
            }},
            "columnKind": "utf16CodeUnits",
            "originalUriBaseIds": {
                (places::WORKING_FOLDER): { "description": { "text": "The working folder of the run" } },
                (places::FILE_SYSTEM): { "description": { "text": "The root of the file system of the run" } },
            },
            "invocations": [{
                "executionSuccessful": report.summary.failed_inputs == 0,
                "toolExecutionNotifications": notifications,
            }],
            "artifacts": artifacts(report),
            "results": results.iter().map(|finding| result(finding, indexes.get(finding.rule))).collect::<Vec<_>>(),
        }],
    });
    write_json(&log, out)
}

/// What a rule says of itself.
fn descriptor(rule: &RuleInfo) -> Value {
    let page = rule.page();
    json!({
        "id": rule.id,
        "name": rule.id.split('-').map(capital).collect::<String>(),
        "shortDescription": { "text": escaped(rule.summary) },
        "fullDescription": { "text": escaped(&cut(rule.help)) },
        "help": { "text": escaped(&page), "markdown": page },
        "defaultConfiguration": { "level": level(rule.severity, "note") },
        "properties": {
            "precision": rule.confidence,
            "problem.severity": level(rule.severity, "recommendation"),
            "tags": std::iter::once(rule.category).chain(rule.aliases.iter().copied()).take(10).collect::<Vec<_>>(),
        },
    })
}

fn result(finding: &Finding, rule_index: Option<&usize>) -> Value {
    let at = &finding.location;
    let mut result = json!({
        "ruleId": finding.rule,
        "level": level(finding.severity, "note"),
        "message": { "text": escaped(&sentence(finding, place(at.source.as_ref(), &at.input))) },
        "locations": [location(&place_json(at.source.as_ref(), &at.input), at.authored_member.as_ref().or(at.member.as_ref()), at.type_name.as_ref(), None)],
        "partialFingerprints": { "primaryLocationLineHash": finding.fingerprint, "ilvet/v1": finding.fingerprint },
        "suppressions": finding.suppressed.iter().map(|it| json!({
            "kind": if it.by == "attribute" { "inSource" } else { "external" },
            "status": "accepted",
            "justification": it.reason.as_ref().map_or("", |reason| reason.as_str()),
        })).collect::<Vec<_>>(),
        "properties": {
            "severity": finding.severity,
            "confidence": finding.confidence,
            "input": at.input,
            "assembly": at.assembly,
            "target": finding.target,
            "ilOffset": at.il_offset,
            "instruction": at.instruction,
            "source": at.source,
            "roots": finding.roots,
        },
    });
    if let Some(index) = rule_index {
        result["ruleIndex"] = json!(index);
    }
    if let Some(state) = finding.baseline_state {
        result["baselineState"] = json!(state);
    }
    if !finding.path.is_empty() {
        let steps: Vec<Value> = finding
            .path
            .iter()
            .map(|step| {
                let place = place_json(step.source.as_ref(), &step.input);
                let offset = step.il_offset.map(|offset| format!(", IL_{offset:04x}")).unwrap_or_default();
                let text = format!(
                    "{} ({}{offset})",
                    super::names::short(&step.authored_member).safe(),
                    super::names::way(step.via)
                );
                json!({ "location": location(&place, Some(&step.authored_member), None, Some(&text)) })
            })
            .collect();
        result["codeFlows"] = json!([{ "threadFlows": [{ "locations": steps }] }]);
    }
    result
}

/// What could not be read.
fn problem(problem: &Problem) -> Value {
    let level = match (problem.kind, &problem.token) {
        ("error", None) => "error",
        ("error", _) => "warning",
        _ => "note",
    };
    notification(level, problem.code, &lost(problem), &place_json(None, &problem.input))
}

fn notification(level: &str, id: &str, text: &str, place: &Value) -> Value {
    json!({
        "level": level,
        "descriptor": { "id": id },
        "message": { "text": escaped(text) },
        "locations": [location(place, None, None, None)],
    })
}

/// A text in which `{0}` is no placeholder and `[…](…)` no link (§3.11.5, §3.11.6).
fn escaped(text: &str) -> String {
    let text = text.replace('{', "{{").replace('}', "}}");
    if text.contains("](") { text.replace('\\', "\\\\").replace('[', "\\[").replace(']', "\\]") } else { text }
}

/// The text, as long as a description may be.
fn cut(text: &str) -> String {
    text.chars().take(LONGEST_DESCRIPTION).collect()
}

fn capital(word: &str) -> String {
    let mut letters = word.chars();
    letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect()
}
