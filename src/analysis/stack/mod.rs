//! The abstract stack: runs a body once over provenance instead of values, joining where ways of control meet.
//!
//! It believes nothing the body says of itself: a stack that underflows gives unknown values, stacks of different depth are cut
//! to the shorter one, the stated maximum is ignored (trap B17).

use rustc_hash::FxHashMap;

use super::facts::{Block, Event, Facts, NullTest, Value, ValueId};
use crate::il::{Body, Clause, ClauseKind, Code, Flow, IlOffset, Instruction, Opcode};
use crate::metadata::{MemberRef, Metadata, MethodDef, MethodDefOrRef, MethodSpec, Row, Shape, StandAloneSig, Token};

mod execute;

/// Values that may meet in one slot before it counts as unknown.
const MEETING: usize = 32;

/// Blocks times variables up to which variables are tracked along the ways of control; beyond, each variable is one cell.
/// Blocks times depth of the stack is bounded in the same way.
const TRACKED: usize = 1 << 19;

/// Values that a stack always may hold. Real code stays far below.
const DEPTH: usize = 64;

/// What the variables and the stack hold at some point.
#[derive(Clone, Debug, Default)]
struct State {
    /// Locals, then arguments.
    variables: Vec<ValueId>,
    stack: Vec<ValueId>,
}

/// A slot that can be joined: at a block, in the variables or the stack.
type SlotKey = (u32, bool, u32);

struct Interpreter<'c, 'a> {
    metadata: &'c Metadata<'a>,
    code: &'c Code<'a>,
    clauses: &'c [Clause],
    returns_value: bool,
    locals: usize,
    arguments: usize,
    /// Variables whose address is taken.
    cells: Vec<bool>,
    facts: Facts,
    /// Instruction → the value it leaves, plus one.
    results: Vec<u32>,
    joins: FxHashMap<SlotKey, u32>,
    /// First instruction of each block → its number.
    leaders: FxHashMap<usize, u32>,
    /// For each block the instructions at which it starts and which it holds last.
    spans: Vec<(usize, usize)>,
    /// For each block the blocks of the handlers that protect it, and whether the handler gets the exception on its stack.
    handlers: Vec<Vec<(u32, bool)>>,
    entry: Vec<Option<State>>,
    pending: Vec<u32>,
    /// Whether variables are tracked at all.
    tracked: bool,
    /// Values that the stack may hold; what lies deeper is forgotten.
    depth: usize,
    /// The one value that stands for every exception caught.
    caught: Option<ValueId>,
    /// What the last conditional branch asked: the value, and whether the target is where it is null.
    asked: Option<(ValueId, bool)>,
}

/// Computes the facts of a body.
#[must_use]
pub fn facts<'a>(metadata: &Metadata<'a>, body: &Body<'a>, code: &Code<'a>, own: Shape) -> Facts {
    let mut interpreter = Interpreter::new(metadata, body, code, own);
    interpreter.run();
    interpreter.emit();
    interpreter.facts
}

