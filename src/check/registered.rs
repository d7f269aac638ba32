//! How roots are registered, in the words of a report; and findings about that.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::merge::Candidate;
use super::unit::{Analysis, Outcome};
use super::{Options, Unit};
use crate::dataverse::registration::{Identity, Place, Registration, Step, TypeName, from_attributes, registered};
use crate::dataverse::{Root, RootKind};
use crate::finding::{Location, NotAnalysed, Problem, Report, RootStep, Source, StepImage};
use crate::metadata::{Assembly, TypeDef};
use crate::model::TypeHandle;
use crate::rules::ALL;
use crate::rules::registration::{Classes, Solution, StepHit};
use crate::text::{Safe, Text};

/// What a report says where nothing else does.
const UNKNOWN: &str = "nothing says how classes are registered: severities assume synchronous steps; give the solution with --registration";

/// What it says where a solution was given, and it is that of other assemblies.
const NOT_NAMED: &str = "the solution that was given does not name the assembly: severities assume synchronous steps";

/// What it says of classes without a step where a step does not say which class it calls.
const UNEXPLAINED: &str = "no step names these classes, and steps of the solution that name no assembly may call them: severities assume synchronous steps";

/// Whether a step names one of the classes.
fn is_class_of(step: &Step, own: &BTreeSet<Text>) -> bool {
    step.class.name.as_ref().is_some_and(|name| own.contains(name))
}

/// Names in one sentence; it says how many others there are.
const NAMED: usize = 3;

impl Analysis<'_, '_> {
    /// Tells roots how they are registered, where anything says so: the solution that the input is in, those that were given, or
    /// attributes in the input.
    pub(super) fn register(&self, roots: &mut [Root], outcome: &mut Outcome) {
        let assembly = self.identity();
        // Nobody asks for their names where no solution is known.
        let is_asked = !self.unit.registration.is_empty() || !self.options.registration.is_empty();
        let own = if is_asked { self.own_classes() } else { BTreeSet::new() };
        let given = self.options.registration.iter().filter(|solution| {
            solution.concerns(&assembly) || solution.loose_steps().any(|step| is_class_of(step, &own))
        });
        let solutions: Vec<Arc<Registration>> = self.unit.registration.iter().chain(given).cloned().collect();
        let mut unexplained = false;
        if solutions.is_empty() {
            let attributes = from_attributes(self.universe, roots.iter().map(|root| root.type_id)).map(Arc::new);
            for root in roots.iter_mut() {
                let known = self.registered(root, attributes.as_slice(), &assembly);
                // A class without such an attribute can be registered by hand.
                root.registered = known.filter(|known| !known.steps.is_empty());
            }
            outcome.attributes = attributes;
        } else {
            for root in roots.iter_mut() {
                root.registered = self.registered(root, &solutions, &assembly);
            }
            // Any class may be meant by a step that does not say which, unless the solution lists those of the assembly.
            let loose = solutions.iter().filter(|solution| !solution.lists(&assembly));
            let loose = loose.flat_map(|it| it.loose_steps()).filter(|step| !is_class_of(step, &own)).count();
            if loose > 0 {
                let without = |root: &&mut Root| root.registered.as_ref().is_some_and(|it| it.steps.is_empty());
                roots.iter_mut().filter(without).for_each(|root| root.registered = None);
            }
            unexplained = loose > 0;
            let any = roots.iter().any(|root| root.registered.as_ref().is_some_and(|it| !it.steps.is_empty()));
            roots.iter_mut().filter_map(|root| root.registered.as_mut()).for_each(|it| it.others = any);
            outcome.classes = Some(self.classes(roots, &solutions, (assembly, &own)));
        }
        outcome.registered = roots.iter().any(|root| root.registered.is_some());
        let unknown = roots.iter().filter(|root| root.registered.is_none()).count();
        if unknown > 0 {
            let why = match self.options.registration.is_empty() {
                _ if unexplained => UNEXPLAINED,
                true => UNKNOWN,
                false => NOT_NAMED,
            };
            let entry = self.not_analysed("registration", None, why.to_owned(), super::unit::count(unknown));
            outcome.not_analysed.push(entry);
        }
    }

    fn registered(
        &self,
        root: &Root,
        solutions: &[Arc<Registration>],
        assembly: &Identity,
    ) -> Option<crate::dataverse::registration::Registered> {
        let class = self.universe.full_name(TypeHandle::Def(root.type_id));
        registered(solutions.iter().map(AsRef::as_ref), assembly, &class)
    }

    /// The input as solutions name it.
    fn identity(&self) -> Identity {
        let name = Text(self.universe.input().assembly.text().into_owned());
        Identity { name, version: self.version() }
    }

