//! Bodies: locals, instructions, exception blocks (§II.15.4.1, §II.19, §III).

use std::fmt::Write;

use super::blobs::push_utf16;
use super::blocks::{Mark, blocks};
use super::spell::push_convention;
use super::writer::Writer;
use crate::bytes::{Diagnostics, Loss, Malformed, Reader};
use crate::il::{Body, Clause, ClauseKind, IlOffset, Instruction, Opcode, Operand, OperandKind};
use crate::metadata::{Field, MemberRef, MethodDef, MethodSpec, Param, Rid, Row, StandAlone, StandAloneSig, Token};

/// Parameters of one method that instructions call by their names.
const NAMED_PARAMETERS: usize = 64;

/// What instructions of one body need to know of it.
struct Frame<'f> {
    code: Reader<'f>,
    /// One bit for each offset at which an instruction starts.
    starts: Vec<u64>,
    size: u32,
    /// How many locals have names.
    locals: u32,
    /// 1 where argument 0 is `this`.
    this: u16,
    parameters: &'f [(Rid<Param>, Param)],
}

impl Frame<'_> {
    fn is_start(&self, at: IlOffset) -> bool {
        self.starts.get(at.0 as usize / 64).is_some_and(|word| word >> (at.0 % 64) & 1 == 1)
    }
}

