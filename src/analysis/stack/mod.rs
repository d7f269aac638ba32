//! The abstract stack: runs a body once over provenance instead of values, joining where ways of control meet.
//!
//! It believes nothing the body says of itself: a stack that underflows gives unknown values, stacks of different depth are cut
//! to the shorter one, the stated maximum is ignored (trap B17).

use std::rc::Rc;

use rustc_hash::FxHashMap;

use super::facts::{Arguments, Block, Event, Facts, NullTest, Value, ValueId};
use crate::il::{Body, Clause, ClauseKind, Code, Flow, IlOffset, Instruction};
use crate::metadata::{
    BlobIndex, MemberRef, Metadata, MethodDef, MethodDefOrRef, MethodSpec, Row, Shape, StandAloneSig, Token,
};

mod execute;
mod lent;
mod numbered;
mod parts;
mod told;
mod ways;
mod webs;

use lent::Lent;
use parts::ANY_TIME;
use told::Told;
use webs::Webs;

/// Values that may meet in one slot before it counts as unknown, which is said.
const MEETING: usize = 1_024;

/// Blocks times variables up to which variables are tracked along the ways of control; beyond, each variable is one cell.
/// Blocks times depth of the stack is bounded in the same way.
const TRACKED: usize = 1 << 18;

/// Values that a stack always may hold. Real code stays far below.
const DEPTH: usize = 64;

/// Operands that a call may lack on the stack before it counts as one without operands, which is said.
const LACKING: usize = 8;

/// Values joined, for each byte of code, before variables are no longer tracked; without that, before the analysis of the
/// method ends, which is said.
const WORK: usize = 256;

/// Values that are kept because they meet, for each byte of code, with the same consequences.
const KEPT: usize = 2;

/// Handlers of blocks and ways out of `finally` handlers, for each block; the rest is left out, which is said.
const EXITS: usize = 16;

/// What the variables and the stack hold at some point.
#[derive(Clone, Debug, Default)]
struct State {
    /// Locals, then arguments, then fields of structs in them.
    variables: Vec<ValueId>,
    stack: Vec<ValueId>,
}

/// A variable by its number in the code; locals come before arguments.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
enum Variable {
    Local(u16),
    Argument(u16),
}

/// Where control goes on behind a block, and with what.
type Exits = Rc<[(u32, Carried)]>;

/// What a way of control carries on.
#[derive(Clone, Copy, Debug)]
enum Carried {
    /// The stack as it is.
    Stack,
    /// Nothing.
    Nothing,
    /// The exception.
    Caught,
}

/// A slot that can be joined: at a block, in the variables or the stack.
type SlotKey = (u32, bool, u32);

struct Interpreter<'c, 'a> {
    metadata: &'c Metadata<'a>,
    code: &'c Code<'a>,
    clauses: &'c [Clause],
    returns_value: bool,
    /// The variables that the code names: locals, then arguments; a slot is a place in this list.
    names: Vec<Variable>,
    /// How many arguments it has.
    arguments: usize,
    /// Variables whose address is taken.
    cells: Vec<bool>,
    /// What is told apart of those.
    webs: Webs,
    /// Those whose address is only taken for a call.
    lent: Lent,
    /// The number of the next local variable that counts as one of its own.
    next_local: u16,
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
    /// For each block that ran where control goes on.
    exits: Vec<Option<Exits>>,
    /// For each clause of kind `finally` that was asked where control goes on behind it.
    behind: FxHashMap<usize, Rc<[u32]>>,
    /// The arguments that `jmp` hands on.
    handed_on: Option<Arguments>,
    /// Values that may still be joined.
    work: usize,
    /// Values that may still be kept because they meet.
    room: usize,
    /// Handlers and ways out of handlers that may still be kept.
    ways: usize,
    /// Whether this is the last run, which writes down what happens.
    emitting: bool,
    entry: Vec<Option<State>>,
    pending: Vec<u32>,
    /// Whether variables are tracked at all.
    tracked: bool,
    /// Values that the stack may hold; what lies deeper is forgotten.
    depth: usize,
    /// What the handlers and filters get, by their first blocks.
    caught: FxHashMap<u32, ValueId>,
    /// What the last conditional branch asked: the value, and whether the target is where it is null.
    asked: Option<(ValueId, bool)>,
    /// The values by which the last branch chose.
    chooses_by: [ValueId; 2],
    /// What it tells of an object.
    told: Option<Told>,
    /// What the values are that branches told something of, by the last instruction of a block and the block behind it.
    told_values: FxHashMap<(usize, u32), ValueId>,
    /// Outcomes of comparisons with a constant: what was compared, and with what.
    compared: FxHashMap<ValueId, (ValueId, i32)>,
    /// Results of calls that get one object only, and perhaps read something of it.
    read_of: FxHashMap<ValueId, (ValueId, Token)>,
}

