//! `unregistered-plugin`

use super::registration::{Solution, StepHit};
use super::{Rule, declare_rule};
use crate::dataverse::registration::Place;
use crate::finding::RuleInfo;
use crate::text::Text;

declare_rule! {
    /// A solution has a plug-in class that nothing calls.
    ///
    /// ## Why it matters
    ///
    /// Its code is deployed and does not run. Either its step was forgotten, or it is in another solution, or the class can go.
    ///
    /// ## What is found
    ///
    /// A plug-in class or workflow activity of an assembly in the solution that no step, custom API, data provider or workflow activity of the solution names.
    /// Defects in it are reported at low severity.
    ///
    /// ## What is left alone
    ///
    /// Classes that may be meant by steps which do not say what they call, as steps of plug-in packages do: by a key that nothing explains.
    ///
    /// ## What to do instead
    ///
    /// Register it, or delete it. Where its steps are in another solution, check both together, or give that one with `--registration`.
    ///
    /// ## Example
    ///
    /// ```csharp
    /// public class OnCreate : IPlugin     // found: the solution has no step for it
    /// ```
    UnregisteredPlugin {
        id: "unregistered-plugin",
        aliases: [],
        severity: Info,
        confidence: High,
        category: "Registration",
        summary: "A solution has a plug-in class that nothing calls",
        help: "Register the class or delete it; where its steps are in another solution, give that one with --registration.",
    }
}

impl Rule for UnregisteredPlugin {
    fn info(&self) -> &'static RuleInfo {
        Self::INFO
    }

    fn is_about_steps(&self) -> bool {
        true
    }

    fn check_steps(&self, solution: &Solution<'_>, hits: &mut Vec<StepHit>) {
        for classes in &solution.assemblies {
            for (class, kind) in &classes.unregistered {
                let known = solution.registration.types.iter().find(|known| known.class.name.as_ref() == Some(class));
                hits.push(StepHit {
                    rule: Self::INFO,
                    severity: Self::INFO.severity,
                    confidence: Self::INFO.confidence,
                    message: format!("nothing calls the {kind} {}: no step names it", class.safe()),
                    target: known.and_then(|known| known.class.id.clone()),
                    subject: Text::default(),
                    class: Some(class.clone()),
                    assembly: classes.assembly.name.clone(),
                    input: known.is_none().then(|| classes.input.clone()),
                    place: known.map_or_else(Place::default, |known| known.place.clone()),
                });
            }
        }
    }
}
