//! Where control can go from a block: behind it, and into the handlers that protect it.

use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::webs::{stores, takes_address};
use super::{Carried, Exits, Interpreter, number};
use crate::analysis::facts::{Value, ValueId};
use crate::il::{Clause, ClauseKind, Flow, IlOffset, Instruction};

impl Interpreter<'_, '_> {
    /// Gives each block the handlers that protect it. Clauses that say the same count once.
    pub(super) fn find_handlers(&mut self) {
        self.handlers = vec![Vec::new(); self.spans.len()];
        let mut seen = FxHashSet::default();
        for clause in self.clauses {
            let (start, caught) = match clause.kind {
                ClauseKind::Catch(_) => (clause.handler_start, true),
                ClauseKind::Filter(filter) => (filter, true),
                ClauseKind::Finally | ClauseKind::Fault => (clause.handler_start, false),
            };
            let Some(handler) = self.block_at(start) else { continue };
            if !seen.insert((clause.try_start, clause.try_end, handler, caught)) {
                continue;
            }
            let at = |offset: IlOffset| self.facts.blocks.partition_point(|block| block.range.0 < offset);
            let (first, end) = (at(clause.try_start), at(clause.try_end));
            for handlers in self.handlers.get_mut(first..end).into_iter().flatten() {
                let Some(left) = self.ways.checked_sub(1) else {
                    self.facts.bounded = true;
                    return;
                };
                self.ways = left;
                if !handlers.contains(&(handler, caught)) {
                    handlers.push((handler, caught));
                }
            }
        }
    }

    /// Where control goes on behind the last instruction of a block.
    fn find_exits(&mut self, last: usize, instruction: &Instruction) -> Vec<(u32, Carried)> {
        let flow = instruction.opcode.flow();
        let mut exits = Vec::new();
        if flow.falls_through()
            && let Some(next) = self.code.next(last).and_then(|next| self.leaders.get(&next).copied())
        {
            exits.push((next, Carried::Stack));
        }
        let carried = if flow == Flow::Leave { Carried::Nothing } else { Carried::Stack };
        let mut targets: Vec<u32> =
            self.code.targets(instruction).flatten().filter_map(|target| self.block_at(target)).collect();
        targets.sort_unstable();
        targets.dedup();
        exits.extend(targets.into_iter().map(|target| (target, carried)));
        match flow {
            Flow::EndFinally => {
                let behind = self.behind_finally(instruction.offset);
                let kept = behind.len().min(self.ways);
                self.facts.bounded |= kept < behind.len();
                self.ways -= kept;
                exits.extend(behind.iter().take(kept).map(|target| (*target, Carried::Nothing)));
            }
            Flow::EndFilter => {
                let at = instruction.offset;
                self.charge(self.clauses.len());
                let handler = self
                    .clauses
                    .iter()
                    .filter(|clause| matches!(clause.kind, ClauseKind::Filter(start) if start <= at && at < clause.handler_start))
                    .find_map(|clause| self.block_at(clause.handler_start));
                exits.extend(handler.map(|handler| (handler, Carried::Caught)));
            }
            _ => {}
        }
        exits
    }

    /// Where control goes on behind the `finally` handler around `at`: the targets of what leaves its protected region.
    fn behind_finally(&mut self, at: IlOffset) -> Rc<[u32]> {
        let Some((position, clause)) = self.finally_around(at) else { return Rc::default() };
        if let Some(known) = self.behind.get(&position) {
            return Rc::clone(known);
        }
        self.charge(self.spans.len());
        let inside = |offset: IlOffset| clause.try_start <= offset && offset < clause.try_end;
        let mut targets: Vec<u32> = self
            .spans
            .iter()
            .map(|(_, last)| &self.code.instructions()[*last])
            .filter(|instruction| instruction.opcode.flow() == Flow::Leave && inside(instruction.offset))
            .flat_map(|instruction| self.code.targets(instruction).flatten())
            .filter(|target| !inside(*target))
            .filter_map(|target| self.block_at(target))
            .collect();
        targets.sort_unstable();
        targets.dedup();
        let targets: Rc<[u32]> = targets.into();
        self.behind.insert(position, Rc::clone(&targets));
        targets
    }

