//! Names, types, members and operands in the words of ilasm (ECMA-335 Partition II): what disassembly as text and as values share.

mod blobs;
pub(crate) mod flags;
mod operand;
mod permissions;
mod spell;
mod types;
mod words;

pub(crate) use blobs::{push_bytes, push_constant, push_native};
pub(crate) use flags::flag_words;
pub use operand::Frame;
pub(crate) use operand::{push_label, push_operand};
pub(crate) use permissions::push_permissions;
pub use spell::Speller;
pub(crate) use types::push_convention;
pub(crate) use words::{comment, push_string};
