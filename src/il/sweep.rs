//! Which places of a body are decoded, and in what order.

use bitflags::bitflags;

use super::body::Body;
use super::code::{entries, fits};
use super::instruction::{Fault, IlOffset, Instruction, Instructions};
use super::operand::Operand;
use super::prefix::Prefixes;
use crate::bytes::Reader;

/// A set of offsets into one body.
#[derive(Clone, Debug)]
pub(super) struct Bits {
    words: Vec<u64>,
    size: usize,
}

impl Bits {
    /// An empty set of offsets below `size`.
    pub(super) fn new(size: usize) -> Self {
        Self { words: vec![0; size.div_ceil(64)], size }
    }

    /// Adds an offset; `false` when it is there already, or not below the size.
    pub(super) fn insert(&mut self, at: IlOffset) -> bool {
        let Some((word, bit)) = self.place(at) else { return false };
        let Some(word) = self.words.get_mut(word) else { return false };
        let fresh = *word & bit == 0;
        *word |= bit;
        fresh
    }

    /// Whether the offset is in the set.
    pub(super) fn contains(&self, at: IlOffset) -> bool {
        let word = self.place(at).and_then(|(word, bit)| Some(self.words.get(word)? & bit));
        word.is_some_and(|word| word != 0)
    }

    fn place(&self, at: IlOffset) -> Option<(usize, u64)> {
        let index = Some(at.index()).filter(|index| *index < self.size)?;
        Some((index / 64, 1_u64.wrapping_shl(at.0)))
    }
}

/// What the sweeps over a body found.
pub(super) struct Decoded {
    /// By offset, each once.
    pub(super) instructions: Vec<Instruction>,
    /// Places where no instruction can be read, by offset.
    pub(super) faults: Vec<(IlOffset, Fault)>,
    /// Places in the middle of an instruction of the linear sweep that control can get to, by offset.
    pub(super) hidden: Vec<IlOffset>,
    /// Whether the linear sweep ran to the end and there is nothing besides.
    pub(super) tiled: bool,
    /// What there is among the instructions.
    pub(super) kinds: Kinds,
}

bitflags! {
    /// What there is among some instructions: most bodies have little of it, and need not be gone through for it.
    #[derive(Clone, Copy)]
    pub(super) struct Kinds: u8 {
        /// Branches to one place inside the code.
        const BRANCHES = 1;
        /// Branches with more targets, or out of the code.
        const ODD_BRANCHES = 2;
        /// Prefixes.
        const PREFIXES = 4;
        /// Tokens of a kind that the opcode does not take.
        const MISFITS = 8;
    }
}

impl Kinds {
    fn of(instruction: &Instruction) -> Self {
        let kind = match instruction.operand {
            Operand::Target(_) => Self::BRANCHES,
            Operand::Outside(_) | Operand::Switch(_) => Self::ODD_BRANCHES,
            Operand::Token(_) if !fits(instruction) => Self::MISFITS,
            _ => Self::empty(),
        };
        if instruction.opcode.is_prefix() { kind | Self::PREFIXES } else { kind }
    }
}

/// Decodes each place at most once, so that the work is linear in the code.
pub(super) struct Sweep<'a> {
    code: Reader<'a>,
    /// Where decoding was tried.
    tried: Bits,
    kinds: Kinds,
    instructions: Vec<Instruction>,
    faults: Vec<(IlOffset, Fault)>,
    /// Prefixes that run into an instruction decoded before.
    joins: Vec<(IlOffset, Prefixes)>,
    /// Targets of switches that may still be looked at. Tables that do not overlap have fewer than the code has bytes.
    switch_targets: usize,
}

impl<'a> Sweep<'a> {
    /// Decodes all of `body`: first from the start to the end, then whatever control leads to besides.
    pub(super) fn run(body: &Body<'a>) -> Decoded {
        let size = body.code.len();
        let mut sweep = Self {
            code: body.code,
            tried: Bits::new(size),
            kinds: Kinds::empty(),
            instructions: Vec::with_capacity(size / 3),
            faults: Vec::new(),
            joins: Vec::new(),
            switch_targets: size,
        };
        let swept = sweep.linear(IlOffset(0), false);
        let in_line = sweep.instructions.len();

        let mut hidden = Vec::new();
        let mut work: Vec<IlOffset> = entries(body).filter(|entry| !sweep.tried.contains(*entry)).collect();
        let (mut followed, branches) = (0, Kinds::BRANCHES | Kinds::ODD_BRANCHES);
        loop {
            while let Some(instruction) = sweep.instructions.get(followed).filter(|_| sweep.kinds.intersects(branches))
            {
                match instruction.operand {
                    Operand::Target(target) if sweep.tried.contains(target) => {}
                    _ if instruction.is_branch() => {
                        let targets = instruction.targets(sweep.code).flatten();
                        work.extend(targets.filter(|target| !sweep.tried.contains(*target)));
                    }
                    _ => {}
                }
                followed = followed.saturating_add(1);
            }
            let Some(place) = work.pop() else { break };
            if place.index() < size && !sweep.tried.contains(place) {
                if place < swept {
                    hidden.push(place);
                }
                sweep.linear(place, true);
            }
        }
        hidden.sort_unstable();
        let tiled = swept.index() >= size && sweep.instructions.len() == in_line;
        let Self { mut instructions, mut faults, joins, kinds, .. } = sweep;
        if !tiled {
            instructions.sort_unstable_by_key(|instruction| instruction.offset);
        }
        faults.sort_unstable_by_key(|(at, _)| *at);
        for (at, prefixes) in joins {
            let index = instructions.binary_search_by_key(&at, |instruction| instruction.offset);
            if let Some(instruction) = index.ok().and_then(|index| instructions.get_mut(index)) {
                instruction.prefixes.merge(prefixes);
            }
        }
        Decoded { instructions, faults, hidden, tiled, kinds }
    }

    /// Decodes from `start` until an error, the end or a place tried before; a detour also ends where control does, for
    /// what follows has no claim to be code. Tells how far it got.
    fn linear(&mut self, start: IlOffset, detour: bool) -> IlOffset {
        let mut run = Instructions::starting_at(self.code, start);
        loop {
            let at = run.offset();
            let prefixes = run.pending();
            if !self.tried.insert(at) {
                if !prefixes.is_empty() {
                    self.joins.push((at, prefixes));
                }
                return at;
            }
            match run.step() {
                Some(Ok(instruction)) => {
                    if let Err(fault) = self.pay(&instruction) {
                        self.faults.push((at, fault));
                        return at;
                    }
                    self.kinds |= Kinds::of(&instruction);
                    self.instructions.push(instruction);
                    if detour && !instruction.opcode.flow().falls_through() {
                        return run.offset();
                    }
                }
                Some(Err(fault)) => {
                    self.faults.push((at, fault));
                    return at;
                }
                None => return at,
            }
        }
    }

    /// Counts the targets of a switch against what the code can hold: overlapping switches could share one long table.
    fn pay(&mut self, instruction: &Instruction) -> Result<(), Fault> {
        let Operand::Switch(count) = instruction.operand else { return Ok(()) };
        let count = usize::try_from(count).unwrap_or(usize::MAX);
        let Some(left) = self.switch_targets.checked_sub(count) else {
            let what = "overlapping switches have more targets than the code has bytes";
            let code = self.code.citing("§III.3.66");
            let at = code.at(instruction.offset.index()).unwrap_or(code);
            return Err(Fault { code: "B13", at: at.malformed(what) });
        };
        self.switch_targets = left;
        Ok(())
    }
}
