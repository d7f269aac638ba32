//! Types and signatures in the words of ilasm, as `monodis` prints them.

use ilvet::metadata::{ArrayType, CallingConvention, MethodSignature, Primitive, Type, TypeDefOrRef};
use ilvet::model::{ModuleId, TypeHandle, Universe};

/// The name of a type: `[assembly]Namespace.Outer/Inner`, without the assembly for one's own.
pub(crate) fn type_name(universe: &Universe<'_>, handle: TypeHandle) -> String {
    let (namespace, names) = universe.name_parts(handle);
    let names: Vec<_> = names.iter().map(|name| name.text().into_owned()).collect();
    let scope = match handle {
        TypeHandle::Def(_) => String::new(),
        TypeHandle::Missing(..) => format!("[{}]", universe.assembly_of(handle).0.text()),
    };
    let dot = if namespace.is_empty() { "" } else { "." };
    format!("{scope}{}{dot}{}", namespace.text(), names.join("/"))
}

fn index(universe: &Universe<'_>, module: ModuleId, index: TypeDefOrRef) -> String {
    universe.resolve_type(module, index).map_or_else(|| "?".to_owned(), |handle| type_name(universe, handle))
}

fn joined(universe: &Universe<'_>, module: ModuleId, types: &[Type], separator: &str) -> String {
    types.iter().map(|type_| type_text(universe, module, type_)).collect::<Vec<_>>().join(separator)
}

/// A type of a signature.
pub(crate) fn type_text(universe: &Universe<'_>, module: ModuleId, type_: &Type) -> String {
    let text = |inner: &Type| type_text(universe, module, inner);
    let kind = |value_type: bool| if value_type { "valuetype" } else { "class" };
    match type_ {
        Type::Primitive(primitive) => primitive_text(*primitive).to_owned(),
        Type::Named { type_, value_type } => format!("{} {}", kind(*value_type), index(universe, module, *type_)),
        Type::Instance { generic, value_type, arguments } => {
            let arguments = joined(universe, module, arguments, ",");
            format!("{} {}<{arguments}>", kind(*value_type), index(universe, module, *generic))
        }
        Type::TypeParameter(number) => format!("!{number}"),
        Type::MethodParameter(number) => format!("!!{number}"),
        Type::SzArray(element) => format!("{}[]", text(element)),
        Type::Array(array) => format!("{}[{}]", text(&array.element), dimensions(array)),
        Type::Pointer(inner) => format!("{}*", text(inner)),
        Type::ByRef(inner) => format!("{}&", text(inner)),
        Type::FunctionPointer(method) => method_text(universe, module, method, " *"),
        Type::Modified { required, modifier, inner } => {
            let word = if *required { "modreq" } else { "modopt" };
            format!("{} {word} ({})", text(inner), index(universe, module, *modifier))
        }
        Type::Pinned(inner) => format!("{} pinned", text(inner)),
    }
}

fn dimensions(array: &ArrayType) -> String {
    let dimension = |number: usize| match (array.lower_bounds.get(number), array.sizes.get(number)) {
        (Some(low), Some(size)) => format!("{low}...{}", i64::from(*low) + i64::from(*size) - 1),
        (Some(low), None) => format!("{low}..."),
        (None, Some(size)) => format!("{size}"),
        (None, None) => String::new(),
    };
    (0..array.rank as usize).map(dimension).collect::<Vec<_>>().join(", ")
}

/// The signature of a method; `between` stands before the parameters.
pub(crate) fn method_text(
    universe: &Universe<'_>,
    module: ModuleId,
    signature: &MethodSignature,
    between: &str,
) -> String {
    let mut text = String::new();
    if signature.has_this {
        text.push_str("instance ");
    }
    if signature.convention == CallingConvention::VarArg {
        text.push_str("vararg ");
    }
    text.push_str(&type_text(universe, module, &signature.return_type));
    text.push_str(between);
    text.push('(');
    text.push_str(&joined(universe, module, &signature.parameters, ", "));
    text.push(')');
    text
}

fn primitive_text(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Void => "void",
        Primitive::Boolean => "bool",
        Primitive::Char => "char",
        Primitive::I1 => "int8",
        Primitive::U1 => "unsigned int8",
        Primitive::I2 => "int16",
        Primitive::U2 => "unsigned int16",
        Primitive::I4 => "int32",
        Primitive::U4 => "unsigned int32",
        Primitive::I8 => "int64",
        Primitive::U8 => "unsigned int64",
        Primitive::R4 => "float32",
        Primitive::R8 => "float64",
        Primitive::String => "string",
        Primitive::TypedReference => "typedref",
        Primitive::IntPtr => "native int",
        Primitive::UIntPtr => "native unsigned int",
        Primitive::Object => "object",
    }
}
