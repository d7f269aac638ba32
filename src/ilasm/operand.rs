//! Operands of instructions (§III.1.9).

use std::fmt::Write;

use super::blobs::{push_bytes, push_utf16};
use super::spell::Speller;
use super::types::push_convention;
use crate::bytes::{Malformed, Reader};
use crate::il::{Body, IlOffset, Instruction, Operand, OperandKind};
use crate::metadata::{
    Field, MemberRef, Metadata, MethodDef, MethodSpec, Param, Rid, Row, StandAlone, StandAloneSig, Token,
};

/// Parameters of one method that instructions call by their names.
const NAMED_PARAMETERS: usize = 64;

/// What the operands of one body need to know of it.
pub struct Frame<'f> {
    /// The whole code.
    pub(crate) code: Reader<'f>,
    /// Bytes of the code.
    pub(crate) size: u32,
    /// One bit for each offset at which an instruction starts.
    starts: Vec<u64>,
    /// How many locals have names.
    pub(crate) locals: u32,
    /// 1 where argument 0 is `this`.
    this: u16,
    parameters: &'f [(Rid<Param>, Param)],
}

impl<'f> Frame<'f> {
    /// What the body of the method `row` offers to operands; `parameters` are the rows of its parameters.
    #[must_use]
    pub fn new(
        metadata: &Metadata<'_>,
        row: &MethodDef,
        body: &Body<'f>,
        parameters: &'f [(Rid<Param>, Param)],
    ) -> Self {
        let mut starts = vec![0_u64; body.code.len() / 64 + 1];
        for instruction in body.instructions().flatten() {
            let at = instruction.offset.0;
            if let Some(word) = starts.get_mut(at as usize / 64) {
                *word |= 1 << (at % 64);
            }
        }
        let this = metadata.method_shape(row.signature).is_ok_and(|shape| shape.has_this && !shape.explicit_this);
        let size = u32::try_from(body.code.len()).unwrap_or(u32::MAX);
        Self { code: body.code, size, starts, locals: 0, this: this.into(), parameters }
    }

    /// Whether an instruction starts at an offset.
    #[must_use]
    pub fn is_start(&self, at: IlOffset) -> bool {
        self.starts.get(at.0 as usize / 64).is_some_and(|word| word >> (at.0 % 64) & 1 == 1)
    }

    /// The bytes from an offset on.
    pub(crate) fn bytes_at(&self, at: IlOffset) -> &'f [u8] {
        self.code.at(at.0 as usize).map_or(&[][..], |at| at.rest())
    }
}

/// Appends an operand; long bytes and strings go on under `indent` blanks.
///
/// # Errors
/// What it names cannot be read, or ilasm has no words for it; a part of the text may stand there.
pub(crate) fn push_operand(
    spell: &Speller<'_, '_>,
    text: &mut String,
    instruction: &Instruction,
    frame: &Frame<'_>,
    indent: usize,
) -> Result<(), Malformed> {
    let here = || frame.code.at(instruction.offset.0 as usize).unwrap_or(frame.code).citing("§III.1.9");
    match instruction.operand {
        Operand::None => {}
        Operand::I32(number) => push_number(text, number.into()),
        Operand::I64(number) => push_number(text, number),
        Operand::U8(number) => push_number(text, number.into()),
        Operand::F32(bits) => push_bytes(text, &bits.to_le_bytes(), indent),
        Operand::F64(bits) => push_bytes(text, &bits.to_le_bytes(), indent),
        Operand::Variable(number) => push_variable(spell, text, instruction, number, frame),
        Operand::Target(target) if frame.is_start(target) => push_label(text, target),
        Operand::Target(_) => return Err(here().malformed("a branch goes into the middle of an instruction")),
        Operand::Outside(_) => return Err(here().malformed("a branch goes out of the code")),
        Operand::Switch(_) => {
            text.push('(');
            for (number, target) in instruction.targets(frame.code).enumerate() {
                text.push_str(if number > 0 { ", " } else { "" });
                match target {
                    Ok(target) if frame.is_start(target) => push_label(text, target),
                    _ => return Err(here().malformed("a target of a switch is no instruction")),
                }
            }
            text.push(')');
        }
        Operand::String(offset) => push_utf16(text, spell.module.metadata.literal(offset)?, indent),
        Operand::Token(token) => {
            let kind = instruction.opcode.operand_kind();
            if !kind.allows(token.table()) {
                return Err(here().malformed("the token names no row that can stand here"));
            }
            push_token(spell, text, kind, token)?;
        }
    }
    Ok(())
}

fn push_variable(
    spell: &Speller<'_, '_>,
    text: &mut String,
    instruction: &Instruction,
    number: u16,
    frame: &Frame<'_>,
) {
    if instruction.argument().is_none() {
        if u32::from(number) < frame.locals {
            text.push_str("V_");
        }
        return push_number(text, number.into());
    }
    let sequence = u32::from(number) + 1 - u32::from(frame.this);
    let is_it = |row: &Param| u32::from(row.sequence) == sequence;
    let named = frame.parameters.iter().find(|(_, row)| frame.parameters.len() <= NAMED_PARAMETERS && is_it(row));
    let Some((_, row)) = named.filter(|_| sequence > 0) else { return push_number(text, number.into()) };
    let metadata = &spell.module.metadata;
    let name = metadata.name(row.name);
    let same = frame.parameters.iter().filter(|(_, other)| metadata.name(other.name) == name).count();
    if name.is_empty() || same > 1 {
        return push_number(text, number.into());
    }
    spell.push_id(text, name.as_bytes());
}

fn push_token(spell: &Speller<'_, '_>, text: &mut String, kind: OperandKind, token: Token) -> Result<(), Malformed> {
    let metadata = &spell.module.metadata;
    if kind == OperandKind::Signature {
        let row = metadata.row(token.rid::<StandAloneSig>().unwrap_or(Rid::FIRST))?;
        let StandAlone::CallSite(signature) = metadata.stand_alone_signature(row.signature)? else {
            return Err(metadata.blob(row.signature)?.malformed("the signature of a calli is no method's"));
        };
        push_convention(text, &signature)?;
        spell.push_type(text, &signature.return_type)?;
        text.push(' ');
        return spell.push_parameters(text, &signature);
    }
    if kind == OperandKind::Any {
        let is_field = token.table() == Field::TABLE || token.rid::<MemberRef>().is_some_and(|rid| spell.is_field(rid));
        if is_field {
            text.push_str("field ");
        } else if [MethodDef::TABLE, MemberRef::TABLE, MethodSpec::TABLE].contains(&token.table()) {
            text.push_str("method ");
        }
    }
    text.push_str(spell.token(token)?);
    Ok(())
}

/// `IL_` and four digits or more.
pub(crate) fn push_label(text: &mut String, at: IlOffset) {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    text.push_str("IL_");
    if at.0 > 0xFFFF {
        let _ = write!(text, "{:x}", at.0 >> 16);
    }
    for shift in [12, 8, 4, 0] {
        text.push(char::from(DIGITS[(at.0 >> shift & 15) as usize]));
    }
}

fn push_number(text: &mut String, number: i64) {
    match u8::try_from(number) {
        Ok(digit @ 0..=9) => text.push(char::from(b'0' + digit)),
        _ => {
            let _ = write!(text, "{number}");
        }
    }
}
