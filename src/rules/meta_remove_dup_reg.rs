//! `meta-remove-dup-reg`

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

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
    /// A step that the export says is disabled is left out. The version in the name of an assembly counts only where the solution registers
    /// several versions of it.
    ///
    /// Where no solution says anything of the assembly, the registration attributes in it are taken for steps.
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
        let told = solution.registration.tells_apart();
        let steps = solution.active_steps().filter(|step| step.message.is_some());
        for (step, class) in steps.filter_map(|step| Some((step, identity(step, &told)?))) {
            let mut filtering: Vec<String> =
                step.filtering_attributes.iter().map(|name| name.as_str().to_lowercase()).collect();
            filtering.sort();
            filtering.dedup();
            let message = step.message.as_ref().map(|message| message.as_str().to_lowercase());
            let entity = step.entity.as_ref().map(|entity| entity.as_str().to_lowercase());
            match first.entry((class, message, entity, step.stage, step.mode, filtering)) {
                Entry::Vacant(place) => _ = place.insert(step),
                Entry::Occupied(other) => {
                    let other = other.get();
                    let text = format!(
                        "{} runs twice for one event: {} ({})",
                        class_words(step),
                        same(step, other),
                        step.words(),
                    );
                    hits.push(StepHit::at(Self::INFO, step, text));
                }
            }
        }
    }
}

/// What tells the class of a step from others: its name, or the key or id of one whose assembly is not named.
fn identity<T>(step: &Step, told: impl Fn(&Text) -> T) -> Option<(Text, Option<T>)> {
    let class = &step.class;
    let by_id = || class.export_key.as_ref().or(class.id.as_ref());
    let name = match &class.assembly {
        Some(_) => class.name.as_ref().or_else(by_id),
        None => by_id().or(class.name.as_ref()),
    };
    Some((name?.clone(), class.assembly.as_ref().map(told)))
}

/// What does the same as a step, in words. An attribute has no line, and seldom an id: it is told by the step's name.
fn same(step: &Step, other: &Step) -> String {
    let name = |step: &Step| step.name.as_ref().or(step.id.as_ref()).map(|name| name.safe().to_string());
    match (other.place.line, name(step), name(other)) {
        (0, Some(own), Some(first)) if own != first => format!("{own} does the same as {first}"),
        (0, ..) => "two registration attributes say the same".to_owned(),
        (line, _, first) => {
            let first = first.map(|name| format!("{name} ")).unwrap_or_default();
            format!("another step does the same, {first}in line {line} of {}", other.place.file.safe())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::dataverse::registration::{Place, Registration, StepKind, TypeName};

    /// Attributes have no lines, and names or ids only where somebody wrote them.
    fn attribute(name: Option<&str>) -> Step {
        Step {
            kind: StepKind::Step,
            id: None,
            name: name.map(Text::from),
            class: TypeName { name: Some("P".into()), ..TypeName::default() },
            message: Some("Create".into()),
            message_guessed: false,
            entity: Some("account".into()),
            stage: Some(40),
            mode: Some(1),
            rank: None,
            filtering_attributes: Vec::new(),
            enabled: None,
            images: Vec::new(),
            place: Place { file: "P.dll".into(), ..Place::default() },
        }
    }

    #[test]
    fn attributes_are_told_by_the_names_of_their_steps() {
        for (first, second, words) in [
            (Some("Step 1"), Some("Step 2"), "Step 2 does the same as Step 1"),
            (Some("Step"), Some("Step"), "two registration attributes say the same"),
            (None, None, "two registration attributes say the same"),
        ] {
            let mut registration = Registration::default();
            registration.steps = vec![attribute(first), attribute(second)];
            let mut hits = Vec::new();
            let solution = Solution { registration: &registration, assemblies: Vec::new() };
            MetaRemoveDupReg.check_steps(&solution, &mut hits);
            let messages: Vec<&str> = hits.iter().map(|hit| hit.message.as_str()).collect();
            let expected =
                format!("P runs twice for one event: {words} (Create of account, PostOperation, asynchronous)");
            assert_eq!(messages, [expected.as_str()]);
        }
    }
}
