//! Where control gets to, with what is known on the way of flags and results: `ok = false; try { …; ok = true; } catch { } if (!ok) throw …`.

use std::collections::BTreeSet;
use std::rc::Rc;

use rustc_hash::FxHashSet;

use super::Exceptions;
use crate::analysis::{ContextId, MethodCode};
use crate::il::{Clause, ClauseKind, Flow, IlOffset, Instruction, Opcode, Operand, Slots};

/// Instructions that are gone through for one question. Not limits to be set: of a method with more ways nothing is told.
const STEPS: usize = 1 << 12;

/// Variables of which it is known what is in them.
const FLAGS: usize = 64;

/// How the ways end.
#[derive(Debug, Default)]
pub(in crate::rules) struct Outcomes {
    /// What is returned, where it is one number for all of a way; a null reference is 0.
    pub(in crate::rules) returns: BTreeSet<Option<i64>>,
    /// Where something is thrown.
    pub(in crate::rules) throws: BTreeSet<IlOffset>,
}

/// What is asked of a method once: the variables that are followed, and where ways meet.
#[derive(Debug)]
pub(super) struct Ground {
    /// Variables that nothing but stores on the ways themselves can change, in order.
    flags: Vec<u16>,
    /// For each instruction, whether a branch leads there.
    is_target: Vec<bool>,
}

impl Ground {
    fn of(code: &MethodCode) -> Self {
        // What no way below goes through.
        let sides = code.clauses.iter().filter_map(|clause| match clause.kind {
            ClauseKind::Finally | ClauseKind::Fault => Some((clause.handler_start, clause.handler_end)),
            ClauseKind::Filter(start) => Some((start, clause.handler_start)),
            ClauseKind::Catch(_) => None,
        });
        let mut sides: Vec<(IlOffset, IlOffset)> = sides.collect();
        sides.sort_unstable();
        // Nested ones are parts of the first of them.
        sides.dedup_by(|inner, outer| inner.0 < outer.1);
        let on_the_side = |at: IlOffset| {
            let first = sides.partition_point(|(_, end)| *end <= at);
            sides.get(first).is_some_and(|(start, _)| *start <= at)
        };
        let (mut flags, mut others) = (BTreeSet::new(), FxHashSet::default());
        let mut is_target = vec![false; code.instructions.len()];
        for instruction in &code.instructions {
            if let Operand::Target(to) = instruction.operand
                && let Some(target) = index_of(code, to).and_then(|index| is_target.get_mut(index))
            {
                *target = true;
            }
            let Some(local) = instruction.local() else { continue };
            let is_store = is_store(instruction.opcode);
            if matches!(instruction.opcode, Opcode::Ldloca | Opcode::LdlocaS)
                || is_store && on_the_side(instruction.offset)
            {
                others.insert(local);
            } else if is_store {
                flags.insert(local);
            }
        }
        let flags = flags.into_iter().filter(|local| !others.contains(local)).take(FLAGS).collect();
        Self { flags, is_target }
    }
}