/// The shape of the signature of whatever a call's token names.
#[must_use]
pub fn call_shape(metadata: &Metadata<'_>, token: Token) -> Option<Shape> {
    let signature = match token.table() {
        MethodDef::TABLE => metadata.row(token.rid::<MethodDef>()?).ok()?.signature,
        MemberRef::TABLE => metadata.row(token.rid::<MemberRef>()?).ok()?.signature,
        StandAloneSig::TABLE => metadata.row(token.rid::<StandAloneSig>()?).ok()?.signature,
        MethodSpec::TABLE => match metadata.row(token.rid::<MethodSpec>()?).ok()?.method? {
            MethodDefOrRef::MethodDef(rid) => metadata.row(rid).ok()?.signature,
            MethodDefOrRef::MemberRef(rid) => metadata.row(rid).ok()?.signature,
        },
        _ => return None,
    };
    metadata.method_shape(signature).ok()
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'c, 'a> Interpreter<'c, 'a> {
    fn new(metadata: &'c Metadata<'a>, body: &'c Body<'a>, code: &'c Code<'a>, own: Shape) -> Self {
        let instructions = code.instructions();
        let used = |pick: fn(&Instruction) -> Option<u16>| {
            instructions.iter().filter_map(pick).max().map_or(0, |highest| usize::from(highest) + 1)
        };
        let locals = used(Instruction::local);
        let arguments = used(Instruction::argument).max(own.arguments() as usize).min(0x1_0000);
        let mut interpreter = Self {
            metadata,
            code,
            clauses: &body.clauses,
            returns_value: own.returns_value,
            locals,
            arguments,
            cells: vec![false; locals + arguments],
            facts: Facts { values: vec![Value::Unknown], ..Facts::default() },
            results: vec![0; instructions.len()],
            joins: FxHashMap::default(),
            leaders: FxHashMap::default(),
            spans: Vec::new(),
            handlers: Vec::new(),
            entry: Vec::new(),
            pending: Vec::new(),
            tracked: true,
            depth: DEPTH,
            caught: None,
            asked: None,
        };
        interpreter.split();
        let tracked = interpreter.spans.len().saturating_mul(locals + arguments) <= TRACKED;
        interpreter.tracked = tracked;
        interpreter.depth = (TRACKED / interpreter.spans.len().max(1)).clamp(DEPTH, 4_096);
        for instruction in instructions {
            let address =
                matches!(instruction.opcode, Opcode::Ldloca | Opcode::LdlocaS | Opcode::Ldarga | Opcode::LdargaS);
            if let Some(slot) = interpreter.variable(instruction).filter(|_| address || !tracked)
                && let Some(cell) = interpreter.cells.get_mut(slot)
            {
                *cell = true;
            }
        }
        interpreter
    }

    /// The slot of the variable that an instruction names: locals first, then arguments.
    fn variable(&self, instruction: &Instruction) -> Option<usize> {
        instruction
            .local()
            .map(usize::from)
            .or_else(|| instruction.argument().map(|argument| self.locals + usize::from(argument)))
    }

    /// Splits the code into blocks: at targets, behind branches, at the borders of protected regions.
    fn split(&mut self) {
        let instructions = self.code.instructions();
        let mut starts: Vec<usize> = vec![0];
        let offset_index = |offset: IlOffset| self.code.index_of(offset);
        for clause in self.clauses {
            let filter = match clause.kind {
                ClauseKind::Filter(start) => Some(start),
                _ => None,
            };
            for border in [
                Some(clause.try_start),
                Some(clause.try_end),
                Some(clause.handler_start),
                Some(clause.handler_end),
                filter,
            ] {
                starts.extend(border.and_then(offset_index));
            }
        }
        for (index, instruction) in instructions.iter().enumerate() {
            let flow = instruction.opcode.flow();
            starts.extend(self.code.targets(instruction).flatten().filter_map(offset_index));
            let ends = !matches!(flow, Flow::Next | Flow::Call | Flow::Break | Flow::Prefix);
            if ends || self.code.next(index) != Some(index + 1) {
                starts.push(index + 1);
                starts.extend(self.code.next(index));
            }
        }
        starts.sort_unstable();
        starts.dedup();
        starts.retain(|start| *start < instructions.len());
        for (position, start) in starts.iter().enumerate() {
            let end = starts.get(position + 1).copied().unwrap_or(instructions.len());
            self.leaders.insert(*start, number(position));
            self.spans.push((*start, end - 1));
            let range = (instructions[*start].offset, instructions[end - 1].offset);
            self.facts.blocks.push(Block { range, ..Block::default() });
        }
        self.entry = vec![None; self.spans.len()];
        self.handlers = self.facts.blocks.iter().map(|block| self.handlers_of(block.range.0)).collect();
    }

    fn handlers_of(&self, at: IlOffset) -> Vec<(u32, bool)> {
        let mut handlers = Vec::new();
        for clause in self.clauses.iter().filter(|clause| clause.try_start <= at && at < clause.try_end) {
            let (start, caught) = match clause.kind {
                ClauseKind::Catch(_) => (clause.handler_start, true),
                ClauseKind::Filter(filter) => (filter, true),
                ClauseKind::Finally | ClauseKind::Fault => (clause.handler_start, false),
            };
            handlers.extend(self.block_at(start).map(|block| (block, caught)));
        }
        handlers
    }

    fn block_at(&self, offset: IlOffset) -> Option<u32> {
        self.leaders.get(&self.code.index_of(offset)?).copied()
    }

    fn run(&mut self) {
        if self.spans.is_empty() {
            return;
        }
        let variables = (0..self.locals + self.arguments)
            .map(|slot| match slot.checked_sub(self.locals) {
                Some(argument) => self.add(Value::Argument(u16::try_from(argument).unwrap_or(u16::MAX))),
                // Without InitLocals a local starts with anything; nothing in it can be an object.
                None => ValueId::UNKNOWN,
            })
            .collect();
        let variables = if self.tracked { variables } else { Vec::new() };
        self.entry[0] = Some(State { variables, stack: Vec::new() });
        self.pending.push(0);
        while let Some(block) = self.pending.pop() {
            self.step(block, false);
        }
    }

    /// Runs every reached block once more, with its final entry state, and writes down what it does.
    fn emit(&mut self) {
        for block in 0..self.spans.len() {
            if self.entry[block].is_some() {
                self.facts.blocks[block].reached = true;
                self.step(number(block), true);
            }
        }
        self.pending.clear();
        for block in &mut self.facts.blocks {
            block.successors.sort_unstable();
            block.successors.dedup();
        }
        self.facts.events.sort_by_key(|event| event.at);
    }

    fn add(&mut self, value: Value) -> ValueId {
        self.facts.values.push(value);
        ValueId(number(self.facts.values.len() - 1))
    }

    /// The value that an instruction leaves: one number for each instruction, so that running it again changes nothing but its operands.
    fn leave(&mut self, index: usize, value: Value) -> ValueId {
        if let Some(known) = self.results[index].checked_sub(1) {
            self.facts.values[known as usize] = value;
            return ValueId(known);
        }
        let id = self.add(value);
        self.results[index] = id.0 + 1;
        id
    }

    /// Joins a state into the entry of a block.
    fn flow_to(&mut self, block: u32, variables: &[ValueId], stack: &[ValueId]) {
        let index = block as usize;
        let Some(mut entry) = self.entry[index].take() else {
            self.entry[index] = Some(State { variables: variables.to_vec(), stack: stack.to_vec() });
            self.pending.push(block);
            return;
        };
        let mut changed = entry.stack.len() > stack.len();
        entry.stack.truncate(stack.len());
        for (position, (known, new)) in entry.variables.iter_mut().zip(variables).enumerate() {
            changed |= self.join((block, false, number(position)), known, *new);
        }
        for (position, (known, new)) in entry.stack.iter_mut().zip(stack).enumerate() {
            changed |= self.join((block, true, number(position)), known, *new);
        }
        self.entry[index] = Some(entry);
        if changed {
            self.pending.push(block);
        }
    }

    /// Joins a value into a slot; whether the slot now holds another value.
    fn join(&mut self, key: SlotKey, known: &mut ValueId, new: ValueId) -> bool {
        if *known == new {
            return false;
        }
        if let Some(join) = self.joins.get(&key).copied() {
            let meeting = &mut self.facts.merged[join as usize];
            if meeting.len() < MEETING && !meeting.contains(&new) {
                meeting.push(if meeting.len() + 1 == MEETING { ValueId::UNKNOWN } else { new });
            }
            return false;
        }
        let join = number(self.facts.merged.len());
        let id = self.add(Value::Merged(join));
        self.facts.merged.push(vec![*known, new]);
        self.joins.insert(key, join);
        *known = id;
        true
    }

    fn step(&mut self, block: u32, emit: bool) {
        let Some(State { mut variables, mut stack }) = self.entry[block as usize].clone() else { return };
        self.asked = None;
        let (first, last) = self.spans[block as usize];
        self.guard(block, &variables);
        for index in first..=last {
            let instruction = self.code.instructions()[index];
            if let Some(action) = self.execute(index, &instruction, &mut variables, &mut stack)
                && emit
            {
                self.facts.events.push(Event { at: instruction.offset, action });
            }
            if stack.len() > self.depth * 2 {
                stack.drain(..stack.len() - self.depth);
            }
            if let Some((slot, value)) = self.stored(&instruction).and_then(|slot| Some((slot, *variables.get(slot)?)))
            {
                self.guard_slot(block, slot, value);
            }
        }
        let instruction = self.code.instructions()[last];
        self.leave_block(block, last, &instruction, &variables, &stack);
        if emit && instruction.opcode.flow() == Flow::CondBranch {
            self.facts.blocks[block as usize].test = self.null_test(last, &instruction);
        }
    }

    fn null_test(&mut self, last: usize, instruction: &Instruction) -> Option<NullTest> {
        let (value, target_is_null) = self.asked.take()?;
        let next = self.leaders.get(&self.code.next(last)?).copied()?;
        let target = self.code.targets(instruction).flatten().find_map(|target| self.block_at(target))?;
        let (null, other) = if target_is_null { (target, next) } else { (next, target) };
        Some(NullTest { value, null, other })
    }

    /// The tracked variable that an instruction stores to.
    fn stored(&self, instruction: &Instruction) -> Option<usize> {
        use Opcode::{Starg, StargS, Stloc, Stloc0, Stloc1, Stloc2, Stloc3, StlocS};
        let store = matches!(instruction.opcode, Starg | StargS | Stloc | StlocS | Stloc0 | Stloc1 | Stloc2 | Stloc3);
        self.variable(instruction).filter(|slot| store && self.cells.get(*slot) == Some(&false))
    }

    /// A handler can be entered from anywhere in the blocks it protects.
    fn guard(&mut self, block: u32, variables: &[ValueId]) {
        for (handler, caught) in self.handlers[block as usize].clone() {
            let stack: &[ValueId] = if caught { &[self.caught()] } else { &[] };
            self.successor(block, handler);
            self.flow_to(handler, variables, stack);
        }
    }

    fn guard_slot(&mut self, block: u32, slot: usize, value: ValueId) {
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

    fn caught(&mut self) -> ValueId {
        if let Some(known) = self.caught {
            return known;
        }
        let id = self.add(Value::Caught);
        self.caught = Some(id);
        id
    }

    fn successor(&mut self, from: u32, to: u32) {
        let successors = &mut self.facts.blocks[from as usize].successors;
        if successors.last() != Some(&to) {
            successors.push(to);
        }
    }

    fn leave_block(
        &mut self,
        block: u32,
        last: usize,
        instruction: &Instruction,
        variables: &[ValueId],
        stack: &[ValueId],
    ) {
        let flow = instruction.opcode.flow();
        let empty: &[ValueId] = &[];
        if flow.falls_through()
            && let Some(next) = self.code.next(last).and_then(|next| self.leaders.get(&next).copied())
        {
            self.successor(block, next);
            self.flow_to(next, variables, stack);
        }
        let carried = if flow == Flow::Leave { empty } else { stack };
        let targets: Vec<u32> =
            self.code.targets(instruction).flatten().filter_map(|target| self.block_at(target)).collect();
        for target in targets {
            self.successor(block, target);
            self.flow_to(target, variables, carried);
        }
        match flow {
            Flow::EndFinally => {
                for target in self.behind_finally(instruction.offset) {
                    self.successor(block, target);
                    self.flow_to(target, variables, empty);
                }
            }
            Flow::EndFilter => {
                let at = instruction.offset;
                let handler = self
                    .clauses
                    .iter()
                    .filter(|clause| matches!(clause.kind, ClauseKind::Filter(start) if start <= at && at < clause.handler_start))
                    .find_map(|clause| self.block_at(clause.handler_start));
                if let Some(handler) = handler {
                    let caught = self.caught();
                    self.successor(block, handler);
                    self.flow_to(handler, variables, &[caught]);
                }
            }
            _ => {}
        }
    }

    /// Where control goes on behind the `finally` handler around `at`: the targets of what leaves its protected region.
    fn behind_finally(&self, at: IlOffset) -> Vec<u32> {
        let around = |clause: &&Clause| {
            matches!(clause.kind, ClauseKind::Finally) && clause.handler_start <= at && at < clause.handler_end
        };
        let Some(clause) = self.clauses.iter().filter(around).max_by_key(|clause| clause.handler_start) else {
            return Vec::new();
        };
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
        targets
    }
}
