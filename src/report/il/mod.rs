//! Disassembly in the syntax of ilasm (ECMA-335 Partition II), such that ilasm makes the same module of it.
//!
//! The text is written while the metadata is read: there is no object for an instruction and no text for an operand, for a
//! library has millions of them. The name of each row is spelled once.

mod blobs;
mod blocks;
mod body;
mod class;
mod flags;
mod head;
mod member;
mod method;
mod spell;
mod words;
mod writer;

use std::io;

use crate::finding::Problem;
use crate::limits::Limits;
use crate::model::Module;

use writer::Writer;

/// Writes a whole module. What could not be read or said is a comment in its place, and returned.
///
/// # Errors
/// Those of `out`.
pub fn write_module_il(module: &Module<'_>, limits: &Limits, out: &mut dyn io::Write) -> io::Result<Vec<Problem>> {
    let mut writer = Writer::new(module, limits, out);
    writer.sort_nested();
    writer.head();
    writer.types();
    writer.data();
    writer.finish()
}
