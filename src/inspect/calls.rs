//! Who calls whom, instruction by instruction.

use serde::Serialize;

use crate::check::{Opened, Options, Unit};
use crate::finding::{Report, Source};
use crate::il::{Instruction, OperandKind};
use crate::metadata::Token;
use crate::model::{MethodHandle, MethodId, Subject};
use crate::text::Text;

use super::code::{Names, Shared, bodies};
use super::pick::Selection;
use super::room::Room;
use super::{View, look};

/// The calls from and of the members that were asked for, one item each, by input, caller and place.
pub type Calls = View<CallItem>;

/// An instruction that calls a method, or takes it for a delegate.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct CallItem {
    /// Documentation-comment id of the method in which it stands.
    pub id: Shared,
    /// That one's token.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// The same as `id`.
    pub caller: Shared,
    /// The method that the author wrote and that the caller was made from; itself where no compiler made it.
    pub authored_caller: Shared,
    /// Documentation-comment id of the method that it names.
    pub callee: Shared,
    /// Simple name of that one's assembly.
    pub callee_assembly: Text,
    /// Whether the definition of that one is at hand.
    pub resolved: bool,
    /// Bytes from the start of the caller's code.
    pub il_offset: u32,
    /// The mnemonic: `call`, `callvirt`, `newobj`, `ldftn`, `ldvirtftn`, `jmp`, `ldtoken`.
    pub via: &'static str,
    /// The line, where symbols know it.
    pub source: Option<Source>,
}

/// The calls in every assembly of `units`, from and of what is selected.
#[must_use]
pub fn calls(input: Text, units: &[Unit], options: &Options, selection: &Selection) -> (Calls, Report) {
    look("calls", input, units, options, |opened, room| {
        let names = Names::new(opened, selection);
        let mut items = Vec::new();
        bodies(opened, |caller, _, instructions| {
            for instruction in instructions {
                items.extend(item(&names, room, caller, instruction));
            }
        });
        items
    })
}

fn item(names: &Names<'_, '_>, room: &mut Room, from: MethodId, instruction: &Instruction) -> Option<CallItem> {
    let kind = instruction.opcode.operand_kind();
    let token = instruction.token().filter(|_| matches!(kind, OperandKind::Method | OperandKind::Any))?;
    let opened: &Opened<'_, '_> = names.opened;
    let callee = opened.universe.resolve_method(from.module, token)?;
    let wanted = names.wants(Subject::Method(callee)) || names.wants_code_of(from);
    if !wanted || room.is_full() {
        return None;
    }
    let (id, authored_caller) = (names.of_method(from), names.of_method(names.authored(from)));
    let callee_id = names.id(Subject::Method(callee));
    let source = names.source(from, instruction.offset);
    let texts: [&Text; 4] = [&id, &id, &authored_caller, &callee_id];
    room.take(texts.into_iter().chain(source.as_ref().map(|it| &it.file))).then(|| CallItem {
        caller: id.clone(),
        id,
        token: Token::from(from.rid).to_string(),
        assembly: opened.info.name.clone(),
        input: opened.universe.input().label.clone(),
        authored_caller,
        callee: callee_id,
        callee_assembly: assembly_of(opened, callee),
        resolved: matches!(callee, MethodHandle::Def(_)),
        il_offset: instruction.offset.0,
        via: instruction.opcode.mnemonic(),
        source,
    })
}

/// Simple name of the assembly of a method; that of a method of an array is nobody's.
fn assembly_of(opened: &Opened<'_, '_>, method: MethodHandle) -> Text {
    let owner = opened.universe.method_owner(method);
    let name = owner.map(|owner| opened.universe.assembly_of(owner).0).unwrap_or_default();
    Text(name.text().into_owned())
}
