//! Variables whose address is taken, told apart by what was stored last.
//!
//! A compiler uses one variable for values that have nothing to do with each other, and an author stores anew into one: what was
//! in it before is gone. Each store of a whole value begins a *web*: all places that it can reach, with the other stores that reach them.
//! Each web counts as a variable of its own.

use rustc_hash::{FxHashMap, FxHashSet};

use super::{Interpreter, TRACKED, Variable, number, variable};
use crate::il::{Instruction, Opcode};
use crate::metadata::{MemberRef, Metadata, MethodDef, Token};

/// Local variables that there can be; numbers above may be those of arguments.
pub(super) const LOCALS: u16 = 0x8000;

/// What was found of the variables of a method.
#[derive(Default)]
pub(super) struct Webs {
    /// Instruction → the local variable that counts in place of the one it names.
    renamed: FxHashMap<usize, u16>,
    /// Fields of structs in variables that are followed, with their places behind the variables.
    pub(super) parts: FxHashMap<(Variable, Token), usize>,
    /// The same places by variable.
    pub(super) places: FxHashMap<Variable, Vec<usize>>,
}

/// What an instruction does to a variable whose address is taken.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Access {
    /// Stores all of it.
    Store,
    /// Loads it or its address.
    Use,
}

/// Sets that are joined one after the other.
struct Sets(Vec<u32>);

impl Sets {
    fn root(&mut self, of: u32) -> u32 {
        let mut current = of;
        while let Some(next) = self.0.get(current as usize).copied().filter(|next| *next != current) {
            let after = self.0.get(next as usize).copied().unwrap_or(next);
            self.0[current as usize] = after;
            current = after;
        }
        current
    }

    fn join(&mut self, one: u32, other: u32) {
        let (one, other) = (self.root(one), self.root(other));
        // The smaller number stays: a set is known by its first member.
        let (low, high) = (one.min(other), one.max(other));
        self.0[high as usize] = low;
    }
}

impl Interpreter<'_, '_> {
    /// The variable that an instruction means.
    pub(super) fn meant(&self, index: usize, instruction: &Instruction) -> Option<Variable> {
        let renamed = self.webs.renamed.get(&index).map(|local| Variable::Local(*local));
        renamed.or_else(|| variable(instruction))
    }

    /// Tells the variables apart whose address is taken, and finds the fields to follow; how many places those take.
    pub(super) fn find_webs(&mut self) {
        let mut accesses: FxHashMap<usize, Vec<(usize, Access)>> = FxHashMap::default();
        let mut aliased: FxHashSet<usize> = FxHashSet::default();
        for index in 0..self.code.instructions().len() {
            let instruction = self.code.instructions()[index];
            let Some(slot) = self.variable(&instruction).filter(|slot| self.cells.get(*slot) == Some(&true)) else {
                continue;
            };
            let next = self.code.next(index).map(|next| self.code.instructions()[next].opcode);
            let access = match (takes_address(&instruction), next) {
                (true, Some(Opcode::Initobj)) => Access::Store,
                (true, _) if self.is_made_anew(index, slot) => Access::Store,
                (true, Some(next)) if keeps_address(next) => {
                    aliased.insert(slot);
                    Access::Use
                }
                _ if stores(&instruction) => Access::Store,
                _ => Access::Use,
            };
            accesses.entry(slot).or_default().push((index, access));
        }
        let mut slots: Vec<usize> = accesses.keys().copied().filter(|slot| !aliased.contains(slot)).collect();
        slots.sort_unstable();
        if slots.is_empty()
            || self.arguments >= usize::from(LOCALS)
            || slots.len().saturating_mul(self.spans.len()) > TRACKED
        {
            return;
        }
        let is_stored = |slot: &usize| accesses[slot].iter().any(|(_, access)| *access == Access::Store);
        if slots.iter().any(is_stored) {
            let before = self.predecessors();
            let enough = self.work / 2;
            for slot in slots.iter().copied().filter(|slot| is_stored(slot)) {
                // Variables that are not told apart hold what was ever stored.
                if self.work > enough {
                    self.split_variable(slot, &accesses[&slot], &before);
                }
            }
        }
        self.find_parts(&slots);
    }

    /// Whether an address of a struct is taken to fill all of it: by a constructor, or by `dup` and `initobj` for what is done with it then.
    fn is_made_anew(&mut self, index: usize, slot: usize) -> bool {
        let opcode = |index: Option<usize>| Some(self.code.instructions()[index?].opcode);
        let next = self.code.next(index);
        if opcode(next) == Some(Opcode::Dup) {
            let second = self.code.next(next.unwrap_or(index));
            let third = second.and_then(|second| self.code.next(second));
            return opcode(second) == Some(Opcode::Initobj) && opcode(third).is_some_and(|next| !keeps_address(next));
        }
        let Some((taker, 0)) = self.taker(index) else { return false };
        let instructions = self.code.instructions();
        // What the constructor gets can be what was in there before.
        let mut between = instructions.iter().take(taker).skip(index + 1);
        instructions[taker].opcode == Opcode::Call
            && instructions[taker].token().is_some_and(|token| is_constructor(self.metadata, token))
            && between.all(|between| self.variable(between) != Some(slot))
    }

    /// The blocks before each block, and whether an exception leads there from within.
    fn predecessors(&mut self) -> Vec<Vec<(u32, bool)>> {
        let mut before: Vec<Vec<(u32, bool)>> = vec![Vec::new(); self.spans.len()];
        for block in 0..self.spans.len() {
            let last = self.spans[block].1;
            let instruction = self.code.instructions()[last];
            let exits = self.exits_of(block, last, &instruction);
            for (target, _) in exits.iter() {
                before[*target as usize].push((number(block), false));
            }
            for (handler, _) in &self.handlers[block] {
                before[*handler as usize].push((number(block), true));
            }
        }
        before
    }

