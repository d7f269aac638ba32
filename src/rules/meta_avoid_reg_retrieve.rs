//! `meta-avoid-reg-retrieve`

use super::meta_avoid_retrievemultiple_annotation::is_of_annotation;
use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A step runs whenever a record is read.
    ///
    /// ## Why it matters
    ///
    /// Reading is what a system does most. A plug-in on `Retrieve` or `RetrieveMultiple` adds its time to every form, view, lookup and query,
    /// also to those of other plug-ins.
    ///
    /// ## What is found
    ///
    /// A step on `Retrieve` or `RetrieveMultiple`, of any table. One on `RetrieveMultiple` of `annotation` is
    /// `meta-avoid-retrievemultiple-annotation`; the operations of data providers are none.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
    ///
    /// ## What to do instead
    ///
    /// Compute values when a record is written, use calculated columns, or restrict access by privileges. Where it has to be, keep the step short and
    /// let it change nothing.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SdkMessageId>{f2bdbb1b-ea3e-db11-86a7-000a3a5473e8}</SdkMessageId>     <!-- found: Retrieve -->
    /// ```
    MetaAvoidRegRetrieve {
        id: "meta-avoid-reg-retrieve",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Registration",
        summary: "A step runs whenever a record is read",
        help: "It adds its time to every form, view and query. Compute the value when the record is written.",
    }
}

impl Rule for MetaAvoidRegRetrieve {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        hits.extend(solution.on_messages(Self::INFO, &["Retrieve", "RetrieveMultiple"], |step| {
            let text = format!("{} runs whenever a record is read: {}", class_words(step), step.words());
            (!is_of_annotation(step)).then_some(text)
        }));
    }
}
