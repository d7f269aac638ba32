//! Code of methods as values. As text it is written by [`crate::report::write_il`], which keeps nothing of it.

use serde::Serialize;

use crate::bytes::Diagnostics;
use crate::check::{Opened, Options, Unit};
use crate::finding::Report;
use crate::il::{Body, ClauseKind, Instruction, Operand, OperandKind};
use crate::ilasm::{Frame, Speller, push_operand};
use crate::metadata::{MethodDef, Param, Rid, StandAloneSig, Token, Type, TypeDefOrRef, utf16};
use crate::model::{MethodHandle, MethodId, Subject, TypeHandle};
use crate::text::Text;

use super::pick::Selection;
use super::room::Room;
use super::source::{PointItem, Sources};
use super::types::in_order;
use super::{View, look};

/// The methods with code that were asked for, one item each: by input and type, there as they stand in the file.
pub type Il = View<IlItem>;

/// A method with its code.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct IlItem {
    /// Documentation-comment id of the method.
    pub id: Text,
    /// Its token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// The same as `id`: what other views call the method that something stands in.
    pub member: Text,
    /// Where the code starts in the memory of a process, in bytes from the start of the image.
    pub rva: u32,
    /// How many values it puts on the stack, as it says.
    pub max_stack: u16,
    /// Whether locals start as zeroes.
    pub init_locals: bool,
    /// The types of the locals, in the words of ilasm.
    pub locals: Vec<Text>,
    /// The instructions in their order; where one cannot be read they end.
    pub instructions: Vec<InstructionItem>,
    /// The exception clauses in their order, inner ones first.
    pub clauses: Vec<ClauseItem>,
    /// The source lines, ascending by offset; none without symbols.
    pub points: Vec<PointItem>,
}

/// An instruction.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct InstructionItem {
    /// Where it starts, in bytes from the first instruction.
    pub offset: u32,
    /// Where it starts in the file, in bytes.
    pub file_offset: u32,
    /// Its mnemonic.
    pub opcode: &'static str,
    /// Its operand in the words of ilasm, of `ldstr` the string itself, of `ldc.r4` and `ldc.r8` the shortest decimal number; `None` without one.
    pub operand: Option<Text>,
    /// Documentation-comment id of the type or member that it names.
    pub target: Option<Text>,
}

/// An exception clause; offsets as of instructions, ends are the first byte behind.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ClauseItem {
    /// `catch`, `filter`, `finally`, `fault`.
    pub kind: &'static str,
    /// What it catches, in the words of ilasm.
    #[serde(rename = "type")]
    pub type_: Option<Text>,
    /// Where the filter starts; it ends where the handler starts.
    pub filter_start: Option<u32>,
    /// Where the protected block starts.
    pub try_start: u32,
    /// Where it ends.
    pub try_end: u32,
    /// Where the handler starts.
    pub handler_start: u32,
    /// Where it ends.
    pub handler_end: u32,
}

/// The code of every assembly of `units`; `with_text`: with the text of its source lines, where it is at hand, and with
/// what compilers made of the methods that are asked for.
#[must_use]
pub fn il(input: Text, units: &[Unit], options: &Options, selection: &Selection, with_text: bool) -> (Il, Report) {
    look("il", input, units, options, |opened, room| {
        let (module, limits) = (opened.universe.input(), opened.universe.limits());
        let sources = Sources::new(module, opened.supply(), with_text.then_some(limits.source_bytes));
        let maker = Maker { opened, spell: Speller::new(module, limits), sources };
        let universe = opened.universe;
        let wider = with_text.then(|| with_made_code(opened, selection));
        let selection = wider.as_ref().unwrap_or(selection);
        let mut items = Vec::new();
        for type_ in in_order(opened) {
            let whole = selection.covers(universe, Subject::Type(TypeHandle::Def(type_)));
            for method in universe.methods(type_) {
                let id = universe.method_doc_id(MethodHandle::Def(method));
                let subject = Subject::Method(MethodHandle::Def(method));
                let has = |it: Subject| selection.has(universe, it, &it.id(universe));
                let wanted =
                    whole || selection.has(universe, subject, &id) || subject.accessed(universe).is_some_and(has);
                if wanted && !room.is_full() {
                    items.extend(maker.item(id, method, room));
                }
            }
        }
        items
    })
}

/// What is asked for, with what compilers made of the methods that are asked for by themselves: where the author's lines are, that method
/// may only start it.
#[must_use]
pub fn with_made_code(opened: &Opened<'_, '_>, selection: &Selection) -> Selection {
    let (universe, program) = (opened.universe, opened.program());
    let module = universe.input();
    if selection.is_all() {
        return selection.clone();
    }
    let mut made = Vec::new();
    for rid in module.metadata.rids::<MethodDef>() {
        let method = module.method_id(rid);
        let subject = |id| Subject::Method(MethodHandle::Def(id));
        let authored = program.authored(method);
        let asked = |it: Subject| selection.has(universe, it, &it.id(universe));
        let is_asked = |it: Subject| asked(it) || it.accessed(universe).is_some_and(asked);
        if authored != method && is_asked(subject(authored)) {
            made.push(subject(method).id(universe));
        }
    }
    selection.and(&made)
}

struct Maker<'o, 'a> {
    opened: &'o Opened<'o, 'a>,
    spell: Speller<'o, 'a>,
    sources: Sources<'o, 'a>,
}

