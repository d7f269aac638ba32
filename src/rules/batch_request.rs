//! `batch-request`

use super::mention::Mention;
use super::{Context, Hit, InDependency, Rule, declare_rule, registration};
use crate::dataverse::Root;
use crate::finding::{RuleInfo, Severity};

declare_rule! {
    /// A plug-in sends a batch request.
    ///
    /// ## Why it matters
    ///
    /// `ExecuteMultiple` and its relatives save round trips over a network. A plug-in has none to save: it runs inside the server, inside
    /// one transaction. A batch makes that transaction longer, holds its locks longer, and runs into the time limit of two minutes.
    ///
    /// ## What is found
    ///
    /// The construction of a batch request: `ExecuteMultipleRequest`, `ExecuteTransactionRequest`, `CreateMultipleRequest`,
    /// `UpdateMultipleRequest`, `UpsertMultipleRequest` (`DeleteMultipleRequest` at Low), and an `OrganizationRequest` with such a name.
    /// Severity is Low where the registration says that every step of the class is asynchronous: it runs outside of the operation's transaction.
    ///
    /// ## What to do instead
    ///
    /// Send the requests one by one; or move bulk work out of the plug-in.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// var batch = new ExecuteMultipleRequest();     // found
    /// service.Execute(batch);
    /// ```
    BatchRequest {
        id: "batch-request",
        aliases: ["il-avoid-batch-plugin"],
        severity: Medium,
        confidence: High,
        category: "Performance",
        summary: "A plug-in sends a batch request",
        help: "A batch saves round trips that a plug-in does not have, and makes its transaction longer. Send the requests one by one.",
    }
}

/// The messages, and their severities.
const MESSAGES: &[(&str, Severity)] = &[
    ("ExecuteMultiple", Severity::Medium),
    ("ExecuteTransaction", Severity::Medium),
    ("CreateMultiple", Severity::Medium),
    ("UpdateMultiple", Severity::Medium),
    ("UpsertMultiple", Severity::Medium),
    ("DeleteMultiple", Severity::Low),
];

impl Rule for BatchRequest {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn in_dependency(&self) -> InDependency {
        InDependency::AtEntry
    }

    fn by_registration(&self, root: &Root, severity: Severity) -> Option<(Severity, &'static str)> {
        root.is_asynchronous().then(|| (severity.min(Severity::Low), registration::ASYNCHRONOUS))
    }

    fn concerns(&self, mention: &Mention<'_, '_, '_>) -> bool {
        mention.is_of_sdk()
    }

    fn check(&self, cx: &Context<'_, '_>, hits: &mut Vec<Hit>) {
        for (site, made) in cx.requests_made() {
            let Some((message, severity)) = MESSAGES.iter().find(|(message, _)| *message == made) else { continue };
            let then = if cx.has_transaction() {
                "it only makes the transaction longer"
            } else {
                "all of it counts for the time that one call has"
            };
            let text = format!("{message} is a batch: inside a plug-in {then}");
            let mut hit = cx.hit_at_call(Self::INFO, site, text);
            hit.severity = cx.severity_in_phase(*severity, site.context);
            hit.subject = (*message).into();
            hits.push(hit);
        }
    }
}
