//! `meta-avoid-retrievemultiple-annotation`

use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::dataverse::registration::Step;
use crate::finding::RuleInfo;

declare_rule! {
    /// A step runs on every query for notes.
    ///
    /// ## Why it matters
    ///
    /// Notes and their attachments are read by forms, timelines, the synchronisation with mail and by the platform itself. A plug-in there
    /// delays all of them, and an error in it hides attachments everywhere.
    ///
    /// ## What is found
    ///
    /// A step on `RetrieveMultiple` of `annotation`. It is not found by `meta-avoid-reg-retrieve` too.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
    ///
    /// ## What to do instead
    ///
    /// Restrict notes by privileges, or check them when they are created.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SdkMessageId>{03bebb1b-ea3e-db11-86a7-000a3a5473e8}</SdkMessageId>
    /// <PrimaryEntity>annotation</PrimaryEntity>                           <!-- found -->
    /// ```
    MetaAvoidRetrievemultipleAnnotation {
        id: "meta-avoid-retrievemultiple-annotation",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Registration",
        summary: "A step runs on every query for notes",
        help: "Forms, timelines and the platform itself query notes all the time. Register on something that happens less often.",
    }
}

/// Whether a step is what this rule is about; then no other rule about reading is.
pub(super) fn is_of_annotation(step: &Step) -> bool {
    step.is_on("RetrieveMultiple")
        && step.entity.as_ref().is_some_and(|entity| entity.as_str().eq_ignore_ascii_case("annotation"))
}

impl Rule for MetaAvoidRetrievemultipleAnnotation {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        hits.extend(solution.on_messages(Self::INFO, &["RetrieveMultiple"], |step| {
            let class = class_words(step);
            is_of_annotation(step).then(|| format!("{class} runs on every query for notes and attachments"))
        }));
    }
}
