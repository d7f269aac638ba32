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
    /// Bodies that only throw null: what is left of the code in a reference assembly.
    stubs: u32,
    /// Bytes of code that may still be decoded: bodies that overlap could be many times the file (trap B18).
    fuel: u64,
}

/// Decodes every body of a module once for each place where one starts.
pub(super) fn of(module: &Module<'_>, limits: &Limits) -> Coverage {
    let mut coverage = Coverage {
        counts: MethodCounts::default(),
        diagnostics: Diagnostics::default(),
        stubs: 0,
        fuel: limits.code_fuel(module.image.bytes().len()),
    };
    let mut known: FxHashMap<u32, (bool, bool)> = FxHashMap::default();
    for (rid, row) in module.metadata.rows::<MethodDef>() {
        coverage.counts.total += 1;
        if let Some(reason) = module.why_no_body(&row) {
            *coverage.counts.skipped.entry(reason).or_default() += 1;
            continue;
        }
        coverage.counts.with_body += 1;
        let (decoded, stub) = match known.get(&row.rva) {
            Some(known) => *known,
            None => coverage.decode(module, rid, &row, limits),
        };
        known.insert(row.rva, (decoded, stub));
        coverage.stubs += u32::from(stub);
        if decoded {
            coverage.counts.decoded += 1;
        } else {
            *coverage.counts.skipped.entry("malformed").or_default() += 1;
        }
    }
    coverage
}

impl Coverage {
    /// Whether a body was decoded to its end, and whether it only throws null.
    fn decode(&mut self, module: &Module<'_>, rid: Rid<MethodDef>, row: &MethodDef, limits: &Limits) -> (bool, bool) {
        let notes = &mut self.diagnostics;
        let known = notes.entries().len();
        let token = crate::metadata::Token::from(rid);
        let opened =
            module.image.at(crate::pe::Rva(row.rva), "§II.25.4").and_then(|at| Body::open(at, token, notes, limits));
        let body = match opened {
            Ok(body) => body,
            Err(at) => {
                notes.note(limits, Diagnostic { at, code: "B03", loss: Loss::Unit, token: Some(token.0) });
                return (false, false);
            }
        };
        let Some(fuel) = self.fuel.checked_sub(body.code.len() as u64) else {
            let at = body.code.malformed("bodies overlap so often that no more are decoded; see --limit code-ratio");
            notes.note(limits, Diagnostic { at, code: "B18", loss: Loss::Unit, token: Some(token.0) });
            return (false, false);
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
        let lost = notes.entries().iter().skip(known).any(|note| note.loss == Loss::Unit);
        (code.is_complete() && !lost, stub)
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
