//! Attributes of types and members.

use serde::Serialize;

use crate::metadata::{
    ClassLayout, FieldAttributes, FieldLayout, HasCustomAttribute, Metadata, Rid, TypeAttributes, TypeDef,
};
use crate::model::{AttributeShape, ModuleId, Names, TypeKind, Universe};
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
    /// What a program asks of it.
    #[serde(skip)]
    pub shape: AttributeShape,
}

impl AttributeItem {
    /// Whether compilers refuse what carries it.
    #[must_use]
    pub fn is_error(&self) -> bool {
        self.id.as_str() == OBSOLETE && self.shape.fixed.get(1) == Some(&Some(1)) && !self.plumbing
    }
}

pub(super) const OBSOLETE: &str = "T:System.ObsoleteAttribute";

/// What compilers say by `Obsolete` to those that are too old for something, and not to others (Roslyn: `ObsoleteAttributeHelpers`).
const FOR_OLD_COMPILERS: [&str; 2] = [
    "Obsolete(\"Types with embedded references are not supported in this version of your compiler.\", true)",
    "Obsolete(\"Constructors of types with required members are not supported in this version of your compiler.\", true)",
];

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

/// The attributes on something: those that metadata holds in another form, then the others in the order of the table.
pub(super) fn attributes(universe: &Universe<'_>, module: ModuleId, parent: HasCustomAttribute) -> Vec<AttributeItem> {
    let found = universe.attributes(module, parent);
    let others = found.map(|(type_, row)| {
        let id = universe.type_doc_id(type_);
        let rest = |(namespace, name): &(&str, &str)| {
            id.as_str().strip_prefix(namespace).is_some_and(|own| own.starts_with(name))
        };
        let mut shape = universe.attribute_shape(module, type_, &row, Names::Short);
        let for_old = id.as_str() == OBSOLETE && FOR_OLD_COMPILERS.contains(&shape.exact.as_str());
        let plumbing = PLUMBING.iter().any(rest) || for_old;
        AttributeItem { text: std::mem::take(&mut shape.text), id, plumbing, shape }
    });
    in_flags(universe, module, parent).into_iter().chain(others).collect()
}

/// The attributes that compilers turn into flags and rows of their own (§II.21.2.1).
fn in_flags(universe: &Universe<'_>, module: ModuleId, parent: HasCustomAttribute) -> Vec<AttributeItem> {
    let metadata = &universe.module(module).metadata;
    let mut found = Vec::new();
    let mut add = |name: &str, text: String| {
        let shape = AttributeShape { exact: text.clone(), ..AttributeShape::default() };
        found.push(AttributeItem { id: Text(format!("T:System.{name}Attribute")), text, plumbing: false, shape });
    };
    match parent {
        HasCustomAttribute::TypeDef(rid) => {
            let Ok(row) = metadata.row(rid) else { return found };
            if row.flags.contains(TypeAttributes::SERIALIZABLE) {
                add("Serializable", "Serializable".to_owned());
            }
            if row.flags.contains(TypeAttributes::IMPORT) {
                add("Runtime.InteropServices.ComImport", "ComImport".to_owned());
            }
            let kind = universe.type_kind(universe.module(module).type_id(rid));
            if let Some(text) = layout(metadata, rid, row.flags, kind) {
                add("Runtime.InteropServices.StructLayout", text);
            }
        }
        HasCustomAttribute::Field(rid) => {
            if metadata.row(rid).is_ok_and(|row| row.flags.contains(FieldAttributes::NOT_SERIALIZED)) {
                add("NonSerialized", "NonSerialized".to_owned());
            }
            for (_, row) in metadata.with_key::<FieldLayout>(rid.row()).take(1) {
                add("Runtime.InteropServices.FieldOffset", format!("FieldOffset({})", row.offset));
            }
        }
        _ => {}
    }
    found
}

/// How the fields of a type lie in memory, where that is not what compilers say of each such type.
fn layout(metadata: &Metadata<'_>, rid: Rid<TypeDef>, flags: TypeAttributes, kind: TypeKind) -> Option<String> {
    let layout = match flags.intersection(TypeAttributes::LAYOUT_MASK).bits() {
        0x08 => "Sequential",
        0x10 => "Explicit",
        _ => "Auto",
    };
    let usual = match kind {
        TypeKind::Struct => "Sequential",
        TypeKind::Class => "Auto",
        _ => return None,
    };
    let row = metadata.with_key::<ClassLayout>(rid.row()).next().map(|(_, row)| row);
    let pack = row.map_or(0, |row| row.packing_size);
    // A struct without fields takes a byte.
    let size = row.map_or(0, |row| row.class_size).max(1);
    let named = [(pack > 0).then(|| format!(", Pack = {pack}")), (size > 1).then(|| format!(", Size = {size}"))];
    let named: String = named.into_iter().flatten().collect();
    (layout != usual || !named.is_empty()).then(|| format!("StructLayout(LayoutKind.{layout}{named})"))
}