impl Exceptions<'_, '_, '_> {
    /// How the ways end that lead through a handler from what is raised at these instructions; `None` where that is not told.
    pub(in crate::rules) fn outcomes(
        &mut self,
        context: ContextId,
        clause: &Clause,
        raised: &[IlOffset],
    ) -> Option<Outcomes> {
        let raised: BTreeSet<IlOffset> = raised.iter().copied().collect();
        let ground = self.ground(context)?;
        let mut walk = Walk { code: self.cx.reach.code(context), ground: &ground, taken: 0 };
        let nothing = vec![Some(0); ground.flags.len()];
        let before = walk.run(vec![State { index: 0, flags: nothing, stack: Vec::new() }], &raised);
        let handler = index_of(walk.code, clause.handler_start)?;
        let found = before.and_then(|(before, _)| {
            // To some of them no way leads that is gone here, such as one in a `finally`.
            if !raised.iter().all(|at| before.iter().any(|(met, _)| met == at)) {
                return None;
            }
            let flags: BTreeSet<Vec<Option<i64>>> = before.into_iter().map(|(_, flags)| flags).collect();
            let caught = flags.into_iter().map(|flags| State { index: handler, flags, stack: vec![None] });
            Some(walk.run(caught.collect(), &BTreeSet::new())?.1)
        });
        self.look(walk.taken).then_some(found?)
    }

    /// How the ways end behind a call that is done, those through handlers too, by all that it can have returned; `None` where that is not
    /// told.
    pub(in crate::rules) fn outcomes_after(
        &mut self,
        context: ContextId,
        call: IlOffset,
        returned: &BTreeSet<Option<i64>>,
    ) -> Option<Outcomes> {
        let ground = self.ground(context)?;
        let mut walk = Walk { code: self.cx.reach.code(context), ground: &ground, taken: 0 };
        let nothing = State { index: 0, flags: vec![Some(0); ground.flags.len()], stack: Vec::new() };
        let index = index_of(walk.code, call)? + 1;
        let found = walk.run(vec![nothing], &BTreeSet::from([call])).and_then(|(met, _)| {
            let behind = met.into_iter().flat_map(|(_, flags)| {
                let stack = returned.iter().map(|returned| vec![*returned]);
                stack.map(move |stack| State { index, flags: flags.clone(), stack })
            });
            let behind: Vec<State> = behind.collect();
            // Of a call to which no way leads nothing is told.
            (!behind.is_empty()).then(|| walk.run(behind, &BTreeSet::from([call])))?
        });
        self.look(walk.taken).then_some(found?.1)
    }

    /// How the ways end behind a call that returned a number.
    pub(in crate::rules) fn outcomes_behind(
        &mut self,
        context: ContextId,
        call: IlOffset,
        returned: i64,
    ) -> Option<Outcomes> {
        let ground = self.ground(context)?;
        let mut walk = Walk { code: self.cx.reach.code(context), ground: &ground, taken: 0 };
        let (flags, index) = (vec![None; ground.flags.len()], index_of(walk.code, call)? + 1);
        let found = walk.run(vec![State { index, flags, stack: vec![Some(returned)] }], &BTreeSet::new());
        self.look(walk.taken).then_some(found?.1)
    }

    fn ground(&mut self, context: ContextId) -> Option<Rc<Ground>> {
        if let Some(known) = self.grounds.get(&context) {
            return Some(Rc::clone(known));
        }
        let code = self.cx.reach.code(context);
        if !self.look(code.instructions.len() + code.clauses.len()) {
            return None;
        }
        let ground = Rc::new(Ground::of(code));
        self.grounds.insert(context, Rc::clone(&ground));
        Some(ground)
    }
}

/// What the flags can be at the instructions that were asked for.
type Met = BTreeSet<(IlOffset, Vec<Option<i64>>)>;

/// What is known at an instruction.
#[derive(Clone, PartialEq, Eq, Hash)]
struct State {
    index: usize,
    /// What is in the variables that are followed.
    flags: Vec<Option<i64>>,
    /// What lies on the stack, as far as it was seen.
    stack: Vec<Option<i64>>,
}

impl State {
    fn pop(&mut self) -> Option<i64> {
        self.stack.pop().flatten()
    }
}

fn index_of(code: &MethodCode, at: IlOffset) -> Option<usize> {
    code.instructions.binary_search_by_key(&at, |instruction| instruction.offset).ok()
}

struct Walk<'w> {
    code: &'w MethodCode,
    ground: &'w Ground,
    taken: usize,
}