impl Writer<'_, '_, '_> {
    pub(super) fn body(&mut self, rid: Rid<MethodDef>, row: &MethodDef, parameters: &[(Rid<Param>, Param)]) {
        let at = match self.module.body_at(row) {
            None => {
                if row.rva != 0 {
                    self.unsayable(rid.into(), &format!("a body that is no IL, at RVA 0x{:x}", row.rva));
                }
                return;
            }
            Some(Err(malformed)) => return self.lost(self.text.len(), rid.into(), malformed),
            Some(Ok(at)) => at,
        };
        let mut noticed = Diagnostics::default();
        match Body::open(at, rid.into(), &mut noticed, self.limits) {
            Ok(body) => {
                self.remark(&format!("{}, RVA 0x{:x}, {} bytes", Token::from(rid), row.rva, body.code.len()));
                for diagnostic in noticed.entries().iter().filter(|it| it.loss == Loss::Unit) {
                    self.lost(self.text.len(), rid.into(), diagnostic.at);
                }
                self.write_body(rid, row, &body, parameters);
            }
            Err(malformed) => self.lost(self.text.len(), rid.into(), malformed),
        }
    }

    fn write_body(
        &mut self,
        rid: Rid<MethodDef>,
        row: &MethodDef,
        body: &Body<'_>,
        parameters: &[(Rid<Param>, Param)],
    ) {
        self.indent();
        let _ = write!(self.text, ".maxstack {}", body.max_stack);
        self.end();
        let locals = self.locals(rid, body);
        let size = u32::try_from(body.code.len()).unwrap_or(u32::MAX);
        let this = self.metadata.method_shape(row.signature).is_ok_and(|shape| shape.has_this && !shape.explicit_this);
        let starts = vec![0; body.code.len() / 64 + 1];
        let mut frame = Frame { code: body.code, starts, size, locals, this: this.into(), parameters };
        for instruction in body.instructions().flatten() {
            let at = instruction.offset.0;
            if let Some(word) = frame.starts.get_mut(at as usize / 64) {
                *word |= 1 << (at % 64);
            }
        }
        let marks = blocks(&body.clauses, size, |at| frame.is_start(at));
        self.instructions(rid, body, &frame, marks.as_deref().unwrap_or(&[]));
        if marks.is_none() {
            self.clauses_by_label(rid, body, &frame);
        }
    }

    /// `.locals`; returns how many have names.
    fn locals(&mut self, rid: Rid<MethodDef>, body: &Body<'_>) -> u32 {
        let metadata = self.metadata;
        let Some(signature) = body.local_signature.and_then(Token::rid::<StandAloneSig>) else {
            if body.init_locals {
                self.line(".locals init ()");
            }
            return 0;
        };
        let types = metadata.row(signature).and_then(|row| metadata.local_variables(row.signature));
        let types = match types {
            Ok(types) => types,
            Err(malformed) => {
                self.lost(self.text.len(), rid.into(), malformed);
                return 0;
            }
        };
        let mark = self.text.len();
        self.indent();
        self.text.push_str(if body.init_locals { ".locals init (" } else { ".locals (" });
        for (number, type_) in types.iter().enumerate() {
            if number > 0 {
                self.text.push(',');
            }
            self.text.push('\n');
            self.indent();
            let _ = write!(self.text, "    [{number}] ");
            if let Err(malformed) = self.spell.push_type(&mut self.text, type_) {
                self.lost(mark, rid.into(), malformed);
                return 0;
            }
            let _ = write!(self.text, " V_{number}");
        }
        self.text.push(')');
        self.end();
        u32::try_from(types.len()).unwrap_or(0)
    }

    fn instructions(&mut self, rid: Rid<MethodDef>, body: &Body<'_>, frame: &Frame<'_>, marks: &[(IlOffset, Mark)]) {
        let mut marks = marks.iter().peekable();
        let mut run = body.instructions();
        loop {
            let at = run.offset();
            while let Some((_, mark)) = marks.next_if(|(place, _)| *place <= at) {
                self.mark(*mark, &body.clauses);
            }
            if self.is_over() {
                return;
            }
            match run.next() {
                None => break,
                Some(Ok(instruction)) => self.instruction(rid, &instruction, frame),
                Some(Err(malformed)) => {
                    self.lost(self.text.len(), rid.into(), malformed);
                    let rest = frame.code.at(at.0 as usize).map_or(&[][..], |at| at.rest());
                    self.raw(at, rest);
                    break;
                }
            }
        }
        for (_, mark) in marks {
            self.mark(*mark, &body.clauses);
        }
    }

    fn mark(&mut self, mark: Mark, clauses: &[Clause]) {
        match mark {
            Mark::Try => self.line(".try"),
            Mark::Filter => self.line("filter"),
            Mark::Close => return self.close(),
            Mark::Handler(number) => {
                if let Some(clause) = clauses.get(number)
                    && !matches!(clause.kind, ClauseKind::Filter(_))
                {
                    self.indent();
                    self.handler(clause.kind);
                    self.end();
                }
            }
        }
        self.open();
    }

    /// The word of a handler that is no filter's.
    fn handler(&mut self, kind: ClauseKind) {
        match kind {
            ClauseKind::Catch(type_) => {
                self.text.push_str("catch ");
                let spelled = if OperandKind::Type.allows(type_.table()) { self.spell.token(type_).ok() } else { None };
                if let Some(spelled) = spelled {
                    self.text.push_str(spelled);
                } else {
                    let _ = write!(self.text, "object /* {type_} cannot be read */");
                }
            }
            ClauseKind::Finally => self.text.push_str("finally"),
            ClauseKind::Fault => self.text.push_str("fault"),
            ClauseKind::Filter(_) => self.text.push_str("filter"),
        }
    }

    /// The clauses one after the other, with the offsets where their blocks start and end (§II.19.1).
    fn clauses_by_label(&mut self, rid: Rid<MethodDef>, body: &Body<'_>, frame: &Frame<'_>) {
        // Blocks may end where the code does.
        self.indent();
        push_label(&mut self.text, IlOffset(frame.size));
        self.text.push(':');
        self.end();
        for clause in &body.clauses {
            self.indent();
            self.text.push_str(".try ");
            self.range(clause.try_start, clause.try_end, frame);
            self.text.push(' ');
            self.handler(clause.kind);
            if let ClauseKind::Filter(filter) = clause.kind {
                self.text.push(' ');
                self.place(filter, frame);
            }
            self.text.push_str(" handler ");
            self.range(clause.handler_start, clause.handler_end, frame);
            self.end();
            if let ClauseKind::Catch(type_) = clause.kind
                && self.spell.token(type_).is_err()
            {
                self.unsayable(rid.into(), "an exception clause that catches no type");
            }
        }
    }

    fn range(&mut self, start: IlOffset, end: IlOffset, frame: &Frame<'_>) {
        self.place(start, frame);
        self.text.push_str(" to ");
        self.place(end, frame);
    }

    fn place(&mut self, at: IlOffset, frame: &Frame<'_>) {
        if frame.is_start(at) || at.0 == frame.size {
            push_label(&mut self.text, at);
        } else {
            let _ = write!(self.text, "{}", at.0);
        }
    }

    fn instruction(&mut self, rid: Rid<MethodDef>, instruction: &Instruction, frame: &Frame<'_>) {
        let mark = self.text.len();
        self.indent();
        push_label(&mut self.text, instruction.offset);
        self.text.push_str(": ");
        self.text.push_str(instruction.opcode.mnemonic());
        let written = self.operand(instruction, frame);
        // Mono's ilasm makes one number of all that are none.
        let unsayable = match instruction.operand {
            Operand::F32(bits) => f32::from_bits(bits).is_nan(),
            Operand::F64(bits) => f64::from_bits(bits).is_nan(),
            _ => instruction.opcode == Opcode::No,
        };
        if let (Ok(()), false) = (written, unsayable) {
            return self.end();
        }
        let line = self.text.get(mark..).unwrap_or_default().trim().to_owned();
        self.text.truncate(mark);
        match written {
            Ok(()) => self.remark(&line),
            Err(malformed) => {
                self.remark(&line);
                self.lost(self.text.len(), rid.into(), malformed);
            }
        }
        let bytes = frame.code.at(instruction.offset.0 as usize).map_or(&[][..], |at| at.rest());
        self.raw(instruction.offset, bytes.get(..instruction.size() as usize).unwrap_or(bytes));
    }

    /// Code as bytes, where there are no words for it.
    fn raw(&mut self, at: IlOffset, bytes: &[u8]) {
        self.indent();
        push_label(&mut self.text, at);
        self.text.push(':');
        self.end();
        for byte in bytes {
            if self.is_over() {
                return;
            }
            self.line(&format!(".emitbyte 0x{byte:02x}"));
        }
    }

    fn operand(&mut self, instruction: &Instruction, frame: &Frame<'_>) -> Result<(), Malformed> {
        let here = || frame.code.at(instruction.offset.0 as usize).unwrap_or(frame.code).citing("§III.1.9");
        if instruction.operand == Operand::None {
            return Ok(());
        }
        self.text.push(' ');
        match instruction.operand {
            Operand::None => {}
            Operand::I32(number) => push_number(&mut self.text, number.into()),
            Operand::I64(number) => push_number(&mut self.text, number),
            Operand::U8(number) => push_number(&mut self.text, number.into()),
            Operand::F32(bits) => {
                self.bytes(&bits.to_le_bytes());
                let _ = write!(self.text, " // {:?}", f32::from_bits(bits));
            }
            Operand::F64(bits) => {
                self.bytes(&bits.to_le_bytes());
                let _ = write!(self.text, " // {:?}", f64::from_bits(bits));
            }
            Operand::Variable(number) => self.variable(instruction, number, frame),
            Operand::Target(target) if frame.is_start(target) => push_label(&mut self.text, target),
            Operand::Target(_) => return Err(here().malformed("a branch goes into the middle of an instruction")),
            Operand::Outside(_) => return Err(here().malformed("a branch goes out of the code")),
            Operand::Switch(_) => {
                self.text.push('(');
                for (number, target) in instruction.targets(frame.code).enumerate() {
                    self.text.push_str(if number > 0 { ", " } else { "" });
                    match target {
                        Ok(target) if frame.is_start(target) => push_label(&mut self.text, target),
                        _ => return Err(here().malformed("a target of a switch is no instruction")),
                    }
                }
                self.text.push(')');
            }
            Operand::String(offset) => {
                let literal = self.metadata.literal(offset)?;
                let indent = self.blanks() + 2;
                push_utf16(&mut self.text, literal, indent);
            }
            Operand::Token(token) => {
                let kind = instruction.opcode.operand_kind();
                if !kind.allows(token.table()) {
                    return Err(here().malformed("the token names no row that can stand here"));
                }
                self.token_operand(kind, token)?;
            }
        }
        Ok(())
    }

    fn variable(&mut self, instruction: &Instruction, number: u16, frame: &Frame<'_>) {
        if instruction.argument().is_none() {
            if u32::from(number) < frame.locals {
                self.text.push_str("V_");
            }
            return push_number(&mut self.text, number.into());
        }
        let sequence = u32::from(number) + 1 - u32::from(frame.this);
        let is_it = |row: &Param| u32::from(row.sequence) == sequence;
        let named = frame.parameters.iter().find(|(_, row)| frame.parameters.len() <= NAMED_PARAMETERS && is_it(row));
        let Some((_, row)) = named.filter(|_| sequence > 0) else { return push_number(&mut self.text, number.into()) };
        let name = self.metadata.name(row.name);
        let same = frame.parameters.iter().filter(|(_, other)| self.metadata.name(other.name) == name).count();
        if name.is_empty() || same > 1 {
            return push_number(&mut self.text, number.into());
        }
        self.spell.push_id(&mut self.text, name.as_bytes());
    }

    fn token_operand(&mut self, kind: OperandKind, token: Token) -> Result<(), Malformed> {
        let metadata = self.metadata;
        if kind == OperandKind::Signature {
            let row = metadata.row(token.rid::<StandAloneSig>().unwrap_or(Rid::FIRST))?;
            let StandAlone::CallSite(signature) = metadata.stand_alone_signature(row.signature)? else {
                return Err(metadata.blob(row.signature)?.malformed("the signature of a calli is no method's"));
            };
            push_convention(&mut self.text, &signature)?;
            self.spell.push_type(&mut self.text, &signature.return_type)?;
            self.text.push(' ');
            return self.spell.push_parameters(&mut self.text, &signature);
        }
        if kind == OperandKind::Any {
            let is_field =
                token.table() == Field::TABLE || token.rid::<MemberRef>().is_some_and(|rid| self.spell.is_field(rid));
            if is_field {
                self.text.push_str("field ");
            } else if [MethodDef::TABLE, MemberRef::TABLE, MethodSpec::TABLE].contains(&token.table()) {
                self.text.push_str("method ");
            }
        }
        self.text.push_str(self.spell.token(token)?);
        Ok(())
    }
}

/// `IL_` and four digits or more.
fn push_label(text: &mut String, at: IlOffset) {
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
