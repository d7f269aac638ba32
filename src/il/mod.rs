//! Method bodies: headers, exception clauses and instructions (§II.25.4, §III).
//!
//! [`Instructions`] runs over the code of a method without keeping any of it.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod instruction;
mod opcodes;
mod operand;
mod prefix;

pub use instruction::{IlOffset, Instruction, Instructions, Targets};
pub use opcodes::{Flow, Opcode, Slots};
pub use operand::{Operand, OperandKind};
pub use prefix::Prefixes;

#[cfg(test)]
mod tests;
