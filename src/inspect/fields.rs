//! Who reads and who writes a field.

use serde::Serialize;

use crate::check::{Options, Unit};
use crate::finding::{Report, Source};
use crate::il::{Instruction, Opcode};
use crate::model::{FieldHandle, MethodId, Subject};
use crate::text::Text;

use super::code::{Names, Shared, bodies};
use super::pick::Selection;
use super::room::Room;
use super::{View, look};

/// The accesses to the fields that were asked for, one item each: by input and field, there in the order of the code.
pub type Fields = View<FieldItem>;

/// An instruction that accesses a field.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct FieldItem {
    /// Documentation-comment id of the field.
    pub id: Shared,
    /// Its token; of a field of another assembly that of the reference.
    pub token: String,
    /// Simple name of its assembly.
    pub assembly: Text,
    /// The input in which the instruction is.
    pub input: Text,
    /// The same as `id`.
    pub field: Shared,
    /// Documentation-comment id of the method in which it stands.
    pub member: Shared,
    /// The method that the author wrote and that this one was made from; itself where no compiler made it.
    pub authored_member: Shared,
    /// That method's token.
    pub member_token: String,
    /// Bytes from the start of the code.
    pub il_offset: u32,
    /// `read`, `write`, `address` (it may be read and written through that), `token`.
    pub access: &'static str,
    /// The line, where symbols know it.
    pub source: Option<Source>,
}

/// The accesses to fields in every assembly of `units`.
#[must_use]
pub fn fields(input: Text, units: &[Unit], options: &Options, selection: &Selection) -> (Fields, Report) {
    look("fields", input, units, options, |opened, room| {
        let names = Names::new(opened, selection);
        let mut items = Vec::new();
        bodies(opened, |member, _, instructions| {
            for instruction in instructions {
                items.extend(item(&names, room, member, instruction));
            }
        });
        items.sort_by(|a, b| a.id.cmp(&b.id));
        items
    })
}

fn item(names: &Names<'_, '_>, room: &mut Room, method: MethodId, instruction: &Instruction) -> Option<FieldItem> {
    let access = match instruction.opcode {
        Opcode::Ldfld | Opcode::Ldsfld => "read",
        Opcode::Stfld | Opcode::Stsfld => "write",
        Opcode::Ldflda | Opcode::Ldsflda => "address",
        Opcode::Ldtoken => "token",
        _ => return None,
    };
    let universe = names.opened.universe;
    let field = universe.resolve_field(method.module, instruction.token()?)?;
    let subject = Subject::Field(field);
    if !names.wants(subject) || room.is_full() {
        return None;
    }
    let (id, member) = (names.id(subject), names.of_method(method));
    let authored_member = names.of_method(names.authored(method));
    let source = names.source(method, instruction.offset);
    let owner = universe.owner_of_field(field);
    let assembly = Text(owner.map(|owner| universe.assembly_of(owner).0).unwrap_or_default().text().into_owned());
    let token = match field {
        FieldHandle::Def(id) if id.module != method.module => instruction.token()?,
        _ => subject.token(),
    };
    let texts: [&Text; 5] = [&id, &id, &member, &authored_member, &assembly];
    room.take(texts.into_iter().chain(source.as_ref().map(|it| &it.file))).then(|| FieldItem {
        field: id.clone(),
        id,
        token: token.to_string(),
        assembly,
        input: universe.input().label.clone(),
        member,
        authored_member,
        member_token: method.token().to_string(),
        il_offset: instruction.offset.0,
        access,
        source,
    })
}