    /// Gives each web of a variable a number.
    fn split_variable(&mut self, slot: usize, accesses: &[(usize, Access)], before: &[Vec<(u32, bool)>]) {
        let block_of = |index: usize| self.spans.partition_point(|(first, _)| *first <= index).saturating_sub(1);
        // Of each block: its stores, and whether what was there before is used in it.
        let mut stores: FxHashMap<usize, Vec<usize>> = FxHashMap::default();
        let mut pending: Vec<usize> = Vec::new();
        for (position, (index, access)) in accesses.iter().enumerate() {
            let here = stores.entry(block_of(*index)).or_default();
            match access {
                Access::Store => here.push(position),
                Access::Use if here.is_empty() => pending.push(block_of(*index)),
                Access::Use => {}
            }
        }
        // Blocks at whose start it holds something that is used later.
        let mut live: FxHashMap<usize, u32> = FxHashMap::default();
        let mut order: Vec<usize> = Vec::new();
        let base = number(accesses.len());
        while let Some(block) = pending.pop() {
            if live.contains_key(&block) {
                continue;
            }
            live.insert(block, base + number(order.len()));
            order.push(block);
            let is_stored = |block: &u32| stores.get(&(*block as usize)).is_some_and(|stored| !stored.is_empty());
            let through = before[block].iter().filter(|(block, thrown)| *thrown || !is_stored(block));
            pending.extend(through.map(|(block, _)| *block as usize));
        }
        let work: usize = order.iter().map(|block| 1 + before[*block].len()).sum();
        let initial = base + number(order.len());
        let mut sets = Sets((0..=initial).collect());
        for block in &order {
            let here = live[block];
            if *block == 0 {
                sets.join(here, initial);
            }
            for (from, thrown) in &before[*block] {
                let inside = stores.get(&(*from as usize)).map_or(&[][..], Vec::as_slice);
                if let Some(entered) = live.get(&(*from as usize)).filter(|_| *thrown || inside.is_empty()) {
                    sets.join(here, *entered);
                }
                // An exception can come behind each of them.
                let reaching = if *thrown { inside } else { &inside[inside.len().saturating_sub(1)..] };
                for position in reaching {
                    sets.join(here, number(*position));
                }
            }
        }
        let mut known: FxHashMap<u32, Option<u16>> = FxHashMap::default();
        // The block gone through, and the web that counts in it.
        let mut current: Option<(usize, u32)> = None;
        let is_argument = matches!(self.names[slot], Variable::Argument(_));
        if is_argument {
            known.insert(sets.root(initial), None);
        }
        let mut renamed: Vec<(usize, u16)> = Vec::new();
        for (position, (index, access)) in accesses.iter().enumerate() {
            let block = block_of(*index);
            let set = match (access, current) {
                (Access::Store, _) => number(position),
                (Access::Use, Some((of, set))) if of == block => set,
                (Access::Use, _) => live.get(&block).copied().unwrap_or(initial),
            };
            current = if *access == Access::Store { Some((block, set)) } else { current };
            let set = sets.root(set);
            // What an argument is called with, and the first of a local variable, keep their names.
            let first = known.is_empty();
            let local = *known.entry(set).or_insert_with(|| {
                (!first && self.next_local < LOCALS).then(|| {
                    self.next_local += 1;
                    self.next_local - 1
                })
            });
            renamed.extend(local.map(|local| (*index, local)));
        }
        self.charge(work + accesses.len());
        self.webs.renamed.extend(renamed);
    }
}

/// Whether an instruction takes the address of a variable.
pub(super) fn takes_address(instruction: &Instruction) -> bool {
    matches!(instruction.opcode, Opcode::Ldloca | Opcode::LdlocaS | Opcode::Ldarga | Opcode::LdargaS)
}

/// Whether an instruction stores to a variable.
pub(super) fn stores(instruction: &Instruction) -> bool {
    use Opcode::{Starg, StargS, Stloc, Stloc0, Stloc1, Stloc2, Stloc3, StlocS};
    matches!(instruction.opcode, Starg | StargS | Stloc | StlocS | Stloc0 | Stloc1 | Stloc2 | Stloc3)
}

/// Whether a token names a constructor.
fn is_constructor(metadata: &Metadata<'_>, token: Token) -> bool {
    let of_member = token.rid::<MemberRef>().and_then(|rid| metadata.row(rid).ok()).map(|row| row.name);
    let name = of_member.or_else(|| Some(metadata.row(token.rid::<MethodDef>()?).ok()?.name));
    name.is_some_and(|name| metadata.name(name).as_bytes() == b".ctor")
}

/// Whether an instruction that follows an address keeps it for later: then another name leads to the variable.
fn keeps_address(opcode: Opcode) -> bool {
    use Opcode as Op;
    matches!(
        opcode,
        Op::Stloc
            | Op::StlocS
            | Op::Stloc0
            | Op::Stloc1
            | Op::Stloc2
            | Op::Stloc3
            | Op::Starg
            | Op::StargS
            | Op::Dup
            | Op::ConvU
            | Op::ConvI
            | Op::ConvU8
            | Op::ConvI8
            | Op::Add
            | Op::Br
            | Op::BrS
            | Op::Ret
            | Op::StindI
            | Op::Mkrefany
            | Op::Stfld
            | Op::Stsfld
    )
}
