//! `unknown-plugin-type`

use std::collections::BTreeSet;

use super::registration::{Classes, Solution, StepHit, class_words, simple_name};
use super::{Rule, declare_rule};
use crate::dataverse::registration::TypeName;
use crate::finding::RuleInfo;
use crate::text::Text;

declare_rule! {
    /// A solution names a class that its assembly does not have.
    ///
    /// ## Why it matters
    ///
    /// The import fails: the platform loads the class and does not find it. It happens when a class is renamed, moved to another namespace or deleted while its step stays.
    ///
    /// ## What is found
    ///
    /// A step, a custom API, or else a plug-in type, whose class the assembly of that name lacks. The assembly has to be in the input; where it is not, nothing can be said.
    ///
    /// ## What to do instead
    ///
    /// Delete the step and the plug-in type with the class, or register the class under its new name.
    ///
    /// ## Example
    ///
    /// ```xml
    /// <PluginTypeName>Acme.OldName, Acme.Plugins, Version=1.0.0.0, …</PluginTypeName>     <!-- found: there is no Acme.OldName -->
    /// ```
    UnknownPluginType {
        id: "unknown-plugin-type",
        aliases: [],
        severity: High,
        confidence: High,
        category: "Registration",
        summary: "A solution names a class that its assembly does not have",
        help: "The import of the solution fails. Delete the step and the plug-in type, or register the class under its new name.",
    }
}

impl Rule for UnknownPluginType {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        let mut told: BTreeSet<(Text, Text)> = BTreeSet::new();
        for step in &solution.registration.steps {
            let Some((classes, name)) = lacking(solution, &step.class) else { continue };
            let text = format!("{} has no class {}: the import fails", classes.input.safe(), class_words(step));
            hits.push(StepHit::at(Self::INFO, step, text));
            told.insert((simple_name(&step.class), name.clone()));
        }
        for known in &solution.registration.types {
            let Some((classes, name)) = lacking(solution, &known.class) else { continue };
            if !told.insert((simple_name(&known.class), name.clone())) {
                continue;
            }
            hits.push(StepHit {
                rule: Self::INFO,
                severity: Self::INFO.severity,
                confidence: Self::INFO.confidence,
                message: format!("{} has no class {}: the import fails", classes.input.safe(), name.safe()),
                target: known.class.id.clone(),
                subject: name.clone(),
                class: Some(name.clone()),
                assembly: simple_name(&known.class),
                input: None,
                place: known.place.clone(),
            });
        }
    }
}

/// The assembly of a class, if it was looked at and all that has its name lacks the class.
fn lacking<'s>(solution: &'s Solution<'_>, class: &'s TypeName) -> Option<(&'s Classes, &'s Text)> {
    let name = class.name.as_ref()?;
    let assembly = simple_name(class);
    let is_it = |it: &&&Classes| {
        let same = it.assembly.name.as_str().eq_ignore_ascii_case(assembly.as_str());
        // A class of another version of the assembly need not be in this one.
        same && solution.registration.is_exactly_of(class, &it.assembly)
    };
    let mut known = solution.assemblies.iter().filter(is_it);
    let first = known.next().filter(|it| it.lacking.contains(name))?;
    known.all(|it| it.lacking.contains(name)).then_some((*first, name))
}