/// Computes the facts of a body.
#[must_use]
pub fn facts<'a>(metadata: &Metadata<'a>, body: &Body<'a>, code: &Code<'a>, own: Shape) -> Facts {
    let mut interpreter = Interpreter::new(metadata, body, code, own, true);
    if interpreter.tracked && !interpreter.run() {
        interpreter = Interpreter::new(metadata, body, code, own, false);
    }
    if !interpreter.tracked && !interpreter.run() {
        interpreter.facts.bounded = true;
    }
    interpreter.emit();
    let mut facts = interpreter.facts;
    numbered::number_values(&mut facts);
    facts.finish();
    facts
}

/// The shape of the signature of whatever a call's token names.
#[must_use]
pub fn call_shape(metadata: &Metadata<'_>, token: Token) -> Option<Shape> {
    metadata.method_shape(call_signature(metadata, token)?).ok()
}

/// The signature of whatever a call's token names.
fn call_signature(metadata: &Metadata<'_>, token: Token) -> Option<BlobIndex> {
    Some(match token.table() {
        MethodDef::TABLE => metadata.row(token.rid::<MethodDef>()?).ok()?.signature,
        MemberRef::TABLE => metadata.row(token.rid::<MemberRef>()?).ok()?.signature,
        StandAloneSig::TABLE => metadata.row(token.rid::<StandAloneSig>()?).ok()?.signature,
        MethodSpec::TABLE => match metadata.row(token.rid::<MethodSpec>()?).ok()?.method? {
            MethodDefOrRef::MethodDef(rid) => metadata.row(rid).ok()?.signature,
            MethodDefOrRef::MemberRef(rid) => metadata.row(rid).ok()?.signature,
        },
        _ => return None,
    })
}

fn number(length: usize) -> u32 {
    u32::try_from(length).unwrap_or(u32::MAX)
}

impl<'c, 'a> Interpreter<'c, 'a> {
    fn new(metadata: &'c Metadata<'a>, body: &'c Body<'a>, code: &'c Code<'a>, own: Shape, tracked: bool) -> Self {
        let instructions = code.instructions();
        let mut names: Vec<Variable> = instructions.iter().filter_map(variable).collect();
        names.sort_unstable();
        names.dedup();
        let bytes = body.code.len();
        let mut interpreter = Self {
            metadata,
            code,
            clauses: &body.clauses,
            returns_value: own.returns_value,
            cells: vec![false; names.len()],
            webs: Webs::default(),
            lent: Lent::default(),
            next_local: next_local(&names),
            names,
            arguments: own.arguments() as usize,
            facts: Facts { values: vec![Value::Unknown], ..Facts::default() },
            results: vec![0; instructions.len()],
            joins: FxHashMap::default(),
            leaders: FxHashMap::default(),
            spans: Vec::new(),
            handlers: Vec::new(),
            exits: Vec::new(),
            behind: FxHashMap::default(),
            handed_on: None,
            work: bytes.saturating_mul(WORK).saturating_add(1 << 14),
            room: bytes.saturating_mul(KEPT).saturating_add(64),
            ways: 0,
            emitting: false,
            entry: Vec::new(),
            pending: Vec::new(),
            tracked: true,
            depth: DEPTH,
            caught: FxHashMap::default(),
            asked: None,
            chooses_by: [ValueId::UNKNOWN; 2],
            told: None,
            told_values: FxHashMap::default(),
            compared: FxHashMap::default(),
            read_of: FxHashMap::default(),
        };
        interpreter.split();
        let tracked = tracked && interpreter.spans.len().saturating_mul(interpreter.names.len()) <= TRACKED;
        interpreter.tracked = tracked;
        interpreter.depth = (TRACKED / interpreter.spans.len().max(1)).clamp(DEPTH, 4_096);
        for instruction in instructions {
            let address = webs::takes_address(instruction);
            if let Some(slot) = interpreter.variable(instruction).filter(|_| address || !tracked)
                && let Some(cell) = interpreter.cells.get_mut(slot)
            {
                *cell = true;
            }
        }
        if tracked {
            interpreter.find_lent(body);
            interpreter.find_webs();
        }
        interpreter
    }

    /// The slot of the variable that an instruction names.
    fn variable(&self, instruction: &Instruction) -> Option<usize> {
        self.names.binary_search(&variable(instruction)?).ok()
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
        self.exits = vec![None; self.spans.len()];
        self.ways = self.spans.len().saturating_mul(EXITS);
        self.find_handlers();
    }

    fn block_at(&self, offset: IlOffset) -> Option<u32> {
        self.leaders.get(&self.code.index_of(offset)?).copied()
    }

    /// Runs until nothing changes; whether that was within the bounds.
    fn run(&mut self) -> bool {
        if self.spans.is_empty() {
            return true;
        }
        let mut variables = Vec::new();
        if self.tracked {
            variables.reserve(self.names.len() + self.parts());
            for name in self.names.clone() {
                variables.push(match name {
                    Variable::Argument(argument) => self.add(Value::Argument(argument)),
                    // Without InitLocals a local starts with anything; nothing in it can be an object.
                    Variable::Local(_) => ValueId::UNKNOWN,
                });
            }
            variables.extend(std::iter::repeat_n(ANY_TIME, self.parts()));
        }
        self.entry[0] = Some(State { variables, stack: Vec::new() });
        self.pending.push(0);
        while let Some(block) = self.pending.pop() {
            self.step(block);
            if self.work == 0 || self.room == 0 {
                return false;
            }
        }
        true
    }

