//! Changes to a method body: header, opcodes, targets, switches, clauses, tokens (§II.25.4, §III).

use ilvet::bytes::{Diagnostics, FileOffset, Reader};
use ilvet::il::{Body, Opcode};
use ilvet::limits::Limits;
use ilvet::metadata::Token;

use super::{Random, get, put};

/// Changes one thing in the body at `at`; `false` where there is none.
pub(super) fn change(random: &mut Random, bytes: &mut [u8], at: usize) -> bool {
    let Some(rest) = bytes.get(at..).filter(|rest| !rest.is_empty()) else { return false };
    let limits = Limits::default();
    let start = Reader::new(rest, FileOffset(0), "");
    let Ok(body) = Body::open(start, Token(0x0600_0001), &mut Diagnostics::default(), &limits) else {
        put(bytes, at, 1, [0x02, 0x06, 0x03, 0x0B, 0x13, 0x1B, 0x07][random.below(7)]);
        return true;
    };
    let code = at + body.code.offset().0 as usize;
    let (length, size) = (body.code.len(), body.size);
    let instructions: Vec<(usize, Opcode)> = body
        .instructions()
        .map_while(Result::ok)
        .take(4_000)
        .map(|it| (code + it.offset.0 as usize, it.opcode))
        .collect();
    let clauses = (code + length).next_multiple_of(4);
    match random.below(10) {
        0 => header(random, bytes, at),
        1 if at + size > clauses => {
            // Kind and size of the section, or a number of a clause.
            let place = clauses + random.below(at + size - clauses);
            let number = random.number(get(bytes, place, 1), length);
            put(bytes, place, [1, 2, 4][random.below(3)], number);
        }
        2 => {
            let place = code + random.below(length);
            let opcode = Opcode::ALL[random.below(Opcode::ALL.len())];
            opcode_at(bytes, place, opcode);
        }
        3 => {
            let place = code + random.below(length);
            switch(random, bytes, place);
        }
        4 => put(bytes, code + random.below(length), 1, u32::from(random.byte())),
        _ => operand(random, bytes, &instructions, length),
    }
    true
}

/// Flags, sizes, or the token of the locals.
fn header(random: &mut Random, bytes: &mut [u8], at: usize) {
    match random.below(4) {
        0 => put(bytes, at, 1, u32::from(random.byte())),
        1 => put(bytes, at + 1, 1, u32::from(random.byte() & 0xF3)),
        2 => {
            let number = random.number(get(bytes, at + 4, 4), bytes.len());
            put(bytes, at + 4, 4, number);
        }
        _ => put(bytes, at + 8, 4, 0x1100_0000 | u32::try_from(random.below(400)).unwrap_or(0)),
    }
}

fn opcode_at(bytes: &mut [u8], place: usize, opcode: Opcode) {
    let code = opcode.code().to_be_bytes();
    for (offset, byte) in code[2 - opcode.size()..].iter().enumerate() {
        put(bytes, place + offset, 1, u32::from(*byte));
    }
}

fn switch(random: &mut Random, bytes: &mut [u8], place: usize) {
    put(bytes, place, 1, 0x45);
    let count = [0, 1, 3, 200, 4_000, 0x3FFF_FFFF, 0x4000_0000, 0x7FFF_FFFF, u32::MAX][random.below(9)];
    put(bytes, place + 1, 4, count);
}

/// The operand of an instruction: a target, a token, a number; or another opcode in its place.
fn operand(random: &mut Random, bytes: &mut [u8], instructions: &[(usize, Opcode)], length: usize) {
    let Some((at, opcode)) = random.one_of(instructions).copied() else { return };
    let (place, width) = (at + opcode.size(), opcode.operand_kind().size() as usize);
    let old = get(bytes, place, width.min(4));
    let number = match random.below(6) {
        // Another row, or another table.
        0 if width == 4 => old & 0xFF00_0000 | u32::try_from(random.below(500)).unwrap_or(0),
        1 if width == 4 => {
            let tables = [0x01, 0x02, 0x04, 0x06, 0x0A, 0x11, 0x1B, 0x2B, 0x70, 0x00, 0xFF];
            old & 0x00FF_FFFF | tables[random.below(tables.len())] << 24
        }
        // Anywhere in the code, and around it.
        2 | 3 if width > 0 => {
            let distance = u32::try_from(random.below(length + 16)).unwrap_or(0);
            if random.one_in(2) { distance } else { distance.wrapping_neg() }
        }
        4 if width > 0 => random.number(old, length),
        _ => {
            let same: Vec<Opcode> = Opcode::ALL
                .iter()
                .copied()
                .filter(|it| it.size() == opcode.size() && it.operand_kind().size() as usize == width)
                .collect();
            if let Some(other) = random.one_of(&same) {
                opcode_at(bytes, at, *other);
            }
            return;
        }
    };
    put(bytes, place, width.min(4), number);
}
