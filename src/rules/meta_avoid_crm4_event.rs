//! `meta-avoid-crm4-event`

use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::finding::RuleInfo;

declare_rule! {
    /// A step is registered in the stage of CRM 4.
    ///
    /// ## Why it matters
    ///
    /// Stage 50 was kept for plug-ins that came from CRM 4. It is deprecated, runs outside of the transaction, and new tables do not raise it.
    ///
    /// ## What is found
    ///
    /// A step in stage 50.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
    ///
    /// ## What to do instead
    ///
    /// Register in `PostOperation` (40): synchronously to be part of the transaction, asynchronously to run after it.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <Stage>50</Stage>     <!-- found -->
    /// ```
    MetaAvoidCrm4Event {
        id: "meta-avoid-crm4-event",
        aliases: [],
        severity: Medium,
        confidence: High,
        category: "Registration",
        summary: "A step is registered in the stage of CRM 4",
        help: "Stage 50 is deprecated and outside of the transaction. Register in stage 40, asynchronously where it has to run afterwards.",
    }
}

impl Rule for MetaAvoidCrm4Event {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        for step in solution.active_steps().filter(|step| step.stage == Some(50)) {
            let text =
                format!("{} is registered in stage 50, which was made for CRM 4: {}", class_words(step), step.words());
            hits.push(StepHit::at(Self::INFO, step, text));
        }
    }
}
