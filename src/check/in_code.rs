//! Suppressions that stand in the code, as attributes.

use crate::finding::CodeSuppression;
use crate::metadata::{CustomAttribute, HasCustomAttribute, NamedArgument, TypeDef, TypeRef, Value};
use crate::model::{FieldHandle, MethodHandle, Module, TypeHandle, Universe};
use crate::text::{Name, Text};

/// The attributes. Whose copy it is does not matter: the first is compiled away where `CODE_ANALYSIS` is not defined, the second is not in every
/// framework, so projects bring their own.
const ATTRIBUTES: [&[u8]; 2] = [b"SuppressMessageAttribute", b"UnconditionalSuppressMessageAttribute"];

const NAMESPACE: &[u8] = b"System.Diagnostics.CodeAnalysis";

/// All suppressions in the assemblies that were looked at.
pub(super) fn suppressions(universe: &Universe<'_>) -> Vec<CodeSuppression> {
    let mut found = Vec::new();
    for module in universe.modules().iter().filter(|module| names_an_attribute(module)) {
        for (_, row) in module.metadata.rows::<CustomAttribute>() {
            found.extend(suppression(universe, module, &row));
        }
    }
    found
}

/// Whether the module refers to such an attribute or has its own: most do neither.
fn names_an_attribute(module: &Module<'_>) -> bool {
    let metadata = &module.metadata;
    let is_it = |name: Name<'_>| ATTRIBUTES.contains(&name.as_bytes());
    metadata.rows::<TypeRef>().any(|(_, row)| is_it(metadata.name(row.name)))
        || metadata.rows::<TypeDef>().any(|(_, row)| is_it(metadata.name(row.name)))
}

fn suppression(universe: &Universe<'_>, module: &Module<'_>, row: &CustomAttribute) -> Option<CodeSuppression> {
    let (namespace, names) = universe.name_parts(universe.attribute_type(module.id, row)?);
    if namespace.as_bytes() != NAMESPACE || !matches!(names.as_slice(), [name] if ATTRIBUTES.contains(&name.as_bytes()))
    {
        return None;
    }
    let value = module.metadata.attribute_value(row, &|_| None).ok()?;
    let [category, check, ..] = value.fixed.as_slice() else { return None };
    let argument =
        |name: &str| value.named.iter().find(|it: &&NamedArgument<'_>| it.name == name).and_then(|it| text(&it.value));
    let symbol = match (row.parent?, argument("Target")) {
        (HasCustomAttribute::Assembly(_) | HasCustomAttribute::Module(_), target) => target,
        (HasCustomAttribute::TypeDef(rid), _) => Some(universe.type_doc_id(TypeHandle::Def(module.type_id(rid)))),
        (HasCustomAttribute::MethodDef(rid), _) => {
            Some(universe.method_doc_id(MethodHandle::Def(module.method_id(rid))))
        }
        (HasCustomAttribute::Field(rid), _) => Some(universe.field_doc_id(FieldHandle::Def(module.field_id(rid)))),
        (HasCustomAttribute::Property(rid), _) => Some(universe.property_doc_id(module.id, rid)),
        (HasCustomAttribute::Event(rid), _) => Some(universe.event_doc_id(module.id, rid)),
        // On parameters and the like nothing of ours is reported.
        _ => return None,
    };
    let on_all = matches!(row.parent?, HasCustomAttribute::Assembly(_) | HasCustomAttribute::Module(_));
    Some(CodeSuppression {
        assembly: Text(module.assembly.text().into_owned()),
        category: text(category)?,
        check: text(check)?,
        symbol,
        scope: argument("Scope").filter(|_| on_all),
        reason: argument("Justification"),
    })
}

fn text(value: &Value<'_>) -> Option<Text> {
    match value {
        Value::String(Some(text)) => Some(Text(text.text().into_owned())),
        _ => None,
    }
}
