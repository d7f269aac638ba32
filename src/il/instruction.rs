//! One instruction, and a run over them that keeps none (§III.1.7.1).

use std::fmt;

use super::opcodes::Opcode;
use super::operand::{Operand, target};
use super::prefix::Prefixes;
use crate::bytes::{Malformed, Reader};
use crate::metadata::Token;

/// A position in the code of a method, in bytes from its first instruction.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct IlOffset(pub u32);

impl IlOffset {
    /// The same as an index of the bytes of the code.
    pub(super) fn index(self) -> usize {
        usize::try_from(self.0).unwrap_or(usize::MAX)
    }
}

impl fmt::Display for IlOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IL_{:04x}", self.0)
    }
}

impl fmt::Debug for IlOffset {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// One instruction. A prefix is an instruction too, so that instructions tile the code; what it modifies knows it as well.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Instruction {
    /// Where it starts.
    pub offset: IlOffset,
    /// Its opcode.
    pub opcode: Opcode,
    /// Its operand as it stands in the code.
    pub operand: Operand,
    /// The prefixes that stand before it.
    pub prefixes: Prefixes,
}

impl Instruction {
    /// How many bytes it takes: opcode and operand, without the prefixes before it.
    #[must_use]
    pub fn size(&self) -> u32 {
        let fixed = self.opcode.operand_kind().size().saturating_add(if self.opcode.code() > 0xFF { 2 } else { 1 });
        match self.operand {
            Operand::Switch(count) => fixed.saturating_add(count.saturating_mul(4)),
            _ => fixed,
        }
    }

    /// Where the next instruction starts.
    #[must_use]
    pub fn end(&self) -> IlOffset {
        IlOffset(self.offset.0.saturating_add(self.size()))
    }

    /// The 0-based number of the argument or the local that it names, also in the forms without an operand.
    #[must_use]
    pub fn variable(&self) -> Option<u16> {
        use Opcode as Op;
        match (self.opcode, self.operand) {
            (_, Operand::Variable(number)) => Some(number),
            (Op::Ldarg0 | Op::Ldloc0 | Op::Stloc0, _) => Some(0),
            (Op::Ldarg1 | Op::Ldloc1 | Op::Stloc1, _) => Some(1),
            (Op::Ldarg2 | Op::Ldloc2 | Op::Stloc2, _) => Some(2),
            (Op::Ldarg3 | Op::Ldloc3 | Op::Stloc3, _) => Some(3),
            _ => None,
        }
    }

    /// The 0-based number of the argument that it loads, stores or takes the address of; in an instance method 0 is `this`.
    #[must_use]
    pub fn argument(&self) -> Option<u16> {
        use Opcode as Op;
        let argument = matches!(
            self.opcode,
            Op::Ldarg
                | Op::LdargS
                | Op::Ldarg0
                | Op::Ldarg1
                | Op::Ldarg2
                | Op::Ldarg3
                | Op::Ldarga
                | Op::LdargaS
                | Op::Starg
                | Op::StargS
        );
        if argument { self.variable() } else { None }
    }

    /// The 0-based number of the local that it loads, stores or takes the address of.
    #[must_use]
    pub fn local(&self) -> Option<u16> {
        if self.argument().is_some() { None } else { self.variable() }
    }

    /// The number that any form of `ldc.i4` loads.
    #[must_use]
    pub fn constant_i32(&self) -> Option<i32> {
        use Opcode as Op;
        Some(match (self.opcode, self.operand) {
            (_, Operand::I32(number)) => number,
            (Op::LdcI4M1, _) => -1,
            (Op::LdcI40, _) => 0,
            (Op::LdcI41, _) => 1,
            (Op::LdcI42, _) => 2,
            (Op::LdcI43, _) => 3,
            (Op::LdcI44, _) => 4,
            (Op::LdcI45, _) => 5,
            (Op::LdcI46, _) => 6,
            (Op::LdcI47, _) => 7,
            (Op::LdcI48, _) => 8,
            _ => return None,
        })
    }

    /// The token that it names; `None` for a string of the `#US` heap.
    #[must_use]
    pub fn token(&self) -> Option<Token> {
        match self.operand {
            Operand::Token(token) => Some(token),
            _ => None,
        }
    }

    /// Whether it can branch: it has targets, inside the code or outside.
    #[must_use]
    pub fn is_branch(&self) -> bool {
        matches!(self.operand, Operand::Target(_) | Operand::Outside(_) | Operand::Switch(_))
    }

