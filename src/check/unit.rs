//! One unit of work: an input assembly and the references it opens.

use std::collections::{BTreeMap, BTreeSet};

use super::coverage::{self, Coverage};
use super::merge::{Candidate, Site};
use super::{Options, Unit, input_problem, place, unknown_assembly};
use crate::analysis::{CallSite, Program, Reach};
use crate::bytes::{Diagnostics, Loss};
use crate::dataverse::{Root, roots};
use crate::finding::{AssemblyInfo, Confidence, NotAnalysed, Problem, RootInfo, Severity, Status};
use crate::metadata::{Assembly, AssemblyRef, HasCustomAttribute, Module as ModuleRow, Rid, Token, TypeDef, Value};
use crate::model::{Loaded, MethodHandle, MethodId, ModuleId, OpenError, Origin, Supplied, TypeHandle, Universe, load};
use crate::rules::{ALL, Context, Hit, InDependency};
use crate::text::{Safe, Text};

/// What became of a unit.
#[derive(Default)]
pub(super) struct Outcome {
    pub(super) assembly: Option<AssemblyInfo>,
    pub(super) roots: Vec<RootInfo>,
    pub(super) findings: Vec<Candidate>,
    pub(super) problems: Vec<Problem>,
    pub(super) not_analysed: Vec<NotAnalysed>,
    pub(super) methods_in_reach: usize,
    /// Whether it was asked for and could not be analysed.
    pub(super) failed: bool,
}

/// A unit whose bytes are those of another.
pub(super) fn duplicate(unit: &Unit, of: &Text) -> Outcome {
    let assembly = AssemblyInfo { duplicate_of: Some(of.clone()), ..unknown_assembly(unit, Status::DuplicateOf) };
    Outcome { assembly: Some(assembly), ..Outcome::default() }
}

/// A unit whose input cannot be read.
pub(super) fn unreadable(unit: &Unit, why: String) -> Outcome {
    Outcome { problems: vec![input_problem(unit, "IO", why)], failed: true, ..Outcome::default() }
}

/// A unit on which the tool itself failed.
pub(super) fn internal_error(unit: &Unit) -> Outcome {
    let what = "internal error: ilvet failed on this file; the other inputs are not concerned".to_owned();
    let assembly = Some(unknown_assembly(unit, Status::Failed));
    Outcome { assembly, problems: vec![input_problem(unit, "INTERNAL", what)], failed: true, ..Outcome::default() }
}

/// Analyses a unit.
pub(super) fn analyse(unit: &Unit, input: Supplied, options: &Options) -> Outcome {
    let loaded = match load(input, unit.supply.as_ref(), &options.limits) {
        Ok(loaded) => loaded,
        Err(error) => return refused(unit, &error),
    };
    match Universe::open(&loaded.files, &options.limits) {
        Ok(universe) => Analysis { unit, options, universe: &universe, loaded: &loaded }.run(),
        Err(error) => refused(unit, &error),
    }
}

