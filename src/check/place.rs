//! Where something stands, in the words of a report: members, instructions, source lines.

use crate::analysis::facts::Action;
use crate::analysis::{PathStep, Program};
use crate::finding::{Location, Source, Step};
use crate::il::{ClauseKind, IlOffset, Instruction, Opcode, OperandKind};
use crate::metadata::TypeDefOrRef;
use crate::model::{MethodHandle, MethodId, Module, Subject, TypeHandle};
use crate::symbols::SourcePosition;
use crate::text::Text;

/// The place of an instruction.
pub(super) fn location(program: &Program<'_, '_>, method: MethodId, at: IlOffset) -> Location {
    let universe = program.universe;
    let module = universe.module(method.module);
    let authored = program.authored(method);
    let owner = universe.declaring_type(authored).or_else(|| universe.declaring_type(method));
    Location {
        input: module.label.clone(),
        assembly: Text(module.assembly.text().into_owned()),
        module: Some(Text(module.name.text().into_owned())),
        type_name: owner.map(|owner| universe.full_name(TypeHandle::Def(owner))),
        member: Some(universe.method_doc_id(MethodHandle::Def(method))),
        authored_member: Some(universe.method_doc_id(MethodHandle::Def(authored))),
        token: Some(method.token().to_string()),
        il_offset: Some(at.0),
        instruction: instruction(program, method, at),
        source: source(program, method, at),
    }
}

/// The place of a declaration: what is declared, and the first line of its code if it has any.
pub(super) fn declared(program: &Program<'_, '_>, on: Subject) -> Location {
    let universe = program.universe;
    let owner = on.type_(universe);
    let method = match on {
        Subject::Method(MethodHandle::Def(id)) => Some(id),
        Subject::Property(id) => universe.property(id).and_then(|it| it.getter.or(it.setter)),
        Subject::Event(id) => universe.event(id).and_then(|it| it.add.or(it.remove)),
        _ => None,
    };
    let module = match owner {
        Some(TypeHandle::Def(id)) => universe.module(id.module),
        _ => universe.input(),
    };
    let authored = method.filter(|_| matches!(on, Subject::Method(_))).map(|id| program.authored(id));
    let class = owner.map(|owner| match owner {
        TypeHandle::Def(id) => TypeHandle::Def(program.author_type(id)),
        missing @ TypeHandle::Missing(..) => missing,
    });
    // What is said of a type is said by its name.
    let id = Some(on.id(universe)).filter(|_| !matches!(on, Subject::Type(_)));
    Location {
        input: module.label.clone(),
        assembly: Text(module.assembly.text().into_owned()),
        module: Some(Text(module.name.text().into_owned())),
        type_name: class.map(|class| universe.full_name(class)),
        authored_member: authored.map(|id| universe.method_doc_id(MethodHandle::Def(id))).or_else(|| id.clone()),
        member: id,
        token: Some(on.token().to_string()),
        il_offset: None,
        instruction: None,
        source: method.and_then(|method| first_line(program, method)),
    }
}

/// The first line of a method.
fn first_line(program: &Program<'_, '_>, method: MethodId) -> Option<Source> {
    let module = program.universe.module(method.module);
    let symbols = module.symbols.as_ref()?;
    let first = |rid| symbols.first_position(rid);
    source_at(module, first(method.rid).or_else(|| first(symbols.move_next(method.rid)?))?)
}

/// The line of a constructor: that of the call of another one, before which stands what initialises fields.
pub(super) fn source_of_constructor(program: &Program<'_, '_>, constructor: MethodId) -> Option<Source> {
    let code = program.code(constructor)?;
    let is_constructor = |token| {
        let callee = program.callee(constructor.module, token).map(|callee| callee.handle);
        callee.is_some_and(|callee| program.universe.method_name(callee) == ".ctor")
    };
    let call = code.facts.events().iter().find(
        |event| matches!(event.action, Action::Call { opcode: Opcode::Call, method, .. } if is_constructor(method)),
    );
    source(program, constructor, call?.at)
}

/// What a position in the symbols is in the words of a report.
fn source_at(module: &Module<'_>, position: SourcePosition) -> Option<Source> {
    let file = module.source_file(position.document)?;
    let url = module.source_url(position.document);
    Some(Source { file, line: position.line, column: position.column.max(1), url })
}