    /// Runs every reached block once more, with its final entry state, and writes down what it does.
    fn emit(&mut self) {
        self.emitting = true;
        for block in 0..self.spans.len() {
            if self.entry[block].is_some() {
                self.facts.blocks[block].reached = true;
                self.step(number(block));
            }
        }
        self.pending.clear();
        for (block, exits) in self.facts.blocks.iter_mut().zip(&self.exits) {
            block.successors = exits.iter().flat_map(|exits| exits.iter()).map(|(to, _)| *to).collect();
            block.successors.sort_unstable();
            block.successors.dedup();
        }
        for (block, handlers) in self.handlers.iter().enumerate() {
            self.facts.blocks[block].catching =
                handlers.iter().filter(|(_, caught)| *caught).map(|(handler, _)| *handler).collect();
            let successors = &mut self.facts.blocks[block].successors;
            successors.extend(handlers.iter().map(|(handler, _)| *handler));
            successors.sort_unstable();
            successors.dedup();
        }
        self.find_ends_of_finally();
        self.facts.events.sort_by_key(|event| event.at);
    }

    /// Charges work; at 0 the run ends.
    fn charge(&mut self, work: usize) {
        self.work = self.work.saturating_sub(work);
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
        self.charge(1 + variables.len() + stack.len());
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
        if *known == new || *known == ANY_TIME {
            return false;
        }
        if new != ANY_TIME && !self.told_values.is_empty() {
            // One object, of which something else was told on each way.
            let plain = self.untold(*known);
            if plain == self.untold(new) {
                return std::mem::replace(known, plain) != plain;
            }
        }
        if new == ANY_TIME {
            *known = new;
            return true;
        }
        if let Some(join) = self.joins.get(&key).copied() {
            let meeting = &mut self.facts.merged[join as usize];
            let count = meeting.len();
            if count < MEETING && !meeting.contains(&new) {
                self.facts.bounded |= count + 1 == MEETING;
                meeting.push(if count + 1 == MEETING { ValueId::UNKNOWN } else { new });
                self.room = self.room.saturating_sub(1);
            }
            self.charge(count / 8);
            return false;
        }
        let join = number(self.facts.merged.len());
        self.room = self.room.saturating_sub(1);
        let id = self.add(Value::Merged(join));
        self.facts.merged.push(vec![*known, new]);
        self.joins.insert(key, join);
        *known = id;
        true
    }

    fn step(&mut self, block: u32) {
        let Some(State { mut variables, mut stack }) = self.entry[block as usize].clone() else { return };
        (self.asked, self.told, self.chooses_by) = (None, None, [ValueId::UNKNOWN; 2]);
        let (first, last) = self.spans[block as usize];
        if self.emitting {
            self.facts.blocks[block as usize].top.0 = stack.last().copied();
        } else {
            self.guard(block, &variables);
        }
        self.charge(1 + last - first);
        for index in first..=last {
            let instruction = self.code.instructions()[index];
            if let Some(action) = self.execute(index, &instruction, &mut variables, &mut stack)
                && self.emitting
            {
                self.facts.events.push(Event { at: instruction.offset, action });
            }
            if stack.len() > self.depth * 2 {
                stack.drain(..stack.len() - self.depth);
            }
            if !self.emitting
                && let Some((slot, value)) =
                    self.stored(&instruction).and_then(|slot| Some((slot, *variables.get(slot)?)))
            {
                self.guard_slot(block, slot, value);
            }
        }
        let instruction = self.code.instructions()[last];
        if !self.emitting {
            self.leave_block(block, last, &instruction, &variables, &stack);
            return;
        }
        let test =
            (instruction.opcode.flow() == Flow::CondBranch).then(|| self.null_test(last, &instruction)).flatten();
        let described = &mut self.facts.blocks[block as usize];
        (described.test, described.top.1) = (test, stack.last().copied());
        described.chooses_by = self.chooses_by;
    }

    fn null_test(&mut self, last: usize, instruction: &Instruction) -> Option<NullTest> {
        let (value, target_is_null) = self.asked.take()?;
        let next = self.leaders.get(&self.code.next(last)?).copied()?;
        let target = self.code.targets(instruction).flatten().find_map(|target| self.block_at(target))?;
        let (null, other) = if target_is_null { (target, next) } else { (next, target) };
        Some(NullTest { value, null, other })
    }
}

/// The variable that an instruction names.
fn variable(instruction: &Instruction) -> Option<Variable> {
    let local = instruction.local().map(Variable::Local);
    local.or_else(|| instruction.argument().map(Variable::Argument))
}

/// The number of a local variable behind all that the code names.
fn next_local(names: &[Variable]) -> u16 {
    let locals = names.iter().filter_map(|name| match name {
        Variable::Local(local) => local.checked_add(1),
        Variable::Argument(_) => None,
    });
    locals.max().unwrap_or(0)
}
