//! `meta-remove-inactive`

use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::dataverse::registration::StepKind;
use crate::finding::RuleInfo;

declare_rule! {
    /// A solution carries a step that is disabled.
    ///
    /// ## Why it matters
    ///
    /// Nobody knows whether it was forgotten or is still needed. The import of the solution somewhere else may enable it.
    ///
    /// ## What is found
    ///
    /// A step that the export says is disabled. Most exports say nothing of that; then nothing is found.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
    ///
    /// ## What to do instead
    ///
    /// Delete the step, or enable it.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SdkMessageProcessingStep … ><StateCode>1</StateCode>     <!-- found -->
    /// ```
    MetaRemoveInactive {
        id: "meta-remove-inactive",
        aliases: [],
        severity: Low,
        confidence: High,
        category: "Registration",
        summary: "A solution carries a step that is disabled",
        help: "Delete the step, or enable it: an import elsewhere may enable what nobody expects.",
    }
}

impl Rule for MetaRemoveInactive {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        let steps = solution.registration.steps.iter().filter(|step| step.kind == StepKind::Step);
        for step in steps.filter(|step| step.enabled == Some(false)) {
            let text = format!("the step is disabled: {} on {}", class_words(step), step.words());
            hits.push(StepHit::at(Self::INFO, step, text));
        }
    }
}
