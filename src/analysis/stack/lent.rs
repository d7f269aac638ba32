//! Variables whose address is taken for a call and not kept: `TryGetValue(key, out found)`.
//!
//! Such a variable is followed like one whose address nobody takes. For each instruction that takes the address another variable stands,
//! that has what was in the first one before, and from which the first one has its content afterwards.

use rustc_hash::{FxHashMap, FxHashSet};

use super::webs::{LOCALS, takes_address};
use super::{Interpreter, Variable, call_shape, call_signature};
use crate::analysis::facts::{Value, ValueId};
use crate::il::{Body, IlOffset, Instruction, Opcode, Slots};
use crate::metadata::{MethodDef, Primitive, StandAloneSig, Token, Type};

/// Instructions between one that takes an address and the call that gets it. Not a limit to be set: behind so many a variable is one for the
/// whole method.
const BETWEEN: usize = 256;

/// What was found of such variables.
#[derive(Default)]
pub(super) struct Lent {
    /// Instruction that takes an address → the variable that stands for the other one.
    cells: FxHashMap<usize, u16>,
    /// Instruction that takes an address → what is in the variable behind it.
    left: FxHashMap<usize, ValueId>,
    /// Instructions that take an address only to make the variable empty.
    emptied: FxHashSet<usize>,
}

impl Lent {
    /// Whether an instruction takes the address of such a variable.
    pub(super) fn is_lent(&self, index: usize) -> bool {
        self.cells.contains_key(&index)
    }

    /// Whether it does so to make the variable empty.
    pub(super) fn is_made_anew(&self, index: usize) -> bool {
        self.emptied.contains(&index)
    }
}

/// Whether a variable of a type holds references to objects.
fn is_object(of: &Type) -> bool {
    match of {
        Type::Named { value_type, .. } | Type::Instance { value_type, .. } => !value_type,
        Type::Primitive(primitive) => *primitive == Primitive::Object,
        Type::SzArray(_) | Type::Array(_) | Type::TypeParameter(_) | Type::MethodParameter(_) => true,
        _ => false,
    }
}

impl Interpreter<'_, '_> {
    /// The variable that stands for the one whose address an instruction takes, and what is in it behind that.
    pub(super) fn lend(&mut self, index: usize) -> (u16, ValueId) {
        let local = self.lent.cells.get(&index).copied().unwrap_or_default();
        if let Some(left) = self.lent.left.get(&index) {
            return (local, *left);
        }
        let left = self.add(Value::Local(local));
        self.lent.left.insert(index, left);
        (local, left)
    }

    /// Finds the variables that are only lent.
    pub(super) fn find_lent(&mut self, body: &Body<'_>) {
        if !self.cells.contains(&true) {
            return;
        }
        let (locals, arguments) = (self.locals_of_objects(body), self.arguments_of_objects(body));
        let mut found: Vec<(usize, usize, usize, u16)> = Vec::new();
        let mut kept: FxHashSet<usize> = FxHashSet::default();
        for index in 0..self.code.instructions().len() {
            let instruction = self.code.instructions()[index];
            let Some(slot) = self.variable(&instruction).filter(|_| takes_address(&instruction)) else { continue };
            let is_object = match self.names[slot] {
                Variable::Local(local) => locals.get(usize::from(local)) == Some(&true),
                Variable::Argument(argument) => arguments.get(usize::from(argument)) == Some(&true),
            };
            match self.taker(index).filter(|_| is_object && !kept.contains(&slot)) {
                Some((taker, position)) => found.push((slot, index, taker, position)),
                None => _ = kept.insert(slot),
            }
        }
        found.retain(|(slot, ..)| !kept.contains(slot));
        if found.len() > usize::from(LOCALS.saturating_sub(self.next_local)) {
            return;
        }
        for (slot, index, taker, position) in found {
            self.cells[slot] = false;
            self.lent.cells.insert(index, self.next_local);
            self.next_local += 1;
            let (by, to) = (self.code.instructions()[index], self.code.instructions()[taker]);
            if to.opcode == Opcode::Initobj {
                self.lent.emptied.insert(index);
            }
            self.facts.lent.push((by.offset, to.offset, position));
        }
    }

    /// Which locals hold references to objects.
    fn locals_of_objects(&self, body: &Body<'_>) -> Vec<bool> {
        let row = body.local_signature.and_then(Token::rid::<StandAloneSig>);
        let row = row.and_then(|rid| self.metadata.row(rid).ok());
        let types = row.and_then(|row| self.metadata.local_variables(row.signature).ok()).unwrap_or_default();
        types.iter().map(is_object).collect()
    }

