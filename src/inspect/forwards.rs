//! Types that an assembly says to be its own and that are elsewhere: forwarded to another one, or in another file of it.

use serde::Serialize;

use super::pick::Selection;
use super::room::Room;
use crate::check::Opened;
use crate::metadata::{ExportedType, Implementation, Token};
use crate::model::Module;
use crate::text::Text;

/// A type that is elsewhere.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ForwardItem {
    /// Documentation-comment id.
    pub id: Text,
    /// Token of the row that says so.
    pub token: String,
    /// Simple name of the assembly that says so.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// Simple name of the assembly, or the file, where it is.
    pub target: Text,
    /// Whether that is a file of the same assembly.
    pub file: bool,
}

/// Where the types of a module are that are not in it, each with its id, its row and whether that is a file.
pub(super) fn forwards_in<'m>(module: &'m Module<'_>) -> impl Iterator<Item = (Text, Token, Text, bool)> + 'm {
    let metadata = &module.metadata;
    metadata.rows::<ExportedType>().filter_map(|(rid, row)| {
        let (target, file) = match row.implementation? {
            Implementation::AssemblyRef(rid) => (module.assembly_ref(rid)?.0, false),
            Implementation::File(rid) => (metadata.name(metadata.row(rid).ok()?.name), true),
            // It is where the type around it is.
            Implementation::ExportedType(_) => return None,
        };
        let (namespace, name) = (metadata.name(row.namespace).text(), metadata.name(row.name).text());
        let dot = if namespace.is_empty() { "" } else { "." };
        Some((Text(format!("T:{namespace}{dot}{name}")), rid.into(), Text(target.text().into_owned()), file))
    })
}

/// Those of the input that are asked for.
pub(super) fn forwards_of(opened: &Opened<'_, '_>, selection: &Selection, room: &mut Room) -> Vec<ForwardItem> {
    let module = opened.universe.input();
    let mut items = Vec::new();
    for (id, token, target, file) in forwards_in(module).filter(|(id, ..)| selection.has_named(id)) {
        if !room.is_full() && room.take([&id, &target]) {
            let (assembly, input) = (opened.info.name.clone(), module.label.clone());
            items.push(ForwardItem { id, token: token.to_string(), assembly, input, target, file });
        }
    }
    items
}