    /// What the input has of what solutions name.
    fn classes(
        &self,
        roots: &[Root],
        solutions: &[Arc<Registration>],
        (assembly, own): (Identity, &BTreeSet<Text>),
    ) -> Classes {
        let loose = solutions.iter().flat_map(|it| it.loose_steps()).filter(|step| is_class_of(step, own));
        let loose = loose.filter_map(|step| step.class.name.clone()).collect();
        let named = solutions.iter().flat_map(|solution| solution.classes_of(&assembly));
        let lacking = named.filter(|name| !own.contains(*name)).cloned().collect();
        let deployable = [RootKind::Plugin, RootKind::WorkflowActivity, RootKind::UnresolvedBase];
        let idle = roots.iter().filter(|root| {
            let unknown = root.registered.as_ref().is_none_or(|it| !it.steps.is_empty());
            deployable.contains(&root.kind) && !unknown
        });
        let unregistered =
            idle.map(|root| (self.universe.full_name(TypeHandle::Def(root.type_id)), root.kind.noun())).collect();
        Classes { assembly, input: self.unit.label.clone(), lacking, loose, unregistered }
    }

    /// The names of all classes of the input.
    fn own_classes(&self) -> BTreeSet<Text> {
        let input = self.universe.input().id;
        let mut own = BTreeSet::new();
        for module in self.universe.modules() {
            if module.id == input || module.metadata.count::<Assembly>() == 0 {
                let names = module.metadata.rids::<TypeDef>();
                own.extend(names.map(|rid| self.universe.full_name(TypeHandle::Def(module.type_id(rid)))));
            }
        }
        own
    }
}

/// The solutions that speak of the units, by label, each with what was found of the assemblies that it names.
fn solutions<'o>(units: &'o [Unit], outcomes: &'o [Outcome], options: &'o Options) -> BTreeMap<&'o Text, Solution<'o>> {
    let mut known: BTreeMap<&Text, Solution<'_>> = BTreeMap::new();
    for (unit, outcome) in units.iter().zip(outcomes) {
        for registration in unit.registration.iter().chain(&options.registration).chain(&outcome.attributes) {
            let new = Solution { registration, assemblies: Vec::new() };
            let solution = known.entry(&registration.label).or_insert(new);
            let own = unit.registration.iter().any(|it| it.label == registration.label);
            solution
                .assemblies
                .extend(outcome.classes.iter().filter(|classes| own || registration.concerns(&classes.assembly)));
        }
    }
    known
}

/// Adds what rules find in the solutions that speak of the units, and what of these could not be read.
pub(super) fn add_steps(
    units: &[Unit],
    outcomes: &[Outcome],
    options: &Options,
    report: &mut Report,
    candidates: &mut Vec<Candidate>,
) {
    let roots: BTreeSet<Text> =
        outcomes.iter().flat_map(|outcome| &outcome.roots).map(|root| root.type_name.clone()).collect();
    let scanned: BTreeSet<&Text> = units.iter().flat_map(|unit| &unit.registration).map(|it| &it.label).collect();
    for (label, solution) in solutions(units, outcomes, options) {
        let registration = solution.registration;
        let given = options.registration.iter().any(|it| it.label == *label);
        let entry = match (given, scanned.contains(label)) {
            (true, _) => strange(&solution),
            (false, true) => homeless(&solution),
            (false, false) => None,
        };
        let entries = entry.into_iter().chain(unexplained(&solution));
        report.not_analysed.extend(entries.map(|(reason, count)| NotAnalysed {
            kind: "registration",
            input: label.clone(),
            type_name: None,
            reason,
            count: super::unit::count(count),
        }));
        report.solutions += usize::from(!registration.is_empty());
        report.summary.failed_inputs += usize::from(registration.is_broken());
        report.problems.extend(registration.lost.iter().map(|why| Problem {
            kind: "error",
            code: why.code,
            input: label.clone(),
            token: None,
            member: None,
            offset: None,
            what: why.what.clone(),
            count: 1,
            section: None,
        }));
        let mut hits = Vec::new();
        for rule in ALL.iter().filter(|rule| rule.is_about_steps() && options.runs(rule.info().id)) {
            rule.check_steps(&solution, &mut hits);
        }
        for hit in &mut hits {
            name_assembly(hit, &solution);
        }
        candidates.extend(hits.into_iter().map(|hit| candidate(hit, label, &roots)));
    }
}

/// Gives a hit at a step that names its class alone the assembly in which the class was found.
fn name_assembly(hit: &mut StepHit, solution: &Solution<'_>) {
    let has_it = |it: &&&Classes| hit.class.as_ref().is_some_and(|class| it.loose.contains(class));
    if let Some(found) = solution.assemblies.iter().filter(|_| hit.assembly.as_str().is_empty()).find(has_it) {
        hit.assembly = found.assembly.name.clone();
    }
}

/// What is said of a solution that was given and names no assembly that was scanned.
fn strange(solution: &Solution<'_>) -> Option<(String, usize)> {
    if !solution.assemblies.is_empty() {
        return None;
    }
    let known = solution.registration;
    let types = known.types.iter().map(|it| &it.class);
    let classes = types.chain(known.steps.iter().map(|step| &step.class));
    let full = known.assemblies.iter().map(|it| &it.full_name);
    let names: BTreeSet<&str> = full.chain(classes.filter_map(|class| class.assembly.as_ref())).map(simple).collect();
    let what = if names.is_empty() { "it names none".to_owned() } else { format!("it names {}", listed(&names)) };
    Some((format!("says nothing of the assemblies that were scanned: {what}"), 1))
}

