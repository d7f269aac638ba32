//! What is asked of the blocks of a method: by which branches control gets to an instruction, and by which values they choose.

use rustc_hash::FxHashSet;

use super::facts::{Action, Block, Facts, Value, ValueId};
use crate::il::IlOffset;

impl Facts {
    /// How many basic blocks the method has.
    #[must_use]
    pub fn block_count(&self) -> usize {
        self.blocks.len()
    }

    /// Whether control only gets to the instruction at `at` where something is null: `asked` says of a value that a branch asks whether
    /// it tells that, and if so, whether by being zero or null itself.
    #[must_use]
    pub fn is_behind_null_test(&self, at: IlOffset, asked: &dyn Fn(ValueId) -> Option<bool>) -> bool {
        let Some(block) = self.block_of(at) else { return false };
        let tests = self.blocks.iter().enumerate().filter_map(|(number, tested)| Some((number, tested.test?)));
        let tests = tests.filter_map(|(number, test)| Some((number, test, asked(test.value)?)));
        // Authors test a field a few times in a method; a method made to be expensive is not followed further.
        tests.take(16).any(|(number, test, by_zero)| {
            let other = if by_zero { test.other } else { test.null };
            number != block
                && test.null != test.other
                && !self.reaches((number, other as usize), block, number)
                && !self.reaches((0, 0), block, number)
        })
    }

    /// Whether control that comes to an instruction always gets to another one, unless it goes round for ever or ends with an exception.
    pub(super) fn always_leads_to(&self, from: IlOffset, to: IlOffset) -> bool {
        /// Ends of a method that are looked at. Not a limit to be set: one with more is not asked, and the answer is no.
        const ENDS: usize = 16;
        let (Some(first), Some(then)) = (self.block_of(from), self.block_of(to)) else { return false };
        if first == then {
            return from < to;
        }
        let ends = self.blocks.iter().enumerate();
        let ends = ends.filter(|(_, block)| block.reached && block.successors.is_empty() && !self.throws(block));
        let ends: Vec<usize> = ends.map(|(end, _)| end).take(ENDS + 1).collect();
        ends.len() <= ENDS && !ends.into_iter().any(|end| self.reaches((first, first), end, then))
    }

    /// Whether of the branches before the instruction at `at` that ask the same as for [`Self::is_behind_null_test`] one ends with an exception
    /// for those who find something that is not null.
    #[must_use]
    pub fn refuses_others(&self, at: IlOffset, asked: &dyn Fn(ValueId) -> Option<bool>) -> bool {
        let Some(block) = self.block_of(at) else { return false };
        let tests = self.blocks.iter().enumerate().filter_map(|(number, tested)| Some((number, tested.test?)));
        let tests = tests.filter_map(|(number, test)| Some((number, test, asked(test.value)?)));
        tests.take(16).any(|(number, test, by_zero)| {
            let other = if by_zero { test.other } else { test.null } as usize;
            number != block && test.null != test.other && self.only_throws(other, number)
        })
    }

    /// The values by which branches choose where control goes on, but those of which one side ends with an exception: who goes on has been
    /// through the other. Nothing is known of the choices of a method with more than a few, and so is said.
    #[must_use]
    pub fn choices(&self) -> Vec<ValueId> {
        /// Branches that are looked at. Not a limit to be set: a method with more of them is no plain initialisation.
        const BRANCHES: usize = 64;
        let is_branch = |block: &Block| block.reached && block.chooses_by != [ValueId::UNKNOWN; 2];
        let branches: Vec<usize> = (0..self.blocks.len()).filter(|it| is_branch(&self.blocks[*it])).collect();
        if branches.len() > BRANCHES {
            return vec![ValueId::UNKNOWN];
        }
        let is_check = |branch: &usize| {
            let block = &self.blocks[*branch];
            block.successors.iter().any(|next| self.only_throws(*next as usize, *branch))
        };
        let choosing = branches.into_iter().filter(|branch| !is_check(branch));
        let chosen = choosing.flat_map(|branch| self.blocks[branch].chooses_by);
        chosen.filter(|value| *value != ValueId::UNKNOWN).collect()
    }

    /// Whether control that comes into a block ends with an exception, and does not come back to another one.
    fn only_throws(&self, block: usize, back: usize) -> bool {
        let mut seen = FxHashSet::default();
        let mut pending = vec![block];
        while let Some(next) = pending.pop() {
            let Some(block) = self.blocks.get(next).filter(|_| next != back) else { return false };
            if seen.insert(next) {
                if block.successors.is_empty() && !self.throws(block) {
                    return false;
                }
                pending.extend(block.successors.iter().map(|block| *block as usize));
            }
        }
        true
    }

    /// Whether a block ends with `throw` or `rethrow`.
    fn throws(&self, block: &Block) -> bool {
        let last = self.event_at(block.range.1).map(|event| event.action);
        matches!(last, Some(Action::Throw(_) | Action::Rethrow))
    }

    /// The values that some branch compares with null.
    pub fn null_tests(&self) -> impl Iterator<Item = ValueId> + '_ {
        self.blocks.iter().filter_map(|block| block.test).map(|test| test.value)
    }

    /// Whether control that comes from block `from.0` into block `from.1` can get to block `to` without block `barred`. Where a block
    /// asks for a value that the block before it left as a constant on the stack (`a && b` in development builds), only the way that this
    /// constant opens counts.
    fn reaches(&self, from: (usize, usize), to: usize, barred: usize) -> bool {
        let mut seen = FxHashSet::default();
        let mut pending = vec![from];
        while let Some((before, next)) = pending.pop() {
            if next == barred {
                continue;
            }
            if next == to {
                return true;
            }
            let Some(block) = self.blocks.get(next) else { continue };
            let known = self.blocks.get(before).and_then(|before| self.is_zero_behind(before, block));
            if !seen.insert((known, next)) {
                continue;
            }
            match (known, block.test) {
                (Some(is_zero), Some(test)) => {
                    pending.push((next, if is_zero { test.null } else { test.other } as usize));
                }
                _ => pending.extend(block.successors.iter().map(|block| (next, *block as usize))),
            }
        }
        false
    }

    /// Whether what a block asks for at its end is zero, where the block before it left a constant on the stack and that is what is asked for.
    fn is_zero_behind(&self, before: &Block, block: &Block) -> Option<bool> {
        let test = block.test.filter(|test| block.top.0 == Some(test.value))?;
        if test.null == test.other {
            return None;
        }
        match self.value(before.top.1?) {
            Value::Constant(number) => Some(number == 0),
            Value::Null => Some(true),
            _ => None,
        }
    }

    /// What lies on top of the stack at an instruction where a block begins.
    #[must_use]
    pub fn on_entry(&self, at: IlOffset) -> Option<ValueId> {
        self.blocks.get(self.block_of(at)?).filter(|block| block.range.0 == at)?.top.0
    }

    pub(super) fn block_of(&self, at: IlOffset) -> Option<usize> {
        let position = self.blocks.partition_point(|block| block.range.0 <= at);
        let index = position.checked_sub(1)?;
        self.blocks.get(index).filter(|block| block.reached && at <= block.range.1).map(|_| index)
    }
}
