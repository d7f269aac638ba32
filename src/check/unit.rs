//! One unit of work: an input assembly and the references it opens.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::banned;
use super::candidates::Candidates;
use super::concern::Concern;
use super::coverage::{self, Coverage};
use super::in_code;
use super::merge::Candidate;
use super::replace::leave_one_a_place;
use super::unfollowed::Unfollowed;
use super::{Mark, Options, Unit, input_problem, registered, unknown_assembly};
use crate::analysis::{Program, Reach};
use crate::apis::bans::Banned;
use crate::dataverse::registration::Registration;
use crate::dataverse::{Root, roots};
use crate::finding::{AssemblyInfo, CodeSuppression, NotAnalysed, Problem, RootInfo, RootMore, Status};
use crate::metadata::Token;
use crate::model::{
    Container, Existence, Loaded, MethodHandle, MethodId, OpenError, Refusal, Supplied, TypeHandle, Universe, load,
};
use crate::rules::registration::Classes;
use crate::rules::{ALL, Context, Rule};
use crate::text::Text;

/// What became of a unit.
#[derive(Clone, Default)]
pub(super) struct Outcome {
    pub(super) assembly: Option<AssemblyInfo>,
    pub(super) roots: Vec<RootInfo>,
    pub(super) findings: Vec<Candidate>,
    /// Findings that count only if no root of another unit refers to the assembly.
    pub(super) by_default: Vec<Candidate>,
    /// What is known of each entry of what the user forbids; empty where nobody looked.
    pub(super) bans: Vec<Existence>,
    /// Whether anything has each of the names that are asked about; empty where nobody looked.
    pub(super) named: Vec<bool>,
    pub(super) problems: Vec<Problem>,
    pub(super) not_analysed: Vec<NotAnalysed>,
    pub(super) methods_in_reach: usize,
    /// Assembly and name of every base class of a root that was found.
    pub(super) bases: BTreeSet<(Text, Text)>,
    /// Simple names of the assemblies that were looked at.
    pub(super) loaded: Vec<Text>,
    /// Suppressions that stand in the code.
    pub(super) suppressions: Vec<CodeSuppression>,
    /// Whether anything says how its classes are registered.
    pub(super) registered: bool,
    /// What it has of the classes that solutions name.
    pub(super) classes: Option<Classes>,
    /// What attributes in it say of how its classes are registered, where no solution does.
    pub(super) attributes: Option<Arc<Registration>>,
    /// Whether it was asked for and could not be analysed.
    pub(super) failed: bool,
    /// Whether it is an archive: there is nothing to analyse in it but its members, which are units of their own.
    pub(super) container: bool,
}

/// A unit whose bytes are those of another.
pub(super) fn duplicate(unit: &Unit, of: &Text) -> Outcome {
    let assembly = AssemblyInfo { duplicate_of: Some(of.clone()), ..unknown_assembly(unit, Status::DuplicateOf) };
    Outcome { assembly: Some(assembly), ..Outcome::default() }
}

/// A unit whose input cannot be read.
pub(super) fn unreadable(unit: &Unit, why: Refusal) -> Outcome {
    Outcome { problems: vec![input_problem(unit, why.code, why.what)], failed: true, ..Outcome::default() }
}

/// An archive: what is lost in it is lost, whoever named it.
pub(super) fn container(unit: &Unit, container: &Container, tolerated: bool) -> Outcome {
    let lost = container.lost.iter().map(|why| input_problem(unit, why.code, why.what.clone()));
    let odd = container.tolerated.iter().filter(|_| tolerated).map(|why| {
        let problem = input_problem(unit, why.code, why.what.clone());
        Problem { kind: "tolerated", ..problem }
    });
    let failed = !container.lost.is_empty();
    Outcome { problems: lost.chain(odd).collect(), failed, container: true, ..Outcome::default() }
}

