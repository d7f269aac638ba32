//! What follows an opcode (§III.1.9, §VI.C.2).

use super::instruction::{Fault, IlOffset};
use crate::bytes::Reader;
use crate::metadata::Token;

/// What an opcode is followed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum OperandKind {
    /// Nothing.
    None,
    /// The 0-based number of an argument or a local, 1 byte.
    Variable8,
    /// The 0-based number of an argument or a local, 2 bytes.
    Variable16,
    /// A signed number of 1 byte.
    Int8,
    /// An unsigned number of 1 byte.
    UInt8,
    /// A signed number of 4 bytes.
    Int32,
    /// A signed number of 8 bytes.
    Int64,
    /// A float of 4 bytes.
    Float32,
    /// A float of 8 bytes.
    Float64,
    /// A target, as a signed distance of 1 byte from the next instruction.
    Target8,
    /// A target, as a signed distance of 4 bytes from the next instruction.
    Target32,
    /// A count of 4 bytes and so many distances of 4 bytes from the next instruction (§III.3.66).
    Switch,
    /// The token of a string in the `#US` heap.
    String,
    /// The token of a field.
    Field,
    /// The token of a method.
    Method,
    /// The token of a type.
    Type,
    /// The token of a stand-alone signature.
    Signature,
    /// The token of a type, field or method (`ldtoken`).
    Any,
}

/// The tables of a token operand (§II.22).
const TYPES: [u8; 3] = [0x01, 0x02, 0x1B];
const FIELDS: [u8; 2] = [0x04, 0x0A];
const METHODS: [u8; 3] = [0x06, 0x0A, 0x2B];
const SIGNATURES: [u8; 1] = [0x11];
const USER_STRINGS: u8 = 0x70;

impl OperandKind {
    /// How many bytes it takes; of a `switch` the count alone.
    #[must_use]
    pub fn size(self) -> u32 {
        match self {
            Self::None => 0,
            Self::Variable8 | Self::Int8 | Self::UInt8 | Self::Target8 => 1,
            Self::Variable16 => 2,
            Self::Int64 | Self::Float64 => 8,
            _ => 4,
        }
    }

    /// Whether a token of `table` can stand here; `true` where no token stands.
    #[must_use]
    pub fn allows(self, table: u8) -> bool {
        match self {
            Self::String => table == USER_STRINGS,
            Self::Field => FIELDS.contains(&table),
            Self::Method => METHODS.contains(&table),
            Self::Type => TYPES.contains(&table),
            Self::Signature => SIGNATURES.contains(&table),
            Self::Any => TYPES.contains(&table) || FIELDS.contains(&table) || METHODS.contains(&table),
            _ => true,
        }
    }

    /// The operand at the start of `rest`, which is the last part of code of `code_size` bytes, and how many bytes it takes. `None` where
    /// the code ends within it.
    #[inline]
    pub(super) fn read(self, rest: &[u8], code_size: usize) -> Option<(Operand, usize)> {
        let one = || rest.first().copied();
        let four = || rest.first_chunk().copied();
        let eight = || rest.first_chunk().copied();
        let to =
            |distance: i32, size: usize| target(distance.into(), rest.len().saturating_sub(size), code_size).into();
        Some(match self {
            Self::None => (Operand::None, 0),
            Self::Variable8 => (Operand::Variable(one()?.into()), 1),
            Self::Variable16 => (Operand::Variable(u16::from_le_bytes(*rest.first_chunk()?)), 2),
            Self::Int8 => (Operand::I32(i8::from_le_bytes([one()?]).into()), 1),
            Self::UInt8 => (Operand::U8(one()?), 1),
            Self::Int32 => (Operand::I32(i32::from_le_bytes(four()?)), 4),
            Self::Int64 => (Operand::I64(i64::from_le_bytes(eight()?)), 8),
            Self::Float32 => (Operand::F32(u32::from_le_bytes(four()?)), 4),
            Self::Float64 => (Operand::F64(u64::from_le_bytes(eight()?)), 8),
            Self::Target8 => (to(i8::from_le_bytes([one()?]).into(), 1), 1),
            Self::Target32 => (to(i32::from_le_bytes(four()?), 4), 4),
            Self::Switch => {
                let count = u32::from_le_bytes(four()?);
                let size = usize::try_from(count).ok()?.checked_mul(4)?.checked_add(4)?;
                (Operand::Switch(count), Some(size).filter(|size| *size <= rest.len())?)
            }
            Self::String | Self::Field | Self::Method | Self::Type | Self::Signature | Self::Any => {
                let token = Token(u32::from_le_bytes(four()?));
                let is_literal = self == Self::String && token.table() == USER_STRINGS;
                (if is_literal { Operand::String(token.row()) } else { Operand::Token(token) }, 4)
            }
        })
    }

    /// Why it cannot be read at `at`.
    #[cold]
    pub(super) fn fault(self, at: Reader<'_>) -> Fault {
        if self == Self::Switch && at.len() >= 4 {
            let what = "a switch has more targets than the code has bytes left";
            return Fault { code: "B13", at: at.citing("§III.3.66").malformed(what) };
        }
        Fault { code: "B15", at: at.citing("§III.1.7.1").malformed("the code ends within an operand") }
    }
}

/// The operand of one instruction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Operand {
    /// None.
    None,
    /// The number of `ldc.i4` and `ldc.i4.s`; see [`super::Instruction::constant_i32`] for the forms without an operand.
    I32(i32),
    /// The number of `ldc.i8`.
    I64(i64),
    /// The bits of the number of `ldc.r4`.
    F32(u32),
    /// The bits of the number of `ldc.r8`.
    F64(u64),
    /// The number of `unaligned.` and `no.`.
    U8(u8),
    /// The 0-based number of an argument or a local; see [`super::Instruction::variable`] for the forms without an operand.
    Variable(u16),
    /// A type, field, method or signature. Its table need not fit the opcode: ask [`OperandKind::allows`].
    Token(Token),
    /// The offset of a string in the `#US` heap, in bytes.
    String(u32),
    /// Where a branch goes. It lies inside the code, though not always at the start of an instruction of the linear sweep.
    Target(IlOffset),
    /// Where a branch would go: before the start of the code, or at or behind its end.
    Outside(i64),
    /// How many targets a `switch` has; [`super::Instruction::targets`] gives them.
    Switch(u32),
}

impl From<Result<IlOffset, i64>> for Operand {
    fn from(target: Result<IlOffset, i64>) -> Self {
        match target {
            Ok(inside) => Self::Target(inside),
            Err(outside) => Self::Outside(outside),
        }
    }
}

/// The offset `distance` bytes from where the last `left` of `code_size` bytes begin; `Err` when it is no offset of the code.
pub(super) fn target(distance: i64, left: usize, code_size: usize) -> Result<IlOffset, i64> {
    let base = i64::try_from(code_size.saturating_sub(left)).unwrap_or(i64::MAX);
    let target = base.saturating_add(distance);
    match u32::try_from(target) {
        Ok(inside) if usize::try_from(inside).is_ok_and(|inside| inside < code_size) => Ok(IlOffset(inside)),
        _ => Err(target),
    }
}