    /// Which arguments do, the object that the method is called on first: its address is that of a struct.
    fn arguments_of_objects(&self, body: &Body<'_>) -> Vec<bool> {
        let row = body.method.rid::<MethodDef>().and_then(|rid| self.metadata.row(rid).ok());
        let signature = row.and_then(|row| self.metadata.method_signature(row.signature).ok());
        let of_parameters = signature.iter().flat_map(|signature| signature.parameters.iter().map(is_object));
        let has_this = signature.as_ref().is_some_and(|signature| signature.has_this);
        has_this.then_some(false).into_iter().chain(of_parameters).collect()
    }

    /// The instruction that takes an address from the stack, if that is a call which cannot keep it, or reads or empties the variable;
    /// and which of the call's arguments it is. Further arguments may be worked out by branches that all come together before the call.
    pub(super) fn taker(&mut self, index: usize) -> Option<(usize, u16)> {
        let mut above = Some(0usize);
        // Where branches lead to, and how many values lie above the address there.
        let mut ahead: Vec<(IlOffset, usize)> = Vec::new();
        let mut current = index;
        for _ in 0..BETWEEN {
            self.charge(1 + ahead.len());
            current = self.code.next(current)?;
            let instruction = self.code.instructions()[current];
            ahead.retain(|(target, height)| {
                let is_here = *target == instruction.offset;
                above = above.or(is_here.then_some(*height));
                !is_here
            });
            let height = above?;
            let (pops, pushes) = match (instruction.opcode.pops(), instruction.opcode.pushes()) {
                (Slots::Count(pops), Slots::Count(pushes)) => (usize::from(pops), usize::from(pushes)),
                _ => self.moved_by_call(current)?,
            };
            if pops > height {
                return (ahead.is_empty() && self.may_lend_to(current))
                    .then(|| (current, u16::try_from(pops - height - 1).unwrap_or(u16::MAX)));
            }
            let left = height - pops + pushes;
            above = self.goes_on(&instruction, left, &mut ahead)?.then_some(left);
        }
        None
    }

    /// Whether control goes on behind an instruction, also where it branches; `None` where it may leave what is looked at.
    fn goes_on(&self, instruction: &Instruction, height: usize, ahead: &mut Vec<(IlOffset, usize)>) -> Option<bool> {
        if matches!(instruction.opcode, Opcode::Leave | Opcode::LeaveS | Opcode::Switch | Opcode::Ret | Opcode::Jmp) {
            return None;
        }
        for target in self.code.targets(instruction) {
            let target = target.ok().filter(|target| *target > instruction.offset)?;
            ahead.push((target, height));
        }
        Some(!matches!(instruction.opcode, Opcode::Br | Opcode::BrS | Opcode::Throw | Opcode::Rethrow))
    }

    /// How many values a call takes from the stack, and how many it puts there.
    fn moved_by_call(&self, index: usize) -> Option<(usize, usize)> {
        let instruction = self.code.instructions()[index];
        let shape = call_shape(self.metadata, instruction.token()?)?;
        match instruction.opcode {
            Opcode::Call | Opcode::Callvirt => Some((shape.arguments() as usize, usize::from(shape.returns_value))),
            Opcode::Newobj => Some((shape.parameters as usize, 1)),
            _ => None,
        }
    }

    /// Whether an instruction is done with an address that it takes: a call that returns nothing in which that could be.
    fn may_lend_to(&self, index: usize) -> bool {
        use Opcode as Op;
        let instruction = self.code.instructions()[index];
        match instruction.opcode {
            Op::Initobj | Op::Ldobj | Op::LdindRef => true,
            Op::Call | Op::Callvirt | Op::Newobj => {
                let signature = instruction.token().and_then(|token| call_signature(self.metadata, token));
                let signature = signature.and_then(|blob| self.metadata.method_signature(blob).ok());
                signature.is_some_and(|signature| match signature.return_type.unmodified() {
                    Type::Named { value_type, .. } | Type::Instance { value_type, .. } => !value_type,
                    Type::ByRef(_) | Type::Pointer(_) | Type::FunctionPointer(_) => false,
                    Type::Primitive(primitive) => *primitive != Primitive::TypedReference,
                    _ => true,
                })
            }
            _ => false,
        }
    }
}