/// A file that is no managed assembly, or too broken to read anything of it.
fn refused(unit: &Unit, error: &OpenError) -> Outcome {
    let status = if error.is_not_managed() { Status::NotManaged } else { Status::Failed };
    let skipped = status == Status::NotManaged && !unit.named;
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

/// Problems of one kind that are listed one by one; the rest is counted.
const LISTED: u32 = 10;

struct Analysis<'c, 'a> {
    unit: &'c Unit,
    options: &'c Options,
    universe: &'c Universe<'a>,
    loaded: &'c Loaded,
}

impl Analysis<'_, '_> {
    fn run(&self) -> Outcome {
        let mut coverage = coverage::of(self.universe.input(), &self.options.limits);
        self.universe.input().metadata.verify(&mut coverage.diagnostics);
        let mut outcome = Outcome::default();
        let mut assembly = self.describe(&coverage);
        if assembly.status == Status::ReferenceAssembly {
            outcome.failed = self.unit.named;
            if self.unit.named {
                let what = "a reference assembly: its code was stripped, so there is nothing to analyse; name the assembly that is deployed";
                outcome.problems.push(input_problem(self.unit, "B01", what.to_owned()));
            }
            assembly.methods = coverage.counts;
            outcome.assembly = Some(assembly);
            return outcome;
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
        let program = Program::new(self.universe, self.own_modules());
        let found = roots(&program);
        let mut reached: BTreeSet<MethodId> = BTreeSet::new();
        let mut silent: BTreeMap<&'static str, BTreeSet<(MethodId, u32)>> = BTreeMap::new();
        let mut unfollowed = Unfollowed::default();
        let mut best: BTreeMap<Site, usize> = BTreeMap::new();
        let mut paths_cut = 0;
        for root in &found {
            outcome.roots.push(self.root_info(root));
            if let Some(base) = &root.unresolved_base {
                let reason = format!("its base class {} was not found: give its folder with --reference", base.safe());
                outcome.not_analysed.push(self.not_analysed(
                    "unresolvedBase",
                    Some(self.universe.full_name(TypeHandle::Def(root.type_id))),
                    reason,
                    1,
                ));
            }
            let reach = Reach::of(&program, root.type_id, &root.constructing, &root.entries);
            reached.extend(reach.methods_in_reach());
            unfollowed.note(&reach, root.type_id);
            let mut hits = Vec::new();
            let context = Context { root, reach: &reach };
            for rule in ALL.iter().filter(|rule| self.options.runs(rule.info().id)) {
                hits.clear();
                rule.check(&context, &mut hits);
                for hit in &hits {
                    match self.candidate(&context, hit, rule.in_dependency()) {
                        Some(mut candidate) => {
                            // Thousands of sites can have a path of thousands of steps: only the best is told, and the
                            // middle of a long one is left out.
                            let place = best.entry(candidate.site()).or_insert(outcome.findings.len());
                            let known = outcome.findings.get_mut(*place);
                            if known.as_ref().is_none_or(|known| candidate.rank() > known.rank()) {
                                let path = reach.path(hit.context, hit.at);
                                paths_cut += u32::from(path.len() > place::STEPS);
                                candidate.path = place::steps(&program, &path);
                            }
                            match known {
                                Some(known) if candidate.rank() > known.rank() => {
                                    let loser = std::mem::replace(known, candidate);
                                    outcome.findings.push(Candidate { path: Vec::new(), ..loser });
                                }
                                _ => outcome.findings.push(candidate),
                            }
                        }
                        None => {
                            silent.entry(rule.info().id).or_default().insert((hit.method, hit.at.0));
                        }
                    }
                }
            }
        }
        outcome.methods_in_reach = reached.len();
        if paths_cut > 0 {
            let reason = format!("paths of more than {} steps are shown without their middle", place::STEPS);
            outcome.not_analysed.push(self.not_analysed("bound", None, reason, paths_cut));
        }
        for (rule, sites) in silent {
            let reason = format!("{rule}: in a dependency, not in your own code");
            outcome.not_analysed.push(self.not_analysed("dependency", None, reason, count(sites.len())));
        }
        self.missing_bases(&found, &mut outcome);
        self.not_followed(&program, unfollowed, &reached, &mut outcome);
        self.problems(&program, &coverage, &mut outcome);
        if self.is_cut() {
            // What is missing could be anything: a clean report would say too much.
            outcome.failed |= self.unit.named;
            let what = "the file is cut short: only a part of it was analysed".to_owned();
            outcome.problems.push(input_problem(self.unit, "P17", what));
        }
        assembly.methods = coverage.counts;
        outcome.assembly = Some(assembly);
        outcome
    }

    /// Of each module whether it is the user's own: it has a root or a base class of one, or it refers to the SDK.
    fn own_modules(&self) -> Vec<bool> {
        let program = Program::new(self.universe, Vec::new());
        let mut own: Vec<bool> = self
            .universe
            .modules()
            .iter()
            .map(|module| {
                module
                    .metadata
                    .rids::<AssemblyRef>()
                    .any(|rid| module.assembly_ref(rid).is_some_and(|(_, origin)| origin == Origin::Sdk))
            })
            .collect();
        for root in roots(&program) {
            let bases = self.universe.bases(root.type_id).into_iter().filter_map(|base| match base {
                TypeHandle::Def(base) => Some(base.module),
                TypeHandle::Missing(..) => None,
            });
            for module in std::iter::once(root.type_id.module).chain(bases) {
                if let Some(slot) = own.get_mut(module.0 as usize).filter(|_| program.is_entered(module)) {
                    *slot = true;
                }
            }
        }
        own
    }

    /// A hit in the words of a report; `None` where the rule is silent about dependencies.
    fn candidate(&self, cx: &Context<'_, '_>, hit: &Hit, in_dependency: InDependency) -> Option<Candidate> {
        let program = cx.program();
        let path = cx.reach.path(hit.context, hit.at);
        let mut confidence =
            hit.confidence.min(if cx.reach.is_exact(hit.context) { Confidence::High } else { Confidence::Medium });
        if cx.root.unresolved_base.is_some() {
            confidence = confidence.min(Confidence::Medium);
        }
        let mut severity = hit.severity;
        let mut message = hit.message.clone();
        let (mut method, mut at, mut target) = (hit.method, hit.at, hit.target.clone());
        if !program.is_own(hit.method) && in_dependency != InDependency::Report {
            if in_dependency == InDependency::Silent {
                return None;
            }
            if let Some(entry) = place::entry_into_dependency(program, &path) {
                let step = path.get(entry)?;
                (method, at) = (step.method, step.at);
                let next = path
                    .get(entry + 1)
                    .map(|next| self.universe.method_display(MethodHandle::Def(next.method)))
                    .unwrap_or_default();
                message = format!("{next} leads into a dependency: {message}");
                severity = lower(severity);
                confidence = confidence.min(Confidence::Medium);
                // One finding for each rule and call that leads there, whatever it leads to.
                target = path.get(entry + 1).map(|next| self.universe.method_doc_id(MethodHandle::Def(next.method)));
            }
        }
        let root = self.universe.full_name(TypeHandle::Def(cx.root.type_id));
        Some(Candidate {
            rule: hit.rule,
            severity,
            confidence,
            message,
            target,
            subject: hit.subject.clone(),
            location: place::location(program, method, at),
            root,
            steps: path.len(),
            path: Vec::new(),
        })
    }

    fn describe(&self, coverage: &Coverage) -> AssemblyInfo {
        let module = self.universe.input();
        let manifest = module.metadata.row(Rid::<Assembly>::FIRST).ok();
        let mvid = module
            .metadata
            .row(Rid::<ModuleRow>::FIRST)
            .ok()
            .and_then(|row| module.metadata.guid(row.mvid).ok().flatten());
        let status = if coverage.is_reference_assembly(self.universe) {
            Status::ReferenceAssembly
        } else if coverage.is_protected() {
            Status::Protected
        } else if coverage.counts.decoded < coverage.counts.with_body || self.lost_something(coverage) {
            Status::Partial
        } else {
            Status::Analysed
        };
        AssemblyInfo {
            name: Text(module.assembly.text().into_owned()),
            version: manifest.map(|row| {
                format!("{}.{}.{}.{}", row.major_version, row.minor_version, row.build_number, row.revision_number)
            }),
            input: self.unit.label.clone(),
            mvid: mvid.map(|guid| guid_text(&guid)),
            target_framework: self.target_framework(),
            symbols: module.symbols_kind,
            status,
            duplicate_of: None,
            methods: coverage.counts.clone(),
        }
    }

    /// Whether the file ends before what its headers announce.
    fn is_cut(&self) -> bool {
        let noted = self.universe.input().diagnostics.entries();
        noted.iter().any(|diagnostic| diagnostic.loss == Loss::Unit && diagnostic.code == "P17")
    }

    /// Whether a row, a signature or a part of the file could not be read.
    fn lost_something(&self, coverage: &Coverage) -> bool {
        let noted = self.universe.input().diagnostics.entries().iter().chain(coverage.diagnostics.entries());
        noted.into_iter().any(|diagnostic| diagnostic.loss == Loss::Unit)
    }

    fn target_framework(&self) -> Option<Text> {
        let module = self.universe.input();
        let parent = HasCustomAttribute::Assembly(Rid::<Assembly>::FIRST);
        let (_, row) = self.universe.attributes(module.id, parent).find(|(handle, _)| {
            self.universe.is_named(*handle, "System.Runtime.Versioning", "TargetFrameworkAttribute")
        })?;
        let value = module.metadata.attribute_value(&row, &|_| None).ok()?;
        match value.fixed.into_iter().next()? {
            Value::String(Some(name)) => Some(Text(name.text().into_owned())),
            _ => None,
        }
    }

    fn root_info(&self, root: &Root) -> RootInfo {
        RootInfo {
            type_name: self.universe.full_name(TypeHandle::Def(root.type_id)),
            kind: root.kind.word(),
            assembly: Text(self.universe.module(root.type_id.module).assembly.text().into_owned()),
            entry_methods: root
                .entries
                .iter()
                .map(|entry| self.universe.method_doc_id(MethodHandle::Def(*entry)))
                .collect(),
            steps: Vec::new(),
        }
    }

    fn not_analysed(&self, kind: &'static str, type_name: Option<Text>, reason: String, count: u32) -> NotAnalysed {
        NotAnalysed { kind, input: self.unit.label.clone(), type_name, reason, count }
    }

    /// Classes whose base class is in an assembly that was not found: whether they are plug-ins nobody can tell.
    fn missing_bases(&self, found: &[Root], outcome: &mut Outcome) {
        let known: BTreeSet<_> = found.iter().map(|root| root.type_id).collect();
        let mut missing: BTreeMap<Text, u32> = BTreeMap::new();
        let module = self.universe.input();
        for (rid, row) in module.metadata.rows::<TypeDef>() {
            let id = module.type_id(rid);
            let base = row.extends.and_then(|base| self.universe.resolve_type(module.id, base));
            let Some(base @ TypeHandle::Missing(..)) = base.filter(|_| !known.contains(&id)) else { continue };
            if self.universe.assembly_of(base).1 == Origin::Other {
                *missing.entry(self.universe.full_name(base)).or_default() += 1;
            }
        }
        for (base, classes) in missing {
            let reason = "this base class was not found: give its folder with --reference, or plug-ins may go unseen";
            outcome.not_analysed.push(self.not_analysed("unresolvedBase", Some(base), reason.to_owned(), classes));
        }
    }

    fn not_followed(
        &self,
        program: &Program<'_, '_>,
        unfollowed: Unfollowed,
        reached: &BTreeSet<MethodId>,
        outcome: &mut Outcome,
    ) {
        for (assembly, sites) in unfollowed.missing {
            let reason = format!("{} was not found: calls into it were not followed", assembly.safe());
            outcome.not_analysed.push(self.not_analysed("missingAssembly", Some(assembly), reason, count(sites.len())));
        }
        if !unfollowed.reflection.is_empty() {
            let reason = "calls by reflection were not followed".to_owned();
            outcome.not_analysed.push(self.not_analysed(
                "reflection",
                None,
                reason,
                count(unfollowed.reflection.len()),
            ));
        }
        if unfollowed.indirect > 0 {
            let reason = "calls through function pointers were not followed".to_owned();
            outcome.not_analysed.push(self.not_analysed("calli", None, reason, unfollowed.indirect));
        }
        if self.universe.chain_was_cut() {
            let reason = "a chain of base classes is longer than a limit: see --limit base-chain".to_owned();
            outcome.not_analysed.push(self.not_analysed("bound", None, reason, 1));
        }
        for root in unfollowed.bounded {
            let reason = "the analysis hit a limit: findings may be missing; see --limit analysis-steps".to_owned();
            outcome.not_analysed.push(self.not_analysed(
                "bound",
                Some(self.universe.full_name(TypeHandle::Def(root))),
                reason,
                1,
            ));
        }
        let undecoded =
            reached.iter().filter(|method| program.code(**method).is_some_and(|code| !code.complete)).count();
        if undecoded > 0 {
            let reason = "methods in reach could not be decoded to their end".to_owned();
            outcome.not_analysed.push(self.not_analysed("undecodedMethod", None, reason, count(undecoded)));
        }
    }

    /// What decoding noticed: in the input all of it, in references what concerns methods in reach.
    fn problems(&self, program: &Program<'_, '_>, coverage: &Coverage, outcome: &mut Outcome) {
        let input = self.universe.input();
        self.add_problems(input.id, &input.diagnostics, outcome);
        self.add_problems(input.id, &coverage.diagnostics, outcome);
        if let Some(symbols) = &input.symbols {
            self.add_problems(input.id, symbols.diagnostics(), outcome);
        }
        for module in self.universe.modules().iter().skip(1) {
            self.add_problems(module.id, &program.problems(module.id), outcome);
        }
        for (label, reason) in &self.loaded.refused_symbols {
            let what = format!("symbols were not used: {}", Safe::new(reason));
            let problem = Problem { kind: "tolerated", input: label.clone(), ..input_problem(self.unit, "D03", what) };
            outcome.problems.push(problem);
        }
    }

    fn add_problems(&self, module: ModuleId, diagnostics: &Diagnostics, outcome: &mut Outcome) {
        let home = self.universe.module(module);
        let mut seen = BTreeSet::new();
        let mut of_a_kind: BTreeMap<&'static str, u32> = BTreeMap::new();
        for diagnostic in diagnostics.entries() {
            let kind = match diagnostic.loss {
                Loss::Unit => "error",
                Loss::Nothing if self.options.tolerated => "tolerated",
                Loss::Nothing => continue,
            };
            if !seen.insert((diagnostic.token, diagnostic.code, diagnostic.at)) {
                continue;
            }
            let count = of_a_kind.entry(diagnostic.code).or_default();
            *count += 1;
            if *count > LISTED {
                continue;
            }
            let token = diagnostic.token.map(Token);
            let member = token
                .and_then(Token::rid)
                .map(|rid| self.universe.method_doc_id(MethodHandle::Def(MethodId { module, rid })));
            outcome.problems.push(Problem {
                kind,
                code: diagnostic.code,
                input: home.label.clone(),
                token: token.map(|token| token.to_string()),
                member,
                offset: Some(diagnostic.at.offset.0),
                what: diagnostic.at.what.to_owned(),
                section: Some(diagnostic.at.section),
            });
        }
        for (code, count) in of_a_kind.into_iter().filter(|(_, count)| *count > LISTED) {
            let what = format!("{} more of this kind", count - LISTED);
            let input = home.label.clone();
            outcome.problems.push(Problem { kind: "tolerated", input, ..input_problem(self.unit, code, what) });
        }
        if diagnostics.dropped() > 0 {
            let what = format!("{} more diagnostics are not listed", diagnostics.dropped());
            outcome.problems.push(Problem { kind: "tolerated", ..input_problem(self.unit, "LIMIT", what) });
        }
    }
}

/// What the reach of the roots saw and did not follow.
#[derive(Default)]
struct Unfollowed {
    missing: BTreeMap<Text, BTreeSet<(MethodId, u32)>>,
    reflection: BTreeSet<(MethodId, u32)>,
    indirect: u32,
    bounded: Vec<crate::model::TypeId>,
}

/// Types whose members call what nobody can see.
const REFLECTION: &[&str] = &[
    "System.Activator",
    "System.Reflection.MethodBase",
    "System.Reflection.MethodInfo",
    "System.Reflection.ConstructorInfo",
    "System.Reflection.PropertyInfo",
    "System.Reflection.FieldInfo",
    "System.Delegate",
];

impl Unfollowed {
    fn note(&mut self, reach: &Reach<'_, '_, '_>, root: crate::model::TypeId) {
        for site in &reach.calls {
            let place = (reach.method(site.context), site.at.0);
            self.note_call(reach, site, place);
        }
        self.indirect += reach.indirect_calls;
        if reach.flow().bounded {
            self.bounded.push(root);
        }
    }

    fn note_call(&mut self, reach: &Reach<'_, '_, '_>, site: &CallSite, place: (MethodId, u32)) {
        let universe = reach.program().universe;
        let Some(owner) = universe.method_owner(site.callee) else { return };
        let (assembly, origin) = universe.assembly_of(owner);
        if matches!(owner, TypeHandle::Missing(..)) && origin == Origin::Other {
            self.missing.entry(Text(assembly.text().into_owned())).or_default().insert(place);
        }
        let member = universe.method_name(site.callee);
        let invokes = [&b"Invoke"[..], b"InvokeMember", b"CreateInstance", b"DynamicInvoke", b"SetValue", b"GetValue"]
            .contains(&member.as_bytes());
        if invokes && REFLECTION.contains(&universe.full_name(owner).as_str()) {
            self.reflection.insert(place);
        }
    }
}

fn lower(severity: Severity) -> Severity {
    let position = Severity::ALL.iter().position(|level| *level == severity).unwrap_or(0);
    Severity::ALL.get(position.saturating_sub(1)).copied().unwrap_or(Severity::Info)
}

fn count(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

/// A GUID in its usual form; the first three parts are little-endian in the file.
fn guid_text(guid: &[u8; 16]) -> String {
    let reversed = |part: &[u8]| super::hex(&part.iter().rev().copied().collect::<Vec<u8>>());
    let (low, rest) = guid.split_at(4);
    let (middle, rest) = rest.split_at(2);
    let (high, rest) = rest.split_at(2);
    let (clock, node) = rest.split_at(2);
    format!("{}-{}-{}-{}-{}", reversed(low), reversed(middle), reversed(high), super::hex(clock), super::hex(node))
}