impl Walk<'_> {
    /// Goes all ways from some states: what the flags are at each of these instructions, and how the ways end. Where it is asked for
    /// instructions, handlers are gone through too.
    fn run(&mut self, starts: Vec<State>, at: &BTreeSet<IlOffset>) -> Option<(Met, Outcomes)> {
        let (mut met, mut outcomes) = (BTreeSet::new(), Outcomes::default());
        let mut seen: FxHashSet<State> = FxHashSet::default();
        let mut pending = starts;
        while let Some(mut state) = pending.pop() {
            // Ways meet where a branch leads, and nowhere else.
            let mut is_met = true;
            loop {
                self.taken += 1;
                let instruction = self.code.instructions.get(state.index).filter(|_| self.taken <= STEPS)?;
                if is_met && !seen.insert(state.clone()) {
                    break;
                }
                let offset = instruction.offset;
                if at.contains(&offset) {
                    met.insert((offset, state.flags.clone()));
                }
                let flow = instruction.opcode.flow();
                if !at.is_empty() && can_fail(instruction.opcode, &state) {
                    // All clauses are asked, which are few in what anybody wrote.
                    self.taken += self.code.clauses.len() / 64;
                    let handlers: Vec<usize> = self.handlers_of(offset).collect();
                    for index in handlers {
                        let caught = State { index, flags: state.flags.clone(), stack: vec![None] };
                        if self.taken <= STEPS && !seen.contains(&caught) {
                            self.taken += 1;
                            pending.push(caught);
                        }
                    }
                }
                match flow {
                    Flow::Return if instruction.opcode == Opcode::Ret => {
                        outcomes.returns.insert(state.pop());
                        break;
                    }
                    Flow::Throw => {
                        outcomes.throws.insert(offset);
                        break;
                    }
                    Flow::Branch | Flow::Leave => state.index = self.target(instruction)?,
                    Flow::CondBranch => {
                        let target = self.target(instruction)?;
                        match chosen(instruction.opcode, &mut state) {
                            Some(true) => state.index = target,
                            Some(false) => state.index += 1,
                            None => {
                                pending.push(State { index: target, ..state.clone() });
                                state.index += 1;
                            }
                        }
                    }
                    Flow::Next | Flow::Call | Flow::Break | Flow::Prefix => {
                        self.step(instruction, &mut state);
                        state.index += 1;
                    }
                    // `jmp`, or the end of what no way leads into here.
                    _ => return None,
                }
                is_met = self.ground.is_target.get(state.index).copied().unwrap_or(false);
            }
        }
        Some((met, outcomes))
    }

    /// Where the handlers begin that can get what an instruction throws.
    fn handlers_of(&self, at: IlOffset) -> impl Iterator<Item = usize> + '_ {
        let around = self.code.clauses.iter().filter(move |clause| clause.try_start <= at && at < clause.try_end);
        let catching = around.filter(|clause| matches!(clause.kind, ClauseKind::Catch(_) | ClauseKind::Filter(_)));
        catching.filter_map(|clause| index_of(self.code, clause.handler_start))
    }

    /// Where a branch leads; `None` for the tables of `switch`.
    fn target(&self, instruction: &Instruction) -> Option<usize> {
        match instruction.operand {
            Operand::Target(to) => index_of(self.code, to),
            _ => None,
        }
    }

    /// What an instruction that does not branch leaves behind.
    fn step(&self, instruction: &Instruction, state: &mut State) {
        let flag = instruction.local().and_then(|local| self.ground.flags.binary_search(&local).ok());
        match instruction.opcode {
            _ if constant(instruction).is_some() => state.stack.push(constant(instruction)),
            store if is_store(store) => {
                let value = state.pop();
                if let Some(known) = flag.and_then(|flag| state.flags.get_mut(flag)) {
                    *known = value;
                }
            }
            Opcode::Dup => {
                let top = state.stack.last().copied().flatten();
                state.stack.push(top);
            }
            Opcode::Ceq | Opcode::CgtUn => {
                let (right, left) = (state.pop(), state.pop());
                let outcome = left.zip(right).map(|(left, right)| match instruction.opcode {
                    Opcode::Ceq => left == right,
                    // Of numbers without a sign: asked whether something is not zero, or not null.
                    _ => left.cast_unsigned() > right.cast_unsigned(),
                });
                state.stack.push(outcome.map(i64::from));
            }
            opcode => {
                match opcode.pops() {
                    Slots::Count(count) => {
                        state.stack.truncate(state.stack.len().saturating_sub(usize::from(count)));
                    }
                    Slots::Signature => state.stack.clear(),
                }
                let loaded = flag.and_then(|flag| state.flags.get(flag).copied().flatten());
                if let Slots::Count(count) = opcode.pushes() {
                    state.stack.extend(std::iter::repeat_n(loaded, usize::from(count)));
                }
            }
        }
    }
}

/// Whether an instruction can lead to a handler: what divides by a number that is known does so for zero, and for the one that overflows.
fn can_fail(opcode: Opcode, state: &State) -> bool {
    use Opcode as Op;
    match opcode {
        Op::Div | Op::DivUn | Op::Rem | Op::RemUn => {
            state.stack.last().copied().flatten().is_none_or(|divisor| matches!(divisor, 0 | -1))
        }
        _ => matches!(opcode.flow(), Flow::Call | Flow::Throw) || opcode.can_fail(),
    }
}

/// Whether a branch is taken, by what it asks.
fn chosen(opcode: Opcode, state: &mut State) -> Option<bool> {
    use Opcode as Op;
    let right = state.pop();
    match opcode {
        Op::Brtrue | Op::BrtrueS => right.map(|value| value != 0),
        Op::Brfalse | Op::BrfalseS => right.map(|value| value == 0),
        _ => {
            let both = state.pop().zip(right);
            match opcode {
                Op::Beq | Op::BeqS => both.map(|(left, right)| left == right),
                Op::BneUn | Op::BneUnS => both.map(|(left, right)| left != right),
                _ => None,
            }
        }
    }
}

fn is_store(opcode: Opcode) -> bool {
    use Opcode as Op;
    matches!(opcode, Op::Stloc | Op::StlocS | Op::Stloc0 | Op::Stloc1 | Op::Stloc2 | Op::Stloc3)
}

/// The number that an instruction loads.
fn constant(instruction: &Instruction) -> Option<i64> {
    match instruction.opcode {
        Opcode::Ldnull => Some(0),
        _ => instruction.constant_i32().map(i64::from),
    }
}