/// A unit on which the tool itself failed.
pub(super) fn internal_error(unit: &Unit) -> Outcome {
    let what = "internal error: ilvet failed on this file; the other inputs are not concerned".to_owned();
    let assembly = Some(unknown_assembly(unit, Status::Failed));
    Outcome { assembly, problems: vec![input_problem(unit, "INTERNAL", what)], failed: true, ..Outcome::default() }
}

/// Somebody who looks at the reach of each root and at the findings in it.
pub(super) type Look<'l> = dyn FnMut(&Context<'_, '_>, &[Mark]) + 'l;

/// Analyses a unit.
pub(super) fn analyse(unit: &Unit, input: Supplied, options: &Options, look: Option<&mut Look<'_>>) -> Outcome {
    let loaded = match load(input, unit.supply.as_ref(), &options.limits) {
        Ok(loaded) => loaded,
        Err(error) => return refused(unit, &error),
    };
    match Universe::open(&loaded.files, &options.limits) {
        Ok(universe) => Analysis { unit, options, universe: &universe, loaded: &loaded }.run(look).0,
        Err(error) => refused(unit, &error),
    }
}

/// A file that is no managed assembly, or too broken to read anything of it.
pub(super) fn refused(unit: &Unit, error: &OpenError) -> Outcome {
    // Of what was only found nobody asks more than whether it is an assembly.
    let skipped = !unit.named && !error.is_managed();
    let status = if skipped || error.is_not_managed() { Status::NotManaged } else { Status::Failed };
    let problem = match error.malformed() {
        Some(at) => Problem {
            offset: Some(at.offset.0),
            section: Some(at.section),
            ..input_problem(unit, "MALFORMED", at.what.to_owned())
        },
        None => input_problem(unit, "P12", error.to_string()),
    };
    let problems = if skipped { Vec::new() } else { vec![problem] };
    Outcome { assembly: Some(unknown_assembly(unit, status)), problems, failed: !skipped, ..Outcome::default() }
}

pub(super) struct Analysis<'c, 'a> {
    pub(super) unit: &'c Unit,
    pub(super) options: &'c Options,
    pub(super) universe: &'c Universe<'a>,
    pub(super) loaded: &'c Loaded,
}

