//! What the user forbids: uses that no root reaches, and entries that name nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::candidates::Candidates;
use super::merge::Candidate;
use super::place;
use super::unit::{Analysis, Outcome, count};
use super::{Options, Scope};
use crate::analysis::Program;
use crate::apis::bans::{Ban, Banned, Used};
use crate::finding::{Confidence, Location, NotAnalysed, Report, RuleInfo};
use crate::metadata::{Assembly, MethodDef};
use crate::model::{DocKind, Existence, MethodHandle, MethodId, Module, Origin, Subject, TypeHandle};
use crate::rules::forbidden_api::{comes_with, info};
use crate::text::{Safe, Text};

/// The rule's description of itself; `None` where it is not to run.
pub(super) fn rule(options: &Options) -> Option<&'static RuleInfo> {
    Some(info()).filter(|info| options.runs(info.id))
}

/// What becomes of a use that no root reaches.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Fate {
    /// Reported, as sure as its entry is.
    Reported,
    /// Reported because all code was asked for.
    Asked,
    /// Counted.
    Counted,
}

impl Analysis<'_, '_> {
    /// Uses in the input that no root reaches. They are reported where the assembly has no root, where their entry or the command line asks for
    /// all code, and only counted elsewhere.
    pub(super) fn banned_unreached(
        &self,
        banned: &Banned<'_, '_>,
        program: &Program<'_, '_>,
        reached: &BTreeSet<MethodId>,
        candidates: &mut Candidates,
        outcome: &mut Outcome,
    ) {
        let input = self.universe.input();
        let is_own = input.origin == Origin::Other || self.options.own.covers(&input.assembly.text());
        let Some(rule) = rule(self.options).filter(|_| is_own) else { return };
        let subjects: BTreeSet<Subject> =
            reached.iter().flat_map(|method| comes_with(self.universe, *method)).collect();
        let parts = self.universe.modules().iter();
        let parts = parts.filter(|part| part.id == input.id || part.metadata.count::<Assembly>() == 0);
        let (mut counted, mut foreign) = (0, 0);
        for part in parts {
            Self::uses(banned, part, reached, &subjects, &mut |used| {
                let Some((fate, ban, found)) = self.found(banned, program, rule, used, outcome.roots.is_empty()) else {
                    return;
                };
                if fate == Fate::Counted {
                    counted += 1;
                } else if fate == Fate::Reported && !self.is_own_use(program, part, used) {
                    foreign += 1;
                } else {
                    candidates.add_banned(found, ban.scope.is_none() && fate == Fate::Reported);
                }
            });
        }
        let mut note = |kind, sites, why: &str| {
            if sites > 0 {
                outcome.not_analysed.push(self.not_analysed(kind, None, format!("{}: {why}", info().id), count(sites)));
            }
        };
        note(
            "unreachedForbidden",
            counted,
            "in code that no plug-in of the assembly reaches; --scope assembly lists it",
        );
        note("dependency", foreign, "in a dependency, not in your own code");
    }

    /// Every use of a module that no root reaches, in the order of the rows.
    fn uses(
        banned: &Banned<'_, '_>,
        part: &Module<'_>,
        reached: &BTreeSet<MethodId>,
        subjects: &BTreeSet<Subject>,
        see: &mut dyn FnMut(&Used),
    ) {
        let declared = banned.declared(part.id);
        let unseen = declared.all().iter().filter(|used| used.with.is_none_or(|with| !subjects.contains(&with)));
        unseen.for_each(&mut *see);
        for rid in part.metadata.rids::<MethodDef>() {
            let method = part.method_id(rid);
            if !reached.contains(&method) {
                banned.in_method(method).iter().for_each(&mut *see);
            }
        }
    }

    /// What becomes of a use, the entry that forbids it, and its finding.
    fn found<'b>(
        &self,
        banned: &'b Banned<'_, '_>,
        program: &Program<'_, '_>,
        rule: &'static RuleInfo,
        used: &'b Used,
        rootless: bool,
    ) -> Option<(Fate, &'b Ban, Candidate)> {
        let fate = |ban: &Ban| match ban.scope {
            Some(Scope::Assembly) => Fate::Reported,
            None if rootless => Fate::Reported,
            _ if self.options.scope == Scope::Assembly => Fate::Asked,
            _ => Fate::Counted,
        };
        // An entry that only counts must not hide a less specific one that reports.
        let chosen = banned.choose(used, |ban| fate(ban) != Fate::Counted);
        let (ban, what) = chosen.or_else(|| banned.choose(used, |_| true))?;
        let target = banned.target(what);
        let location = match (used.at, used.on) {
            (Some(at), Some(Subject::Method(MethodHandle::Def(method)))) => place::location(program, method, at),
            (_, Some(on)) => place::declared(program, on),
            (_, None) => self.of_the_assembly(),
        };
        let candidate = Candidate {
            rule,
            severity: ban.level(),
            confidence: if fate(ban) == Fate::Asked { Confidence::Low } else { ban.confidence },
            message: banned.sentence(used, ban, what),
            why: None,
            settled: ban.severity.is_some(),
            subject: target.clone(),
            target: Some(target),
            enters: false,
            idle: false,
            replaces: Vec::new(),
            location,
            root: None,
            also: BTreeSet::new(),
            steps: 0,
            path: Vec::new(),
        };
        Some((fate(ban), ban, candidate))
    }

    fn is_own_use(&self, program: &Program<'_, '_>, part: &Module<'_>, used: &Used) -> bool {
        let owner = used.on.and_then(|on| on.type_(self.universe));
        let owner = owner.and_then(|handle| match handle {
            TypeHandle::Def(id) => Some(id),
            TypeHandle::Missing(..) => None,
        });
        program.own().has(self.universe, part.id, owner)
    }

    /// The place of an attribute on the assembly.
    fn of_the_assembly(&self) -> Location {
        let module = self.universe.input();
        Location {
            input: module.label.clone(),
            assembly: Text(module.assembly.text().into_owned()),
            module: Some(Text(module.name.text().into_owned())),
            type_name: None,
            member: None,
            authored_member: None,
            token: None,
            il_offset: None,
            instruction: None,
            source: None,
        }
    }

    /// What the unit knows of each entry: whether anything in it is what the entry names.
    pub(super) fn existence(&self, banned: &Banned<'_, '_>) -> Vec<Existence> {
        let seen = banned.seen();
        // The row of a constant's definition is seen, and never a use of it.
        let known = |(ban, seen): (&Ban, bool)| {
            if ban.bundled || seen && ban.id.kind() != DocKind::Field {
                return Existence::Found;
            }
            match ban.id.existence(self.universe) {
                Existence::Constant => Existence::Constant,
                _ if seen => Existence::Found,
                other => other,
            }
        };
        self.options.bans.iter().zip(seen).map(known).collect()
    }
}