impl Maker<'_, '_> {
    /// The code of a method; `None` where it has none that can be read, which is a problem of the report then.
    fn item(&self, id: Text, method: MethodId, room: &mut Room) -> Option<IlItem> {
        let universe = self.opened.universe;
        let module = universe.input();
        let metadata = &module.metadata;
        let row = universe.method_row(method)?;
        let at = module.body_at(&row)?.ok()?;
        let body = Body::open(at, method.token(), &mut Diagnostics::default(), universe.limits()).ok()?;
        let rows = metadata.owned::<MethodDef, Param>(method.rid);
        let parameters: Vec<(Rid<Param>, Param)> =
            rows.filter_map(|rid| Some((rid, metadata.row(rid).ok()?))).collect();
        let mut frame = Frame::new(metadata, &row, &body, &parameters);
        let locals = self.locals(&body);
        frame.locals = u32::try_from(locals.len()).unwrap_or_default();
        let mut item = IlItem {
            token: method.token().to_string(),
            assembly: self.opened.info.name.clone(),
            input: self.opened.info.input.clone(),
            member: id.clone(),
            id,
            rva: row.rva,
            max_stack: body.max_stack,
            init_locals: body.init_locals,
            locals,
            instructions: Vec::new(),
            clauses: Vec::new(),
            points: Vec::new(),
        };
        if !room.take([&item.id, &item.member].into_iter().chain(&item.locals)) {
            return None;
        }
        for instruction in body.instructions().flatten() {
            let made = self.instruction(&instruction, &frame);
            if room.is_full() || !room.take(made.operand.iter().chain(&made.target)) {
                break;
            }
            item.instructions.push(made);
        }
        item.clauses = body.clauses.iter().map(|clause| self.clause(clause)).collect();
        self.points(&mut item, method, room);
        Some(item)
    }

    fn points(&self, item: &mut IlItem, method: MethodId, room: &mut Room) {
        match self.sources.points(method.rid) {
            Err(malformed) => {
                let what = format!("{}: no source lines: {malformed}, in the symbol file", method.token());
                self.opened.note("D04", what);
            }
            Ok(points) => {
                for point in points {
                    let texts = point
                        .source
                        .iter()
                        .flat_map(|it| std::iter::once(&it.file).chain(&it.url).chain(it.text.iter().flatten()));
                    if room.is_full() || !room.take(texts) {
                        break;
                    }
                    item.points.push(point);
                }
            }
        }
    }

    fn locals(&self, body: &Body<'_>) -> Vec<Text> {
        let metadata = &self.opened.universe.input().metadata;
        let Some(rid) = body.local_signature.and_then(Token::rid::<StandAloneSig>) else { return Vec::new() };
        let types = metadata.row(rid).and_then(|row| metadata.local_variables(row.signature)).unwrap_or_default();
        let spelled = |type_: &Type| {
            let mut text = String::new();
            // What of it cannot be read is a problem of the report.
            let _ = self.spell.push_type(&mut text, type_);
            Text(text)
        };
        types.iter().map(spelled).collect()
    }

    fn instruction(&self, instruction: &Instruction, frame: &Frame<'_>) -> InstructionItem {
        let operand = match instruction.operand {
            Operand::None => None,
            Operand::F32(bits) => Some(format!("{:?}", f32::from_bits(bits))),
            Operand::F64(bits) => Some(format!("{:?}", f64::from_bits(bits))),
            Operand::String(offset) => self.spell.module.metadata.literal(offset).ok().map(utf16),
            _ => {
                let mut text = String::new();
                let spelled = push_operand(&self.spell, &mut text, instruction, frame, 0);
                Some(if spelled.is_ok() { text } else { format!("{:?}", instruction.operand) })
            }
        };
        InstructionItem {
            offset: instruction.offset.0,
            file_offset: frame.code.offset().plus(instruction.offset.0 as usize).0,
            opcode: instruction.opcode.mnemonic(),
            operand: operand.map(Text),
            target: self.target(instruction),
        }
    }

    /// The id of what an instruction names.
    fn target(&self, instruction: &Instruction) -> Option<Text> {
        let universe = self.opened.universe;
        let (module, token) = (universe.input().id, instruction.token()?);
        let kind = instruction.opcode.operand_kind();
        if !kind.allows(token.table()) || kind == OperandKind::Signature {
            return None;
        }
        if let Some(type_) = TypeDefOrRef::from_token(token) {
            return universe.resolve_type(module, type_).map(|handle| universe.type_doc_id(handle));
        }
        if let Some(method) = universe.resolve_method(module, token) {
            return Some(universe.method_doc_id(method));
        }
        universe.resolve_field(module, token).map(|field| universe.field_doc_id(field))
    }

    fn clause(&self, clause: &crate::il::Clause) -> ClauseItem {
        let spelled =
            |token: Token| OperandKind::Type.allows(token.table()).then(|| self.spell.token(token).ok()).flatten();
        let (kind, type_, filter_start) = match clause.kind {
            ClauseKind::Catch(type_) => ("catch", spelled(type_).map(Text::from), None),
            ClauseKind::Filter(filter) => ("filter", None, Some(filter.0)),
            ClauseKind::Finally => ("finally", None, None),
            ClauseKind::Fault => ("fault", None, None),
        };
        ClauseItem {
            kind,
            type_,
            filter_start,
            try_start: clause.try_start.0,
            try_end: clause.try_end.0,
            handler_start: clause.handler_start.0,
            handler_end: clause.handler_end.0,
        }
    }
}
