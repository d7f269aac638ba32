//! Attributes of types and members.

use serde::Serialize;

use crate::metadata::HasCustomAttribute;
use crate::model::{ModuleId, Names, Universe};
use crate::text::Text;

/// A custom attribute on a type or a member.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct AttributeItem {
    /// Documentation-comment id of its type.
    pub id: Text,
    /// As C# writes it, without namespaces: `Obsolete("Use Other.")`.
    pub text: String,
    /// Whether it is for compilers, debuggers and the runtime, and says nothing to a person.
    #[serde(skip)]
    pub plumbing: bool,
}

/// Namespaces and names of attributes that compilers write for themselves, for debuggers and for each other.
const PLUMBING: [(&str, &str); 8] = [
    ("T:System.Runtime.CompilerServices.", ""),
    ("T:System.Diagnostics.", "Debugger"),
    ("T:System.Diagnostics.CodeAnalysis.", ""),
    ("T:System.Reflection.", "DefaultMemberAttribute"),
    ("T:Microsoft.CodeAnalysis.", ""),
    ("T:Microsoft.VisualBasic.CompilerServices.", ""),
    ("T:System.Security.", "SecuritySafeCriticalAttribute"),
    ("T:", "__DynamicallyInvokableAttribute"),
];

/// The custom attributes on something, in the order of the table.
pub(super) fn attributes(universe: &Universe<'_>, module: ModuleId, parent: HasCustomAttribute) -> Vec<AttributeItem> {
    let found = universe.attributes(module, parent);
    found
        .map(|(type_, row)| {
            let id = universe.type_doc_id(type_);
            let rest = |(namespace, name): &(&str, &str)| {
                id.as_str().strip_prefix(namespace).is_some_and(|own| own.starts_with(name))
            };
            let plumbing = PLUMBING.iter().any(rest);
            AttributeItem { text: universe.attribute_display(module, type_, &row, Names::Short), id, plumbing }
        })
        .collect()
}