/// How many lines of a list are named that name nothing.
const LINES_TOLD: usize = 20;

/// Notes the lines that are no entries, and the entries that name nothing in any of the assemblies that were looked at.
pub(super) fn note_vain(options: &Options, outcomes: &[Outcome], report: &mut Report) {
    if rule(options).is_none() {
        return;
    }
    let note = |kind, file: &Text, reason| NotAnalysed { kind, input: file.clone(), type_name: None, reason, count: 1 };
    for line in options.bans.unread() {
        let id = if line.id.is_empty() { String::new() } else { format!("{}: ", Safe::new(&line.id)) };
        let reason = format!("line {}: {id}{}", line.origin.line, line.why);
        report.not_analysed.push(note("brokenBan", &line.origin.file, reason));
    }
    let mut unknown: BTreeMap<&Text, Vec<u32>> = BTreeMap::new();
    let looked_at: Vec<_> = outcomes.iter().filter(|outcome| !outcome.bans.is_empty()).collect();
    for (index, ban) in options.bans.iter().enumerate().filter(|(_, ban)| !ban.bundled && !looked_at.is_empty()) {
        let known = looked_at.iter().filter_map(|outcome| outcome.bans.get(index)).max();
        let (file, line) = (&ban.origin.file, ban.origin.line);
        match known {
            Some(Existence::Found) => {}
            Some(Existence::Constant) => {
                let id = ban.id.print();
                let reason = format!(
                    "line {line}: {}: a constant, of whose use nothing is left in an assembly: forbid its type",
                    id.safe()
                );
                report.not_analysed.push(note("brokenBan", file, reason));
            }
            Some(Existence::NoSuchMember(alike)) => {
                let alike: Vec<String> = alike.iter().map(|id| id.safe().to_string()).collect();
                let others = if alike.is_empty() { String::new() } else { format!("; there is {}", alike.join(", ")) };
                let reason = format!("line {line}: {}: its type has no such member{others}", ban.id.print().safe());
                report.not_analysed.push(note("brokenBan", file, reason));
            }
            _ => unknown.entry(file).or_default().push(line),
        }
    }
    for (file, lines) in unknown {
        let mut numbers: Vec<String> = lines.iter().take(LINES_TOLD).map(u32::to_string).collect();
        if lines.len() > LINES_TOLD {
            numbers.push(format!("and {} more", lines.len() - LINES_TOLD));
        }
        let (word, verb) = if lines.len() == 1 { ("line", "names") } else { ("lines", "name") };
        let reason = format!(
            "{word} {} {verb} nothing that is defined or referred to in what was looked at: nobody uses it, or it is misspelt; with its assembly in \
             --reference that is told apart",
            numbers.join(", ")
        );
        report.not_analysed.push(NotAnalysed { count: count(lines.len()), ..note("unmatchedBan", file, reason) });
    }
}

/// Leaves out what was found in an assembly only because it has no root, where a root of another one refers to it: it is a part of that one,
/// which says what of it is reached.
pub(super) fn settle(outcomes: &mut [Outcome]) {
    let rooted = outcomes.iter().filter(|outcome| !outcome.roots.is_empty());
    let referred: BTreeSet<Text> = rooted.flat_map(|outcome| outcome.loaded.iter().cloned()).collect();
    for outcome in outcomes {
        let Some(assembly) = &outcome.assembly else { continue };
        let (name, input) = (&assembly.name, assembly.input.clone());
        let found = std::mem::take(&mut outcome.by_default);
        if found.is_empty() || !outcome.roots.is_empty() || !referred.contains(name) {
            outcome.findings.extend(found);
            continue;
        }
        let reason = format!("{}: in code that no plug-in reaches; --scope assembly lists it", info().id);
        let kind = "unreachedForbidden";
        outcome.not_analysed.push(NotAnalysed { kind, input, type_name: None, reason, count: count(found.len()) });
    }
}
