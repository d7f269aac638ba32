//! Bodies: locals, instructions, exception blocks (§II.15.4.1, §II.19, §III).

use std::fmt::Write;

use super::blocks::{Mark, blocks};
use super::writer::Writer;
use crate::bytes::{Diagnostics, Loss};
use crate::il::{Body, Clause, ClauseKind, IlOffset, Instruction, Opcode, Operand, OperandKind};
use crate::ilasm::{Frame, push_label, push_operand};
use crate::metadata::{MethodDef, Param, Rid, StandAloneSig, Token};

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
        let mut frame = Frame::new(self.metadata, row, body, parameters);
        frame.locals = self.locals(rid, body);
        let marks = blocks(&body.clauses, frame.size, |at| frame.is_start(at));
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
        let mut points = self.points(rid);
        let mut run = body.instructions();
        loop {
            let at = run.offset();
            while let Some((_, mark)) = marks.next_if(|(place, _)| *place <= at) {
                self.mark(*mark, &body.clauses);
            }
            self.pause();
            if self.is_over() {
                return;
            }
            self.source(&mut points, at);
            match run.next() {
                None => break,
                Some(Ok(instruction)) => self.instruction(rid, &instruction, frame),
                Some(Err(malformed)) => {
                    self.lost(self.text.len(), rid.into(), malformed);
                    self.raw(at, frame.bytes_at(at));
                    break;
                }
            }
        }
        self.source(&mut points, IlOffset(u32::MAX));
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
        if instruction.operand != Operand::None {
            self.text.push(' ');
        }
        let indent = self.blanks() + 2;
        let written = push_operand(&self.spell, &mut self.text, instruction, frame, indent);
        // Mono's ilasm makes one number of all that are none.
        let unsayable = match instruction.operand {
            Operand::F32(bits) => self.float(f64::from(f32::from_bits(bits)), &format!("{:?}", f32::from_bits(bits))),
            Operand::F64(bits) => self.float(f64::from_bits(bits), &format!("{:?}", f64::from_bits(bits))),
            _ => instruction.opcode == Opcode::No,
        };
        if let (Ok(()), false) = (written, unsayable) {
            return self.end();
        }
        let line = self.text.get(mark..).unwrap_or_default().trim().to_owned();
        self.text.truncate(mark);
        self.remark(&line);
        if let Err(malformed) = written {
            self.lost(self.text.len(), rid.into(), malformed);
        }
        let bytes = frame.bytes_at(instruction.offset);
        self.raw(instruction.offset, bytes.get(..instruction.size() as usize).unwrap_or(bytes));
    }

    /// The number in a comment behind its bytes; tells whether it is none.
    fn float(&mut self, number: f64, shown: &str) -> bool {
        self.text.push_str(" // ");
        self.text.push_str(shown);
        number.is_nan()
    }

    /// Code as bytes, where there are no words for it.
    fn raw(&mut self, at: IlOffset, bytes: &[u8]) {
        self.indent();
        push_label(&mut self.text, at);
        self.text.push(':');
        self.end();
        for byte in bytes {
            self.pause();
            if self.is_over() {
                return;
            }
            self.line(&format!(".emitbyte 0x{byte:02x}"));
        }
    }
}
