//! The prefixes before an instruction (§III.2).

use super::opcodes::Opcode;
use super::operand::Operand;
use crate::metadata::Token;

/// The prefixes that stand before an instruction, in any order; of two of a kind the later counts.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Prefixes {
    /// One bit for each of [`KINDS`].
    present: u8,
    unaligned: u8,
    no: u8,
    constrained: Token,
}

/// Every prefix, in the order of the bits of [`Prefixes::present`].
const KINDS: [Opcode; 6] =
    [Opcode::Unaligned, Opcode::Volatile, Opcode::Tail, Opcode::Constrained, Opcode::No, Opcode::Readonly];

/// The bit of a prefix; 0 for other opcodes.
fn bit(kind: Opcode) -> u8 {
    match kind {
        Opcode::Unaligned => 1,
        Opcode::Volatile => 2,
        Opcode::Tail => 4,
        Opcode::Constrained => 8,
        Opcode::No => 16,
        Opcode::Readonly => 32,
        _ => 0,
    }
}

impl Prefixes {
    /// Whether there is none.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.present == 0
    }

    /// Whether `kind` is among them.
    #[must_use]
    pub fn contains(self, kind: Opcode) -> bool {
        self.present & bit(kind) != 0
    }

    /// The opcodes of the prefixes, in the order of their codes.
    pub fn opcodes(self) -> impl Iterator<Item = Opcode> {
        KINDS.into_iter().filter(move |kind| self.contains(*kind))
    }

    /// Whether the access is `volatile.` (§III.2.6).
    #[must_use]
    pub fn volatile(self) -> bool {
        self.contains(Opcode::Volatile)
    }

    /// Whether the call is a `tail.` call (§III.2.4).
    #[must_use]
    pub fn tail(self) -> bool {
        self.contains(Opcode::Tail)
    }

    /// Whether the address is `readonly.` (§III.2.3).
    #[must_use]
    pub fn readonly(self) -> bool {
        self.contains(Opcode::Readonly)
    }

    /// The alignment in bytes that `unaligned.` states (§III.2.5).
    #[must_use]
    pub fn unaligned(self) -> Option<u8> {
        self.contains(Opcode::Unaligned).then_some(self.unaligned)
    }

    /// The type of the receiver that `constrained.` states (§III.2.1).
    #[must_use]
    pub fn constrained(self) -> Option<Token> {
        self.contains(Opcode::Constrained).then_some(self.constrained)
    }

    /// The checks that `no.` drops: 1 of types, 2 of ranges, 4 of null (§III.2.2).
    #[must_use]
    pub fn no(self) -> Option<u8> {
        self.contains(Opcode::No).then_some(self.no)
    }

    /// Takes in one more; opcodes that are no prefix change nothing.
    pub(super) fn add(&mut self, kind: Opcode, operand: Operand) {
        self.present |= bit(kind);
        match (kind, operand) {
            (Opcode::Unaligned, Operand::U8(alignment)) => self.unaligned = alignment,
            (Opcode::No, Operand::U8(checks)) => self.no = checks,
            (Opcode::Constrained, Operand::Token(token)) => self.constrained = token,
            _ => {}
        }
    }

    /// Takes in those of `other` that are not there yet.
    pub(super) fn merge(&mut self, other: Self) {
        if self.unaligned().is_none() {
            self.unaligned = other.unaligned;
        }
        if self.no().is_none() {
            self.no = other.no;
        }
        if self.constrained().is_none() {
            self.constrained = other.constrained;
        }
        self.present |= other.present;
    }
}
