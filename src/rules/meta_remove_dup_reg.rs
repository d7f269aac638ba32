//! `meta-remove-dup-reg`

use std::collections::BTreeMap;

use super::registration::{Solution, StepHit, class_words};
use super::{Rule, declare_rule};
use crate::dataverse::registration::Step;
use crate::finding::RuleInfo;
use crate::text::Text;

declare_rule! {
    /// A class is registered twice for the same event.
    ///
    /// ## Why it matters
    ///
    /// Both steps run. What the class does is done twice: two records are created, a number is counted up by two, a mail goes out twice.
    ///
    /// ## What is found
    ///
    /// Each step that is equal to one before it in class, message, table, stage, mode and filtering attributes. Rank, name and id do not count.
    /// A step that the export says is disabled is left out.
    ///
    /// ## What to do instead
    ///
    /// Delete one of the steps. Two configurations of one class are better told apart by their filtering attributes, or by one step that does both.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <SdkMessageProcessingStep Name="Acme.OnUpdate: Update of account" … >
    /// <SdkMessageProcessingStep Name="Acme.OnUpdate: Update of account (2)" … >     <!-- found -->
    /// ```
    MetaRemoveDupReg {
        id: "meta-remove-dup-reg",
        aliases: [],
        severity: Critical,
        confidence: High,
        category: "Registration",
        summary: "A class is registered twice for the same event",
        help: "Both steps run, so everything is done twice. Delete one of them.",
    }
}

impl Rule for MetaRemoveDupReg {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        let mut first: BTreeMap<_, &Step> = BTreeMap::new();
        for step in solution.active_steps().filter(|step| step.class.name.is_some() && step.message.is_some()) {
            let mut filtering: Vec<String> =
                step.filtering_attributes.iter().map(|name| name.as_str().to_lowercase()).collect();
            filtering.sort();
            filtering.dedup();
            let message = step.message.as_ref().map(|message| message.as_str().to_lowercase());
            let entity = step.entity.as_ref().map(|entity| entity.as_str().to_lowercase());
            let class = (step.class.name.clone(), step.class.assembly.clone());
            match first.get(&(class.clone(), message.clone(), entity.clone(), step.stage, step.mode, filtering.clone()))
            {
                None => {
                    first.insert((class, message, entity, step.stage, step.mode, filtering), step);
                }
                Some(other) => {
                    let id = other.id.as_ref().map(Text::as_str).unwrap_or_default();
                    let text = format!(
                        "{} runs twice for one event: another step does the same, {} in line {} of {} ({})",
                        class_words(step),
                        crate::text::Safe::new(id),
                        other.place.line,
                        other.place.file.safe(),
                        step.words(),
                    );
                    hits.push(StepHit::at(Self::INFO, step, text));
                }
            }
        }
    }
}
