//! One test for each trap of method bodies, named after its id.

mod body;
mod code;
mod opcodes;

use super::*;
use crate::bytes::{Diagnostics, FileOffset, Loss, Malformed, Reader};
use crate::limits::Limits;
use crate::metadata::Token;

const METHOD: Token = Token(0x0600_0001);

fn open_at(bytes: &[u8], position: u32) -> (Result<Body<'_>, Malformed>, Diagnostics) {
    let mut notes = Diagnostics::default();
    let at = Reader::new(bytes, FileOffset(position), "§II.25.4");
    let body = Body::open(at, METHOD, &mut notes, &Limits::default());
    (body, notes)
}

fn open(bytes: &[u8]) -> (Body<'_>, Diagnostics) {
    let (body, notes) = open_at(bytes, 0x200);
    (body.unwrap(), notes)
}

/// The ids and losses of what was noticed.
fn ids(notes: &Diagnostics) -> Vec<(&'static str, Loss)> {
    assert!(notes.entries().iter().all(|note| note.token == Some(METHOD.0)));
    notes.entries().iter().map(|note| (note.code, note.loss)).collect()
}

/// A tiny method around `code`.
fn tiny(code: &[u8]) -> Vec<u8> {
    let mut bytes = vec![u8::try_from(code.len() << 2 | 2).unwrap()];
    bytes.extend(code);
    bytes
}

/// A fat method: `flags` beside the format, the size of the code, and what follows the header.
fn fat(flags: u16, code_size: usize, rest: &[u8]) -> Vec<u8> {
    let mut bytes = (0x3003 | flags).to_le_bytes().to_vec();
    bytes.extend(8_u16.to_le_bytes());
    bytes.extend(u32::try_from(code_size).unwrap().to_le_bytes());
    bytes.extend(0_u32.to_le_bytes());
    bytes.extend(rest);
    bytes
}

/// A fat method with data sections behind the code.
fn with_sections(code: &[u8], sections: &[u8]) -> Vec<u8> {
    let mut rest = code.to_vec();
    rest.resize(code.len().next_multiple_of(4), 0xCC);
    rest.extend(sections);
    fat(0x8, code.len(), &rest)
}

/// A small clause: flags, block, handler, type or filter.
fn small_clause(flags: u16, block: (u16, u8), handler: (u16, u8), what: u32) -> Vec<u8> {
    let mut bytes = flags.to_le_bytes().to_vec();
    bytes.extend(block.0.to_le_bytes());
    bytes.push(block.1);
    bytes.extend(handler.0.to_le_bytes());
    bytes.push(handler.1);
    bytes.extend(what.to_le_bytes());
    bytes
}

fn fat_clause(words: [u32; 6]) -> Vec<u8> {
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn decode(bytes: &[u8]) -> Code<'_> {
    let (body, _) = open(bytes);
    Code::decode(&body, &Limits::default())
}

/// The mnemonics with their offsets.
fn listing(code: &Code<'_>) -> String {
    let lines = code.instructions().iter().map(|i| format!("{:x} {}", i.offset.0, i.opcode.mnemonic()));
    lines.collect::<Vec<_>>().join(", ")
}

fn assert_clean(code: &Code<'_>) {
    assert_eq!(ids(code.problems()), []);
    assert!(code.is_tiled() && code.is_complete());
}