/// The source line of an instruction, where symbols know it.
pub(crate) fn source(program: &Program<'_, '_>, method: MethodId, at: IlOffset) -> Option<Source> {
    let module = program.universe.module(method.module);
    let symbols = module.symbols.as_ref()?;
    // Nothing but a state machine is made in the method that the author wrote: its first line is the machine's.
    let position = match handler_at(program, method, at) {
        Some(handler) => symbols.locate_within(method.rid, at, handler),
        None => symbols.locate(method.rid, at),
    };
    let position = position.or_else(|| symbols.first_position(symbols.move_next(method.rid)?));
    let nearest = || program.nearest_lines(method).into_iter().find_map(|other| symbols.first_position(other.rid));
    source_at(module, position.or_else(nearest)?)
}

/// Where the handler begins and ends that begins with an instruction, its filter included.
fn handler_at(program: &Program<'_, '_>, method: MethodId, at: IlOffset) -> Option<(IlOffset, IlOffset)> {
    let code = program.code(method)?;
    let clause = code.clauses.iter().find(|clause| clause.handler_start == at)?;
    let start = match clause.kind {
        ClauseKind::Filter(start) => start,
        _ => at,
    };
    Some((start, clause.handler_end))
}

/// The method that an instruction names.
pub(crate) fn method_at(program: &Program<'_, '_>, method: MethodId, at: IlOffset) -> Option<MethodHandle> {
    let code = program.code(method)?;
    let index = code.instructions.binary_search_by_key(&at, |instruction| instruction.offset).ok()?;
    let instruction = code.instructions.get(index)?;
    let token = instruction.token().filter(|_| instruction.opcode.operand_kind() == OperandKind::Method)?;
    program.universe.resolve_method(method.module, token)
}

/// An instruction as text: mnemonic, and its operand by name.
pub(crate) fn instruction(program: &Program<'_, '_>, method: MethodId, at: IlOffset) -> Option<Text> {
    let code = program.code(method)?;
    let index = code.instructions.binary_search_by_key(&at, |instruction| instruction.offset).ok()?;
    let instruction = code.instructions.get(index)?;
    let mnemonic = instruction.opcode.mnemonic();
    Some(Text(match operand(program, method, instruction) {
        Some(operand) => format!("{mnemonic} {operand}"),
        None => mnemonic.to_owned(),
    }))
}

fn operand(program: &Program<'_, '_>, method: MethodId, instruction: &Instruction) -> Option<String> {
    let token = instruction.token()?;
    let universe = program.universe;
    let by_name = match instruction.opcode.operand_kind() {
        OperandKind::Method => {
            universe.resolve_method(method.module, token).map(|handle| universe.method_display(handle))
        }
        OperandKind::Field => universe.resolve_field(method.module, token).map(|handle| universe.field_display(handle)),
        OperandKind::Type => TypeDefOrRef::from_token(token)
            .and_then(|index| universe.resolve_type(method.module, index))
            .map(|handle| universe.type_display(handle)),
        _ => None,
    };
    Some(by_name.unwrap_or_else(|| token.to_string()))
}

/// Steps of a path that a report tells: of a longer one the first half and the last half of these.
pub(super) const STEPS: usize = 64;

/// A path in the words of a report.
pub(super) fn steps(program: &Program<'_, '_>, path: &[PathStep]) -> Vec<Step> {
    let half = if path.len() > STEPS { STEPS / 2 } else { path.len() };
    let last = path.len().saturating_sub(half).max(half);
    path.iter().take(half).chain(path.iter().skip(last)).map(|at| step(program, at)).collect()
}

/// A step in the words of a report.
pub(crate) fn step(program: &Program<'_, '_>, step: &PathStep) -> Step {
    let universe = program.universe;
    let authored = program.authored(step.method);
    let module = universe.module(step.method.module);
    Step {
        member: universe.method_doc_id(MethodHandle::Def(step.method)),
        authored_member: universe.method_doc_id(MethodHandle::Def(authored)),
        input: module.label.clone(),
        assembly: Text(module.assembly.text().into_owned()),
        il_offset: Some(step.at.0),
        source: source(program, step.method, step.at),
        via: step.via,
    }
}
