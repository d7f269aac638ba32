//! What rules can ask of a solution: how classes are registered, and what the assemblies that were looked at have.

use std::collections::BTreeSet;

use super::{Context, Hit, Rule};
use crate::dataverse::Root;
use crate::dataverse::registration::{Identity, Place, Registered, Registration, Step, StepKind, TypeName};
use crate::finding::{Confidence, RuleInfo, Severity};
use crate::model::TypeHandle;
use crate::text::Text;

/// A solution, and the assemblies that it speaks of as far as they were looked at.
pub struct Solution<'s> {
    /// What it says.
    pub registration: &'s Registration,
    /// Assemblies of this name that were analysed.
    pub assemblies: Vec<&'s Classes>,
}

/// What an assembly has of what solutions name.
#[derive(Clone, Debug)]
pub struct Classes {
    /// The assembly.
    pub assembly: Identity,
    /// The input that it is.
    pub input: Text,
    /// Classes that solutions name and it lacks.
    pub lacking: BTreeSet<Text>,
    /// Its classes that steps name without an assembly.
    pub loose: BTreeSet<Text>,
    /// Its classes that the platform could call, with the words for their kinds, and nothing registers.
    pub unregistered: Vec<(Text, &'static str)>,
}

/// A finding about a step, or something else that a solution says.
#[derive(Clone, Debug)]
pub struct StepHit {
    /// The rule.
    pub rule: &'static RuleInfo,
    /// How much harm it can do.
    pub severity: Severity,
    /// How sure it is.
    pub confidence: Confidence,
    /// One sentence; safe to print.
    pub message: String,
    /// Id of the step or the type.
    pub target: Option<Text>,
    /// What the finding is about, for its fingerprint: it says the same in every environment.
    pub subject: Text,
    /// The class.
    pub class: Option<Text>,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input that it stands in; `None` for the solution itself.
    pub input: Option<Text>,
    /// Where it stands.
    pub place: Place,
}

impl StepHit {
    /// A hit at a step.
    pub(super) fn at(rule: &'static RuleInfo, step: &Step, message: String) -> Self {
        let part = |part: &Option<Text>| part.as_ref().map_or_else(String::new, |part| part.as_str().to_owned());
        let number = |number: Option<u32>| number.map_or_else(String::new, |number| number.to_string());
        let parts =
            [part(&step.class.name), part(&step.message), part(&step.entity), number(step.stage), number(step.mode)];
        Self {
            rule,
            severity: rule.severity,
            // A message that was taken from a name may be another one.
            confidence: if step.message_guessed { Confidence::Medium } else { rule.confidence },
            message,
            target: step.id.clone().or_else(|| step.name.clone()),
            subject: Text(parts.join(", ")),
            assembly: simple_name(&step.class),
            class: step.class.name.clone(),
            input: None,
            place: step.place.clone(),
        }
    }
}

impl Solution<'_> {
    /// Steps that run: those that the export does not say are disabled.
    pub(super) fn active_steps(&self) -> impl Iterator<Item = &Step> {
        let steps = self.registration.steps.iter();
        steps.filter(|step| step.kind == StepKind::Step && step.enabled != Some(false))
    }

    /// Hits at the active steps of one of these messages for which there are words.
    pub(super) fn on_messages(
        &self,
        rule: &'static RuleInfo,
        messages: &[&str],
        words: impl Fn(&Step) -> Option<String>,
    ) -> Vec<StepHit> {
        let steps = self.active_steps().filter(|step| messages.iter().any(|message| step.is_on(message)));
        steps.filter_map(|step| Some(StepHit::at(rule, step, words(step)?))).collect()
    }
}

/// Simple name of a class's assembly; empty where only ids are given.
pub(super) fn simple_name(class: &TypeName) -> Text {
    let full = class.assembly.as_ref().map(Text::as_str).unwrap_or_default();
    Text(full.split(',').next().unwrap_or_default().trim().to_owned())
}

/// The class of a step in a sentence.
pub(super) fn class_words(step: &Step) -> String {
    match &step.class.name {
        Some(name) => name.safe().to_string(),
        None => "a class".to_owned(),
    }
}

/// Steps that a message names; it says how many others there are.
const NAMED: usize = 3;

/// Gives a hit the severity that it has because of how its root is registered, where the rule has one; the hit says why, and
/// which steps make the difference.
pub fn adjust(rule: &dyn Rule, cx: &Context<'_, '_>, hit: &mut Hit) {
    let Some((root, registered)) = cx.root.and_then(|root| Some((root, root.registered.as_ref()?))) else { return };
    let Some((severity, why)) = rule.by_registration(root, hit.severity) else { return };
    if severity == hit.severity {
        return;
    }
    hit.severity = severity;
    let mut steps: Vec<String> =
        registered.steps.iter().filter(|step| step.enabled != Some(false)).map(Step::words).collect();
    let more = steps.len().saturating_sub(NAMED);
    steps.truncate(NAMED);
    let steps = if steps.is_empty() { String::new() } else { format!(" ({})", steps.join("; ")) };
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    // Code elsewhere may be called by several classes.
    let class = if cx.is_in_class(root, hit.method) {
        "the class".to_owned()
    } else {
        cx.universe().full_name(TypeHandle::Def(root.type_id)).safe().to_string()
    };
    let why = why.replace(CLASS, &class);
    hit.why = Some(format!("{severity} because {why}{steps}{more}"));
}

/// Where the words below have the class.
const CLASS: &str = "{class}";
/// Why a defect in a class does more or less harm: the words of all rules that ask.
pub(super) const IDLE: &str = "no step of the solution calls {class}";
/// See [`IDLE`].
pub(super) const ASYNCHRONOUS: &str = "all steps of {class} are asynchronous";
/// See [`IDLE`].
pub(super) const NO_TRANSACTION: &str = "all steps of {class} run outside of a transaction";
/// See [`IDLE`].
pub(super) const NOT_ISOLATED: &str = "its assembly is registered without isolation";

/// The severity of a defect of the shared instance in a class that nothing calls.
pub(super) fn idle(root: &Root, severity: Severity) -> Option<(Severity, &'static str)> {
    let is_idle = root.registered.as_ref().is_some_and(Registered::is_idle);
    is_idle.then(|| (severity.min(Severity::Low), IDLE))
}
