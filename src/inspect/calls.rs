//! Who calls whom, instruction by instruction.

mod instances;
mod slots;

use serde::Serialize;

use crate::check::{Opened, Options, Unit};
use crate::finding::{Report, Source};
use crate::il::{Instruction, OperandKind};
use crate::metadata::Token;
use crate::model::{Instance, MethodHandle, MethodId, Subject};
use crate::text::Text;

use super::code::{Names, Shared, bodies};
use super::pick::Selection;
use super::room::Room;
use super::{View, look_for_both};
use instances::Instances;
pub use slots::SlotItem;
use slots::Slots;

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
    /// Documentation-comment id of the method that it names; `None` of a call through a function pointer, which names none.
    pub callee: Option<Shared>,
    /// Simple name of that one's assembly.
    pub callee_assembly: Text,
    /// The type arguments that it gives to the type of that one, as C# writes them.
    pub type_arguments: Vec<String>,
    /// Those that it gives to the method.
    pub method_arguments: Vec<String>,
    /// The type of the function pointer that it calls through, as C# writes it; `None` of others.
    pub pointer: Option<String>,
    /// Whether the definition of the callee is at hand.
    pub resolved: bool,
    /// Bytes from the start of the caller's code.
    pub il_offset: u32,
    /// The mnemonic: `call`, `callvirt`, `calli`, `newobj`, `ldftn`, `ldvirtftn`, `jmp`, `ldtoken`.
    pub via: &'static str,
    /// The line, where symbols know it.
    pub source: Option<Source>,
    /// The type arguments without namespaces.
    #[serde(skip)]
    pub instance: Instance,
    /// Whether the callee was asked for.
    #[serde(skip)]
    pub callee_wanted: bool,
    /// Whether the caller was asked for.
    #[serde(skip)]
    pub caller_wanted: bool,
}

/// The calls in every assembly of `units`, from and of what is selected.
#[must_use]
pub fn calls(input: Text, units: &[Unit], options: &Options, selection: &Selection) -> (Calls, Report) {
    let (view, slots, report) = look_for_both("calls", input, units, options, |opened, room| {
        let names = Names::new(opened, selection);
        let (instances, mut slots) = (Instances::new(opened.universe), Slots::new(&names, selection));
        let mut items = Vec::new();
        bodies(opened, |caller, _, instructions| {
            for instruction in instructions {
                items.extend(item(&names, &instances, room, caller, instruction));
                slots.see(caller, instruction);
            }
        });
        let slots = slots.finish(&names, room);
        (items, slots)
    });
    (View { slots, ..view }, report)
}

fn item(
    names: &Names<'_, '_>,
    instances: &Instances<'_, '_>,
    room: &mut Room,
    from: MethodId,
    instruction: &Instruction,
) -> Option<CallItem> {
    let opened: &Opened<'_, '_> = names.opened;
    let token = instruction.token()?;
    let callee = match instruction.opcode.operand_kind() {
        OperandKind::Method | OperandKind::Any => Some(opened.universe.resolve_method(from.module, token)?),
        OperandKind::Signature => None,
        _ => return None,
    };
    let is_source = names.wants_code_of(from);
    let mut is_target = callee.is_some_and(|callee| names.wants(Subject::Method(callee)));
    if !(is_source || is_target) || room.is_full() {
        return None;
    }
    let [full, short] = instances.of(from, token);
    if let Some(callee) = callee.filter(|_| is_target && !names.wants_all()) {
        is_target = !names.wants_others(Subject::Method(callee), &[&full, &short]);
        if !(is_source || is_target) {
            return None;
        }
    }
    let (id, authored_caller) = (names.of_method(from), names.of_method(names.authored(from)));
    let callee_id = callee.map(|callee| names.id(Subject::Method(callee)));
    let pointer = if callee.is_none() { instances.pointer(from, token) } else { None };
    let source = names.source(from, instruction.offset);
    let given = [&full, &short].into_iter().flat_map(|it| it.of_type.iter().chain(&it.of_method));
    let spelt: usize = given.chain(&pointer).map(String::len).sum();
    let ids = [&id, &id, &authored_caller].into_iter().chain(&callee_id).map(|id| -> &Text { id });
    let fits = room.take(ids.chain(source.as_ref().map(|it| &it.file))) && room.hold(spelt);
    fits.then(|| CallItem {
        caller: id.clone(),
        id,
        token: Token::from(from.rid).to_string(),
        assembly: opened.info.name.clone(),
        input: opened.universe.input().label.clone(),
        authored_caller,
        callee: callee_id,
        callee_assembly: callee.map(|callee| assembly_of(opened, callee)).unwrap_or_default(),
        type_arguments: full.of_type,
        method_arguments: full.of_method,
        pointer,
        resolved: matches!(callee, Some(MethodHandle::Def(_))),
        il_offset: instruction.offset.0,
        via: instruction.opcode.mnemonic(),
        source,
        instance: short,
        callee_wanted: is_target && !names.wants_all(),
        caller_wanted: is_source && !names.wants_all(),
    })
}

/// Simple name of the assembly of a method; that of a method of an array is nobody's.
fn assembly_of(opened: &Opened<'_, '_>, method: MethodHandle) -> Text {
    let owner = opened.universe.method_owner(method);
    let name = owner.map(|owner| opened.universe.assembly_of(owner).0).unwrap_or_default();
    Text(name.text().into_owned())
}
