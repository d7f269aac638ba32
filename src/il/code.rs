//! The instructions of one body (§III.1.7).

use super::body::{Body, Notes};
use super::clause::ClauseKind;
use super::instruction::{IlOffset, Instruction, Targets};
use super::operand::Operand;
use super::sweep::{Bits, Decoded, Kinds, Sweep};
use crate::bytes::{Diagnostics, FileOffset, Loss, Malformed, Reader};
use crate::limits::Limits;

/// The decoded instructions of one body.
///
/// A linear sweep decodes the code from its first byte to its last, dead code included. Where branches, clauses or a
/// switch lead to places that the sweep did not stop at, those are decoded as well, each place once. Instructions can
/// overlap then, so what follows an instruction is [`Code::next`], not the neighbour in the list.
#[derive(Clone, Debug)]
pub struct Code<'a> {
    bytes: Reader<'a>,
    instructions: Vec<Instruction>,
    problems: Diagnostics,
    tiled: bool,
    complete: bool,
}

impl<'a> Code<'a> {
    /// Decodes the code of `body`. What cannot be decoded costs the instructions behind it and nothing else; it is a loss
    /// only where control can get there, for junk behind a `ret` is no code.
    #[must_use]
    pub fn decode(body: &Body<'a>, limits: &Limits) -> Self {
        let Decoded { instructions, faults, hidden, tiled, kinds } = Sweep::run(body);
        let mut code = Self { bytes: body.code, instructions, problems: Diagnostics::default(), tiled, complete: true };
        let mut problems = Diagnostics::default();
        let mut notes = Notes { diagnostics: &mut problems, limits, method: body.method };

        let reached = if faults.is_empty() && !kinds.contains(Kinds::MISFITS) { None } else { Some(code.reach(body)) };
        let mut complete = true;
        let mut lose = |at: IlOffset| match &reached {
            Some(reached) if !reached.contains(at) => Loss::Nothing,
            _ => {
                complete = false;
                Loss::Unit
            }
        };
        for (at, fault) in faults {
            notes.note(fault.code, lose(at), fault.at);
        }
        for at in hidden {
            let what = "a branch or a clause leads into the middle of an instruction";
            notes.note("B14", Loss::Nothing, code.malformed_at(at, what, "§III.1.7.2"));
        }
        let can_be_odd = kinds.intersects(Kinds::MISFITS | Kinds::ODD_BRANCHES | Kinds::PREFIXES);
        for instruction in if can_be_odd { code.instructions() } else { &[] } {
            if kinds.contains(Kinds::MISFITS) && !fits(instruction) {
                let what = "the token is not of a kind that the opcode takes";
                notes.note("R01", lose(instruction.offset), code.malformed_at(instruction.offset, what, "§III.1.9"));
            }
            if let Some((id, what, section)) = code.oddity(instruction, kinds.contains(Kinds::PREFIXES)) {
                notes.note(id, Loss::Nothing, code.malformed_at(instruction.offset, what, section));
            }
        }
        code.complete = complete;
        code.problems = problems;
        code
    }

    /// The instructions, by offset.
    #[must_use]
    pub fn instructions(&self) -> &[Instruction] {
        &self.instructions
    }

    /// Which instruction starts at `offset`, as an index of [`Code::instructions`].
    #[must_use]
    pub fn index_of(&self, offset: IlOffset) -> Option<usize> {
        self.instructions.binary_search_by_key(&offset, |instruction| instruction.offset).ok()
    }

    /// The instruction behind the one at `index`; `None` where nothing could be decoded, and at the end of the code.
    #[must_use]
    pub fn next(&self, index: usize) -> Option<usize> {
        let end = self.instructions.get(index)?.end();
        let neighbour = index.checked_add(1)?;
        match self.instructions.get(neighbour) {
            Some(next) if next.offset == end => Some(neighbour),
            Some(_) if !self.tiled => self.index_of(end),
            _ => None,
        }
    }