    /// Where it can branch to, the fall through aside; `code` is the whole code that it was read from. `Err` is a target
    /// outside the code, so `.flatten()` leaves those that can be reached.
    #[must_use]
    pub fn targets<'a>(&self, code: Reader<'a>) -> Targets<'a> {
        let code_size = code.len();
        let none = code.clamped(0);
        let (one, table) = match self.operand {
            Operand::Target(inside) => (Some(Ok(inside)), none),
            Operand::Outside(outside) => (Some(Err(outside)), none),
            Operand::Switch(count) => {
                let size = usize::try_from(count).unwrap_or(usize::MAX).saturating_mul(4);
                let end = self.end().index();
                (None, code.at(end.saturating_sub(size)).unwrap_or(none).clamped(size))
            }
            _ => (None, none),
        };
        let after = code_size.saturating_sub(self.end().index());
        Targets { one, table, after, code_size }
    }
}

/// The targets of one instruction; see [`Instruction::targets`].
#[derive(Clone, Debug)]
pub struct Targets<'a> {
    one: Option<Result<IlOffset, i64>>,
    table: Reader<'a>,
    /// How many bytes of the code follow the instruction.
    after: usize,
    code_size: usize,
}

impl Iterator for Targets<'_> {
    type Item = Result<IlOffset, i64>;

    fn next(&mut self) -> Option<Self::Item> {
        if let Some(one) = self.one.take() {
            return Some(one);
        }
        let distance = self.table.i32("the targets of a switch end").ok()?;
        Some(target(distance.into(), self.after, self.code_size))
    }
}

/// Why an instruction cannot be read.
#[derive(Clone, Copy, Debug)]
pub(super) struct Fault {
    /// The id of the trap: `B11`, `B13` or `B15`.
    pub(super) code: &'static str,
    /// Where and what.
    pub(super) at: Malformed,
}

/// A linear run over code: one instruction after the other, keeping none of them. Ends after the first error.
#[derive(Clone, Debug)]
pub struct Instructions<'a> {
    code: Reader<'a>,
    /// Where the next instruction starts.
    at: usize,
    /// The prefixes read since the last instruction that is none.
    pending: Prefixes,
    failed: bool,
}

impl<'a> Instructions<'a> {
    /// A run over all of `code`.
    #[must_use]
    pub fn new(code: Reader<'a>) -> Self {
        Self { code, at: 0, pending: Prefixes::default(), failed: false }
    }

    /// A run over `code` from `start` on; an empty one when that lies behind the end.
    #[must_use]
    pub fn starting_at(code: Reader<'a>, start: IlOffset) -> Self {
        Self { at: start.index().min(code.len()), ..Self::new(code) }
    }

    /// Where the next instruction starts.
    #[must_use]
    #[inline]
    pub fn offset(&self) -> IlOffset {
        IlOffset(u32::try_from(self.at).unwrap_or(u32::MAX))
    }

    /// The prefixes that the next instruction will have.
    #[must_use]
    #[inline]
    pub fn pending(&self) -> Prefixes {
        self.pending
    }

    /// The next instruction, or the id of the trap that keeps it from being read.
    #[inline]
    pub(super) fn step(&mut self) -> Option<Result<Instruction, Fault>> {
        let rest = self.code.rest().get(self.at..).filter(|rest| !rest.is_empty() && !self.failed)?;
        let read = Opcode::first_of(rest).and_then(|opcode| {
            let (operand, size) = opcode.operand_kind().read(rest.get(opcode.size()..)?, self.code.len())?;
            Some((opcode, operand, opcode.size().checked_add(size)?))
        });
        let Some((opcode, operand, size)) = read else {
            self.failed = true;
            return Some(Err(self.fault()));
        };
        let instruction = Instruction { offset: self.offset(), opcode, operand, prefixes: self.pending };
        self.at = self.at.saturating_add(size);
        if opcode.is_prefix() {
            self.pending.add(opcode, operand);
        } else {
            self.pending = Prefixes::default();
        }
        Some(Ok(instruction))
    }

    /// Why no instruction can be read here.
    #[cold]
    fn fault(&self) -> Fault {
        let mut at = self.code.at(self.at).unwrap_or(self.code);
        match Opcode::read(&mut at) {
            Ok(opcode) => opcode.operand_kind().fault(at),
            Err(at) => Fault { code: "B11", at },
        }
    }
}

impl Iterator for Instructions<'_> {
    type Item = Result<Instruction, Malformed>;

    fn next(&mut self) -> Option<Self::Item> {
        Some(self.step()?.map_err(|fault| fault.at))
    }
}
