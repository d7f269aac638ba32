//! What became of the methods of an assembly: every one of them is accounted for.

use rustc_hash::FxHashMap;

use crate::bytes::{Diagnostic, Diagnostics, Loss};
use crate::finding::MethodCounts;
use crate::il::{Body, Code, Opcode};
use crate::limits::Limits;
use crate::metadata::{Assembly, HasCustomAttribute, MethodDef, Rid};
use crate::model::{Module, Universe};

/// The methods of a module, and what decoding all of them noticed.
pub(super) struct Coverage {
    pub(super) counts: MethodCounts,
    pub(super) diagnostics: Diagnostics,
    /// Whether somebody asks for a method because of its code, by its row.
    asked_for: Vec<bool>,
    /// Bodies that only throw null: what is left of the code in a reference assembly.
    stubs: u32,
    /// Bytes of code that may still be decoded: bodies that overlap could be many times the file (trap B18).
    fuel: u64,
}

/// What one body is.
#[derive(Clone, Copy, Default)]
struct Seen {
    /// Whether it was decoded to its end.
    decoded: bool,
    /// Whether it only throws null.
    stub: bool,
    /// Whether somebody asks for it.
    asked_for: bool,
}

/// Decodes every body of a module once for each place where one starts; `asks` tells by the code whether somebody will ask for the method.
pub(super) fn of(module: &Module<'_>, limits: &Limits, mut asks: impl FnMut(&Code<'_>) -> bool) -> Coverage {
    let mut coverage = Coverage {
        counts: MethodCounts::default(),
        diagnostics: Diagnostics::default(),
        asked_for: vec![false; module.metadata.count::<MethodDef>() as usize],
        stubs: 0,
        fuel: limits.code_fuel(module.image.bytes().len()),
    };
    let mut known: FxHashMap<u32, Seen> = FxHashMap::default();
    for (rid, row) in module.metadata.rows::<MethodDef>() {
        coverage.counts.total += 1;
        if let Some(reason) = module.why_no_body(&row) {
            *coverage.counts.skipped.entry(reason).or_default() += 1;
            continue;
        }
        coverage.counts.with_body += 1;
        let seen = match known.get(&row.rva) {
            Some(known) => *known,
            None => coverage.decode(module, rid, &row, limits, &mut asks),
        };
        known.insert(row.rva, seen);
        coverage.stubs += u32::from(seen.stub);
        if let Some(asked_for) = coverage.asked_for.get_mut(rid.index()) {
            *asked_for = seen.asked_for;
        }
        if seen.decoded {
            coverage.counts.decoded += 1;
        } else {
            *coverage.counts.skipped.entry("malformed").or_default() += 1;
        }
    }
    coverage
}

impl Coverage {
    fn decode(
        &mut self,
        module: &Module<'_>,
        rid: Rid<MethodDef>,
        row: &MethodDef,
        limits: &Limits,
        asks: &mut impl FnMut(&Code<'_>) -> bool,
    ) -> Seen {
        // What cannot be read is left to whoever asks for it.
        let lost = Seen { asked_for: true, ..Seen::default() };
        let notes = &mut self.diagnostics;
        let known = notes.entries().len();
        let token = crate::metadata::Token::from(rid);
        let opened =
            module.image.at(crate::pe::Rva(row.rva), "§II.25.4").and_then(|at| Body::open(at, token, notes, limits));
        let body = match opened {
            Ok(body) => body,
            Err(at) => {
                notes.note(limits, Diagnostic { at, code: "B03", loss: Loss::Unit, token: Some(token.0) });
                return lost;
            }
        };
        let Some(fuel) = self.fuel.checked_sub(body.code.len() as u64) else {
            let at = body.code.malformed("bodies overlap so often that no more are decoded; see --limit code-ratio");
            notes.note(limits, Diagnostic { at, code: "B18", loss: Loss::Unit, token: Some(token.0) });
            return lost;
        };
        self.fuel = fuel;
        let mut opcodes = body.instructions();
        let mut first = [None, None];
        for slot in &mut first {
            *slot = opcodes.next().and_then(Result::ok).map(|instruction| instruction.opcode);
        }
        let stub = first == [Some(Opcode::Ldnull), Some(Opcode::Throw)] && body.code.len() == 2;
        let code = Code::decode(&body, limits);
        for problem in code.problems().entries() {
            notes.note(limits, *problem);
        }
        let is_lost = notes.entries().iter().skip(known).any(|note| note.loss == Loss::Unit);
        Seen { decoded: code.is_complete() && !is_lost, stub, asked_for: asks(&code) }
    }

    /// Whether somebody asks for a method of the module because of its code.
    pub(super) fn is_asked_for(&self, method: Rid<MethodDef>) -> bool {
        self.asked_for.get(method.index()).copied().unwrap_or(true)
    }

    /// Whether the assembly's code was stripped: it says so, or nothing is left but bodies that throw null.
    pub(super) fn is_reference_assembly(&self, universe: &Universe<'_>) -> bool {
        let attributed = universe.has_attribute(
            universe.input().id,
            HasCustomAttribute::Assembly(Rid::<Assembly>::FIRST),
            "System.Runtime.CompilerServices",
            "ReferenceAssemblyAttribute",
        );
        attributed || self.counts.with_body > 1 && self.stubs == self.counts.with_body
    }

    /// Whether most bodies cannot be decoded: encrypted, or given to a virtual machine.
    pub(super) fn is_protected(&self) -> bool {
        let lost = self.counts.with_body.saturating_sub(self.counts.decoded);
        self.counts.with_body >= 4 && lost * 2 > self.counts.with_body
    }
}
