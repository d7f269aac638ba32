//! What decoding noticed, in the words of a report.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use super::coverage::Coverage;
use super::input_problem;
use super::unit::{Analysis, Outcome};
use crate::analysis::Program;
use crate::bytes::{Diagnostics, Loss};
use crate::finding::Problem;
use crate::metadata::Token;
use crate::model::{MethodHandle, MethodId, Module, ModuleId};
use crate::symbols::Symbols;
use crate::text::Safe;

/// Problems of one kind that are listed one by one; the rest is counted.
const LISTED: u32 = 10;

impl Analysis<'_, '_> {
    /// What decoding noticed: in the input all of it, in references what concerns methods in reach.
    pub(super) fn problems(&self, program: &Program<'_, '_>, coverage: &Coverage, outcome: &mut Outcome) {
        let input = self.universe.input();
        self.add_problems(input.id, &input.diagnostics, outcome);
        self.add_problems(input.id, &coverage.diagnostics, outcome);
        if let Some(noticed) = input.symbols.as_ref().and_then(Symbols::diagnostics) {
            self.add_problems(input.id, noticed, outcome);
        }
        for module in self.universe.modules() {
            self.broken_symbols(module, outcome);
        }
        for module in self.universe.modules().iter().skip(1) {
            self.add_problems(module.id, &program.problems(module.id), outcome);
        }
        for module in self.universe.modules().iter().filter(|module| module.metadata.refused_blobs() > 0) {
            let what = "long signatures or attribute values are shared so often that not all were decoded; `--limit blob-ratio=NUMBER` raises that";
            let problem = input_problem(self.unit, "S15", what.to_owned());
            outcome.problems.push(Problem { input: module.label.clone(), ..problem });
        }
        for (label, reason) in &self.loaded.refused_symbols {
            let what = format!("symbols were not used: {}", Safe::new(reason));
            let problem = Problem { kind: "tolerated", input: label.clone(), ..input_problem(self.unit, "D03", what) };
            outcome.problems.push(problem);
        }
    }

    /// Methods that were asked for their lines and whose symbols are malformed: what stands in them has no line.
    fn broken_symbols(&self, module: &Module<'_>, outcome: &mut Outcome) {
        let broken = module.symbols.as_ref().map(Symbols::broken).unwrap_or_default();
        let note =
            |what| Problem { kind: "tolerated", input: module.label.clone(), ..input_problem(self.unit, "D04", what) };
        for (rid, malformed) in broken.iter().take(LISTED as usize) {
            let member = self.universe.method_doc_id(MethodHandle::Def(MethodId { module: module.id, rid: *rid }));
            outcome.problems.push(Problem {
                token: Some(Token::from(*rid).to_string()),
                member: Some(member),
                offset: Some(malformed.offset.0),
                section: Some(malformed.section),
                ..note(format!("the method has no source lines: {}, in the symbol file", malformed.what))
            });
        }
        if let Some(last) = outcome.problems.last_mut().filter(|_| broken.len() > LISTED as usize) {
            stand_for(last, super::unit::count(broken.len()) - LISTED);
        }
    }

    fn add_problems(&self, module: ModuleId, diagnostics: &Diagnostics, outcome: &mut Outcome) {
        let home = self.universe.module(module);
        let mut seen = BTreeSet::new();
        // How many there are of a kind, and the last of them that is listed.
        let mut of_a_kind: BTreeMap<(&'static str, &'static str), (u32, usize)> = BTreeMap::new();
        for diagnostic in diagnostics.entries() {
            let kind = match diagnostic.loss {
                Loss::Unit => "error",
                Loss::Nothing if self.options.tolerated => "tolerated",
                Loss::Nothing => continue,
            };
            if !seen.insert((diagnostic.token, diagnostic.code, diagnostic.at)) {
                continue;
            }
            // What cost something must not be hidden behind what cost nothing.
            let (count, last) = of_a_kind.entry((diagnostic.code, kind)).or_default();
            *count += 1;
            if *count > LISTED {
                continue;
            }
            *last = outcome.problems.len();
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
                count: 1,
                section: Some(diagnostic.at.section),
            });
        }
        for (count, last) in of_a_kind.into_values().filter(|(count, _)| *count > LISTED) {
            if let Some(last) = outcome.problems.get_mut(last) {
                stand_for(last, count - LISTED);
            }
        }
        if diagnostics.dropped() > 0 {
            let what = format!("{} more diagnostics are not listed", diagnostics.dropped());
            outcome.problems.push(Problem { kind: "tolerated", ..input_problem(self.unit, "LIMIT", what) });
        }
    }
}

/// Lets the last problem of a kind that is listed stand for others too.
fn stand_for(last: &mut Problem, others: u32) {
    last.count += others;
    let _ = write!(last.what, "; and {others} more of this kind");
}
