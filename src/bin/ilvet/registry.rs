//! The one place from which the commands take the rules.

use ilvet::finding::RuleInfo;

/// Every rule, in the order of the registry.
pub(crate) fn rules() -> Vec<&'static RuleInfo> {
    // At the merge: `ilvet::rules::ALL.iter().map(|rule| rule.info()).collect()`.
    PLACEHOLDERS.iter().collect()
}

use ilvet::finding::{Confidence, Severity};

const fn placeholder(
    id: &'static str,
    aliases: &'static [&'static str],
    severity: Severity,
    summary: &'static str,
) -> RuleInfo {
    let confidence = Confidence::High;
    RuleInfo { id, aliases, severity, confidence, category: "Design", summary, help: summary, docs: "" }
}

static PLACEHOLDERS: [RuleInfo; 6] = [
    placeholder("stateful-plugin", &[], Severity::High, "A field of the shared instance is written"),
    placeholder("static-state", &[], Severity::Low, "A static field is written"),
    placeholder("parallel-execution", &["il-avoid-parallel-plugin"], Severity::High, "Work is started elsewhere"),
    placeholder("batch-request", &["il-avoid-batch-plugin"], Severity::Medium, "A batch request is made"),
    placeholder("thread-sleep", &[], Severity::Medium, "The thread sleeps"),
    placeholder("static-lock", &["il-avoid-lock-plugin"], Severity::Medium, "A static object is locked"),
];