    /// The innermost `finally` clause whose handler is around an instruction, and its number.
    fn finally_around(&mut self, at: IlOffset) -> Option<(usize, Clause)> {
        self.charge(self.clauses.len());
        let around = |(_, clause): &(usize, &Clause)| {
            matches!(clause.kind, ClauseKind::Finally) && clause.handler_start <= at && at < clause.handler_end
        };
        let innermost = self.clauses.iter().enumerate().filter(around).max_by_key(|(_, clause)| clause.handler_start);
        innermost.map(|(position, clause)| (position, *clause))
    }

    /// Notes which blocks are at the end of a `finally` handler.
    pub(super) fn find_ends_of_finally(&mut self) {
        for number in 0..self.spans.len() {
            let last = self.spans.get(number).and_then(|(_, last)| self.code.instructions().get(*last));
            let at = last.filter(|last| last.opcode.flow() == Flow::EndFinally).map(|last| last.offset);
            let around = at.and_then(|at| self.finally_around(at));
            if let (Some((_, clause)), Some(block)) = (around, self.facts.blocks.get_mut(number)) {
                block.ends_finally = Some((clause.handler_start, clause.handler_end));
            }
        }
    }

    /// The same, found once for each block.
    pub(super) fn exits_of(&mut self, block: usize, last: usize, instruction: &Instruction) -> Exits {
        if let Some(known) = &self.exits[block] {
            return Rc::clone(known);
        }
        let exits: Exits = self.find_exits(last, instruction).into();
        self.exits[block] = Some(Rc::clone(&exits));
        exits
    }

    /// The tracked variable that an instruction stores to, or lends.
    pub(super) fn stored(&self, instruction: &Instruction) -> Option<usize> {
        let changes = stores(instruction) || takes_address(instruction);
        self.variable(instruction).filter(|slot| changes && self.cells.get(*slot) == Some(&false))
    }

    /// A handler can be entered from anywhere in the blocks it protects.
    pub(super) fn guard(&mut self, block: u32, variables: &[ValueId]) {
        for (handler, caught) in self.handlers[block as usize].clone() {
            let stack: &[ValueId] = if caught { &[self.caught(handler)] } else { &[] };
            self.flow_to(handler, variables, stack);
        }
    }

    pub(super) fn guard_slot(&mut self, block: u32, slot: usize, value: ValueId) {
        for (handler, _) in self.handlers[block as usize].clone() {
            let index = handler as usize;
            let Some(mut entry) = self.entry[index].take() else { continue };
            let changed = match entry.variables.get_mut(slot) {
                Some(known) => self.join((handler, false, number(slot)), known, value),
                None => false,
            };
            self.entry[index] = Some(entry);
            if changed {
                self.pending.push(handler);
            }
        }
    }

    /// What the handler, or filter, in a block gets.
    fn caught(&mut self, handler: u32) -> ValueId {
        if let Some(known) = self.caught.get(&handler) {
            return *known;
        }
        let id = self.add(Value::Caught);
        self.caught.insert(handler, id);
        id
    }

    pub(super) fn leave_block(
        &mut self,
        block: u32,
        last: usize,
        instruction: &Instruction,
        variables: &[ValueId],
        stack: &[ValueId],
    ) {
        let exits = self.exits_of(block as usize, last, instruction);
        for (target, carried) in exits.iter() {
            let told = self.told_at((last, instruction), *target, (variables, stack));
            let (variables, stack) =
                told.as_ref().map_or((variables, stack), |(variables, stack)| (variables.as_slice(), stack.as_slice()));
            match carried {
                Carried::Stack => self.flow_to(*target, variables, stack),
                Carried::Nothing => self.flow_to(*target, variables, &[]),
                Carried::Caught => {
                    let caught = self.caught(*target);
                    self.flow_to(*target, variables, &[caught]);
                }
            }
        }
    }
}
