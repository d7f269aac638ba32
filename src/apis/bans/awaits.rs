//! The calls that compilers write for `await`.

use rustc_hash::{FxHashMap, FxHashSet};

use super::uses::Banned;
use crate::il::{IlOffset, Instruction, Opcode};
use crate::metadata::Token;
use crate::model::{MethodHandle, MethodId};

/// What holds an awaiter.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
enum Variable {
    Local(u16),
    Field(Token),
}

impl Variable {
    /// The variable that an instruction loads, or the address of.
    fn loaded(instruction: &Instruction) -> Option<Self> {
        match instruction.opcode {
            Opcode::Ldfld | Opcode::Ldflda => instruction.token().map(Self::Field),
            _ if is_store(instruction) => None,
            _ => instruction.local().map(Self::Local),
        }
    }

    /// The variable that an instruction stores to.
    fn stored(instruction: &Instruction) -> Option<Self> {
        match instruction.opcode {
            Opcode::Stfld => instruction.token().map(Self::Field),
            _ if is_store(instruction) => instruction.local().map(Self::Local),
            _ => None,
        }
    }
}

fn is_store(instruction: &Instruction) -> bool {
    use Opcode as Op;
    matches!(instruction.opcode, Op::Stloc | Op::StlocS | Op::Stloc0 | Op::Stloc1 | Op::Stloc2 | Op::Stloc3)
}

impl Banned<'_, '_> {
    /// The calls in the code of a state machine by which it asks what is awaited whether it is done, and takes its result: a compiler asks first, and
    /// who writes `GetAwaiter().GetResult()` does not. None anywhere else.
    pub(super) fn awaited(&self, method: MethodId, code: &[Instruction]) -> FxHashSet<IlOffset> {
        let universe = self.program.universe;
        let mut calls = FxHashSet::default();
        let made = universe.declaring_type(method).is_some_and(|owner| self.program.is_generated_type(owner));
        if !made || universe.method_name(MethodHandle::Def(method)) != "MoveNext" {
            return calls;
        }
        let name_of = |instruction: &Instruction| {
            let is_call = matches!(instruction.opcode, Opcode::Call | Opcode::Callvirt);
            let token = instruction.token().filter(|_| is_call)?;
            universe.resolve_method(method.module, token).map(|callee| universe.method_name(callee).as_bytes())
        };
        // Whether each variable with an awaiter was asked.
        let mut asked: FxHashMap<Variable, bool> = FxHashMap::default();
        for pair in code.windows(2) {
            let [before, instruction] = pair else { continue };
            if let Some(variable) = Variable::stored(instruction) {
                if name_of(before) == Some(b"GetAwaiter") {
                    asked.insert(variable, false);
                }
                continue;
            }
            let Some(variable) = Variable::loaded(before) else { continue };
            match name_of(instruction) {
                Some(b"get_IsCompleted") => {
                    if let Some(asked) = asked.get_mut(&variable) {
                        *asked = true;
                        calls.insert(instruction.offset);
                    }
                }
                Some(b"GetResult") if asked.remove(&variable) == Some(true) => {
                    calls.insert(instruction.offset);
                }
                _ => {}
            }
        }
        calls
    }
}
