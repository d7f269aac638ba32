//! Method bodies: headers, exception clauses and instructions (§II.25.4, §III).
//!
//! [`Body::open`] reads what surrounds the code, [`Code::decode`] every instruction of it, and [`Instructions`] runs over
//! them without keeping any.

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

mod body;
mod clause;
mod code;
mod instruction;
mod opcodes;
mod operand;
mod prefix;
mod sweep;

pub use body::{Body, Format};
pub use clause::{Clause, ClauseKind};
pub use code::Code;
pub use instruction::{IlOffset, Instruction, Instructions, Targets};
pub use opcodes::{Flow, Opcode, Slots};
pub use operand::{Operand, OperandKind};
pub use prefix::Prefixes;

#[cfg(test)]
mod tests;