    /// Where `instruction` can branch to, the fall through aside. `Err` is a target outside the code.
    #[must_use]
    pub fn targets(&self, instruction: &Instruction) -> Targets<'a> {
        instruction.targets(self.bytes)
    }

    /// What was odd about the code, or lost of it.
    #[must_use]
    pub fn problems(&self) -> &Diagnostics {
        &self.problems
    }

    /// Whether the instructions cover every byte of the code exactly once.
    #[must_use]
    pub fn is_tiled(&self) -> bool {
        self.tiled
    }

    /// Whether every instruction that control can reach was decoded and names what its opcode takes.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.complete
    }

    /// Where `instruction` stands in the file.
    #[must_use]
    pub fn file_offset(&self, instruction: &Instruction) -> FileOffset {
        self.position(instruction.offset)
    }

    fn position(&self, at: IlOffset) -> FileOffset {
        self.bytes.offset().plus(at.index())
    }

    fn malformed_at(&self, at: IlOffset, what: &'static str, section: &'static str) -> Malformed {
        Malformed { offset: self.position(at), what, section }
    }

    /// What is odd about an instruction that decodes: id, words, section.
    fn oddity(&self, instruction: &Instruction, prefixed: bool) -> Option<(&'static str, &'static str, &'static str)> {
        let opcode = instruction.opcode;
        // Branches to a place inside the code where no prefix can stand, and all that neither branches nor has to do with prefixes.
        let inside = !instruction.is_branch() || matches!(instruction.operand, Operand::Target(_)) && !prefixed;
        if inside && instruction.prefixes.is_empty() && !opcode.is_prefix() {
            return None;
        }
        if instruction.is_branch() {
            let mut targets = self.targets(instruction);
            if targets.clone().any(|target| target.is_err()) {
                return Some(("B14", "a branch leads out of the code", "§III.1.7.2"));
            }
            let behind_prefix = |target: IlOffset| {
                let index = self.index_of(target)?;
                Some(!self.instructions.get(index)?.prefixes.is_empty())
            };
            if prefixed && targets.any(|target| target.ok().and_then(behind_prefix) == Some(true)) {
                return Some(("B12", "a branch leads between a prefix and its instruction", "§III.1.7.2"));
            }
        }
        if opcode.is_prefix() {
            let alone = self.index_of(instruction.end()).is_none();
            return alone.then_some(("B12", "no instruction follows a prefix", "§III.2"));
        }
        let odd = instruction.prefixes.opcodes().any(|prefix| !opcode.accepts(prefix));
        odd.then_some(("B12", "a prefix stands before an instruction that does not take it", "§III.2"))
    }

    /// The offsets that control reaches: instructions, and places where one should be.
    fn reach(&self, body: &Body<'_>) -> Bits {
        let mut reached = Bits::new(self.bytes.len());
        let mut work: Vec<IlOffset> = entries(body).collect();
        while let Some(start) = work.pop() {
            let mut at = start;
            while reached.insert(at) {
                let Some(instruction) = self.index_of(at).and_then(|index| self.instructions.get(index)) else { break };
                work.extend(self.targets(instruction).flatten().filter(|target| !reached.contains(*target)));
                if !instruction.opcode.flow().falls_through() {
                    break;
                }
                at = instruction.end();
            }
        }
        reached
    }
}

/// Where control can enter the code: its start, the handlers and the filters.
pub(super) fn entries(body: &Body<'_>) -> impl Iterator<Item = IlOffset> {
    let handlers = body.clauses.iter().flat_map(|clause| {
        let filter = match clause.kind {
            ClauseKind::Filter(filter) => Some(filter),
            _ => None,
        };
        filter.into_iter().chain([clause.handler_start])
    });
    [IlOffset(0)].into_iter().chain(handlers)
}

/// Whether the token of the instruction is of a kind that the opcode takes.
pub(super) fn fits(instruction: &Instruction) -> bool {
    instruction.token().is_none_or(|token| instruction.opcode.operand_kind().allows(token.table()))
}
