//! `meta-avoid-reg-no-attribute`

use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A step runs on every update, whatever changes.
    ///
    /// ## Why it matters
    ///
    /// Without filtering attributes the class runs for every update of the table, also for columns it never looks at. It costs time in each, and
    /// a plug-in that updates its own record calls itself until the platform stops it.
    ///
    /// ## What is found
    ///
    /// A step on `Update` without filtering attributes.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
    ///
    /// ## What to do instead
    ///
    /// Name the columns that the class looks at.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SdkMessageId>{20bebb1b-ea3e-db11-86a7-000a3a5473e8}</SdkMessageId>
    /// <PrimaryEntity>account</PrimaryEntity>
    /// <FilteringAttributes></FilteringAttributes>                            <!-- found -->
    /// ```
    MetaAvoidRegNoAttribute {
        id: "meta-avoid-reg-no-attribute",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Registration",
        summary: "A step runs on every update, whatever changes",
        help: "Name the columns that the class looks at as filtering attributes; otherwise it runs on each update of the table, also on its own.",
    }
}

impl Rule for MetaAvoidRegNoAttribute {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        hits.extend(solution.on_messages(Self::INFO, &["Update"], |step| {
            let text = format!("{} runs on every update, whatever changes: {}", class_words(step), step.words());
            step.filtering_attributes.is_empty().then_some(text)
        }));
    }
}