impl Analysis<'_, '_> {
    /// The gate, and what it saw of the methods on the way.
    pub(super) fn run(&self, mut look: Option<&mut Look<'_>>) -> (Outcome, Coverage) {
        let program = Program::new(self.universe, self.own());
        let of_use: Vec<&'static dyn Rule> =
            ALL.iter().copied().filter(|rule| rule.is_use() && self.options.runs(rule.info().id)).collect();
        let mut concern = Concern::new(&program, &of_use);
        let mut coverage = coverage::of(self.universe.input(), &self.options.limits, |code| concern.is_in(code));
        self.universe.input().metadata.verify(&mut coverage.diagnostics);
        let names = self.universe.modules().iter().map(|module| Text(module.assembly.text().into_owned()));
        let mut outcome = Outcome { loaded: names.collect(), ..Outcome::default() };
        if !self.unit.named && self.is_satellite(&coverage) {
            return (outcome, coverage);
        }
        let assembly = self.describe(&coverage);
        if assembly.status == Status::ReferenceAssembly {
            outcome.failed = self.unit.named;
            if self.unit.named {
                let what = "a reference assembly: its code was stripped, so there is nothing to analyse; name the assembly that is deployed";
                outcome.problems.push(input_problem(self.unit, "B01", what.to_owned()));
                outcome.not_analysed.push(self.not_analysed("referenceAssembly", None, what.to_owned(), 1));
            }
            outcome.assembly = Some(assembly);
            return (outcome, coverage);
        }
        if assembly.status == Status::Protected {
            outcome.failed = self.unit.named;
            let what =
                "most method bodies cannot be decoded: the assembly is protected; analyse it before it is protected"
                    .to_owned();
            if self.unit.named {
                outcome.problems.push(input_problem(self.unit, "B20", what.clone()));
            }
            outcome.not_analysed.push(self.not_analysed("protected", None, what, 1));
        }
        let mut found = roots(&program, self.options.roots);
        self.register(&mut found, &mut outcome);
        program.expect_roots(found.len());
        let banned = Banned::new(&program, &self.options.bans);
        let asked = Some(&banned).filter(|_| !self.options.bans.is_empty() && banned::rule(self.options).is_some());
        let mut reached: BTreeSet<MethodId> = BTreeSet::new();
        let mut candidates = Candidates::new(&self.options.limits);
        let mut unfollowed = Unfollowed::default();
        for root in &found {
            outcome.roots.push(self.root_info(root));
            if self.options.roots_only {
                continue;
            }
            let reach = Reach::of(&program, root.type_id, &root.constructing, &root.entries);
            outcome.not_analysed.extend(self.unseen_of(root, &reach));
            reached.extend(reach.methods_in_reach());
            let context = Context::new(Some(root), &reach).forbidding(asked);
            let mut marks = look.is_some().then(Vec::new);
            for rule in ALL.iter().filter(|rule| self.options.runs(rule.info().id)) {
                candidates.add(*rule, &context, marks.as_mut());
            }
            unfollowed.note(&context, root.type_id);
            if let (Some(look), Some(marks)) = (&mut look, &mut marks) {
                leave_one_a_place(marks);
                look(&context, marks);
            }
        }
        outcome.methods_in_reach = reached.len();
        if !self.options.roots_only {
            let is_asked_for = |method: MethodId| coverage.is_asked_for(method.rid) || concern.is(method);
            self.unreached(&program, &of_use, is_asked_for, &reached, &mut candidates, &mut outcome);
            if let Some(banned) = asked {
                self.banned_unreached(banned, &program, &reached, &mut candidates, &mut outcome);
                outcome.bans = self.existence(banned);
            }
        }
        candidates.finish(self, &mut outcome);
        outcome.named = self.options.named.iter().map(|it| it.are_defined(self.universe)).collect();
        outcome.suppressions = in_code::suppressions(self.universe);
        self.assembly_facts(&program, &found, &coverage, &assembly, &mut outcome);
        self.missing_bases(&found, &mut outcome);
        self.abstract_bases(&program, &found, &mut outcome);
        self.not_followed(unfollowed, &reached, &mut outcome);
        self.problems(&program, &coverage, &mut outcome);
        self.admit_cut(&mut outcome);
        outcome.assembly = Some(assembly);
        (outcome, coverage)
    }

    /// What is missing of a file could be anything: a clean report would say too much.
    pub(super) fn admit_cut(&self, outcome: &mut Outcome) {
        if self.is_cut() {
            outcome.failed = true;
            let what = "the file is cut short: only a part of it was analysed".to_owned();
            outcome.problems.push(input_problem(self.unit, "P17", what));
        }
    }

    pub(super) fn root_info(&self, root: &Root) -> RootInfo {
        RootInfo {
            type_name: self.universe.full_name(TypeHandle::Def(root.type_id)),
            kind: root.kind.word(),
            assembly: Text(self.universe.module(root.type_id.module).assembly.text().into_owned()),
            entry_methods: root
                .entries
                .iter()
                .map(|entry| self.universe.method_doc_id(MethodHandle::Def(*entry)))
                .collect(),
            steps: registered::steps(root),
            more: RootMore {
                id: self.universe.type_doc_id(TypeHandle::Def(root.type_id)),
                token: Token::from(root.type_id.rid).to_string(),
                input: self.universe.module(root.type_id.module).label.clone(),
                registered: root.registered.is_some(),
            },
        }
    }

    pub(super) fn not_analysed(
        &self,
        kind: &'static str,
        type_name: Option<Text>,
        reason: String,
        count: u32,
    ) -> NotAnalysed {
        NotAnalysed { kind, input: self.unit.label.clone(), type_name, reason, count }
    }
}

pub(super) fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}