/// What is said of steps in a scanned solution whose assemblies were not: no class has them.
fn homeless(solution: &Solution<'_>) -> Option<(String, usize)> {
    let known = solution.registration;
    let is_in = |class: &TypeName, it: &Classes| {
        let lacks = || class.name.as_ref().is_some_and(|name| it.lacking.contains(name));
        known.is_exactly_of(class, &it.assembly) || known.is_of(class, &it.assembly) && !lacks()
    };
    let is_here = |step: &Step| solution.assemblies.iter().any(|it| is_in(&step.class, it));
    let steps = known.steps.iter().filter(|step| step.class.assembly.is_some() && !is_here(step));
    let names: Vec<&Text> = steps.filter_map(|step| step.class.assembly.as_ref()).collect();
    let here: BTreeSet<String> =
        solution.assemblies.iter().map(|it| it.assembly.name.as_str().to_lowercase()).collect();
    let (steps, verb) = match names.len() {
        0 => return None,
        1 => ("1 step".to_owned(), "names an assembly that was not scanned"),
        count => (format!("{count} steps"), "name assemblies that were not scanned"),
    };
    // What differs in its version or key only is told by its full name.
    let is_known = |name: &Text| here.contains(&simple(name).to_lowercase());
    let told: BTreeSet<&str> =
        names.iter().map(|name| if is_known(name) { name.as_str() } else { simple(name) }).collect();
    Some((format!("{steps} {verb}: {}", listed(&told)), names.len()))
}

/// What is said of steps that do not say which class they call: by an id that nothing explains, or a name that no class has.
fn unexplained(solution: &Solution<'_>) -> Option<(String, usize)> {
    let known = |name: &Text| solution.assemblies.iter().any(|it| it.loose.contains(name));
    let lost = solution.registration.loose_steps().filter(|step| !step.class.name.as_ref().is_some_and(known));
    let lost: Vec<&Step> = lost.collect();
    let names: BTreeSet<&str> =
        lost.iter().filter_map(|step| step.name.as_ref().or(step.id.as_ref())).map(Text::as_str).collect();
    let what = match lost.len() {
        0 => return None,
        1 => "1 step does not say which class it calls".to_owned(),
        count => format!("{count} steps do not say which class they call"),
    };
    Some((format!("{what}: {}", listed(&names)), lost.len()))
}

/// The simple name in a full one.
fn simple(full: &Text) -> &str {
    full.as_str().split(',').next().unwrap_or_default().trim()
}

/// Some of the names, safe to print.
fn listed(names: &BTreeSet<&str>) -> String {
    let shown: Vec<String> = names.iter().take(NAMED).map(|name| Safe::new(name).to_string()).collect();
    let more = names.len().saturating_sub(NAMED);
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}

fn candidate(hit: StepHit, solution: &Text, roots: &BTreeSet<Text>) -> Candidate {
    let location = Location {
        input: hit.input.unwrap_or_else(|| solution.clone()),
        assembly: hit.assembly,
        module: None,
        type_name: hit.class.clone(),
        member: None,
        authored_member: None,
        token: None,
        il_offset: None,
        instruction: None,
        source: source(&hit.place),
    };
    Candidate {
        rule: hit.rule,
        severity: hit.severity,
        confidence: hit.confidence,
        message: hit.message,
        why: None,
        settled: false,
        // What has no id is told apart by what it is about.
        target: hit
            .target
            .or_else(|| Some(hit.subject.clone()).filter(|text| !text.as_str().is_empty()))
            .or_else(|| hit.class.clone()),
        subject: hit.subject,
        enters: false,
        location,
        root: hit.class.filter(|class| roots.contains(class)),
        idle: false,
        also: BTreeSet::new(),
        replaces: Vec::new(),
        steps: 0,
        path: Vec::new(),
    }
}

/// The steps of a root in the words of a report.
pub(super) fn steps(root: &Root) -> Vec<RootStep> {
    root.registered.iter().flat_map(|registered| &registered.steps).map(step).collect()
}

fn step(step: &Step) -> RootStep {
    let images = step.images.iter().map(|image| StepImage {
        name: image.name.clone(),
        alias: image.alias.clone(),
        kind: image.kind.and_then(|kind| ["preImage", "postImage", "both"].get(kind as usize).copied()),
        attributes: image.attributes.clone(),
    });
    RootStep {
        id: step.id.clone(),
        name: step.name.clone(),
        message: step.message.clone(),
        message_guessed: step.message_guessed,
        entity: step.entity.clone(),
        stage: step.stage,
        mode: step.mode,
        rank: step.rank,
        filtering_attributes: step.filtering_attributes.clone(),
        enabled: step.enabled,
        transaction: step.transaction().word(),
        kind: step.kind.word(),
        images: images.collect(),
        source: source(&step.place),
    }
}

/// A place in the words of a report; an attribute has no line.
fn source(place: &Place) -> Option<Source> {
    let Place { file, line, column } = place.clone();
    (line > 0).then_some(Source { file, line, column, url: None })
}
