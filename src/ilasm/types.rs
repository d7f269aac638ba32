//! Types of signatures in the words of ilasm (§II.7.1, §II.14, §II.15.3).

use std::fmt::Write;

use super::spell::Speller;
use crate::bytes::{FileOffset, Malformed};
use crate::metadata::{ArrayType, CallingConvention, MethodSignature, Primitive, Type};

impl Speller<'_, '_> {
    /// Appends a type of a signature.
    pub(crate) fn push_type(&self, text: &mut String, type_: &Type) -> Result<(), Malformed> {
        self.push_within(text, type_, self.end_of(text))
    }

    /// The same, as long as `text` is not longer than `end`.
    fn push_within(&self, text: &mut String, type_: &Type, end: usize) -> Result<(), Malformed> {
        if text.len() > end {
            return Err(Self::too_long());
        }
        let kind = |value_type: bool| if value_type { "valuetype " } else { "class " };
        match type_ {
            Type::Primitive(primitive) => text.push_str(primitive_word(*primitive)),
            Type::Named { type_, value_type } => {
                text.push_str(kind(*value_type));
                text.push_str(self.type_operand(*type_)?);
            }
            Type::Instance { generic, value_type, arguments } => {
                text.push_str(kind(*value_type));
                text.push_str(self.type_operand(*generic)?);
                self.push_arguments(text, arguments, end)?;
            }
            Type::TypeParameter(number) => {
                let _ = write!(text, "!{number}");
            }
            Type::MethodParameter(number) => {
                let _ = write!(text, "!!{number}");
            }
            Type::SzArray(element) => {
                self.push_within(text, element, end)?;
                text.push_str("[]");
            }
            Type::Array(array) => {
                self.push_within(text, &array.element, end)?;
                push_dimensions(text, array);
            }
            Type::Pointer(inner) => {
                self.push_within(text, inner, end)?;
                text.push('*');
            }
            Type::ByRef(inner) => {
                self.push_within(text, inner, end)?;
                text.push('&');
            }
            Type::FunctionPointer(method) => {
                text.push_str("method ");
                push_convention(text, method)?;
                self.push_within(text, &method.return_type, end)?;
                text.push_str(" *");
                self.push_parameters_within(text, method, end)?;
            }
            Type::Modified { required, modifier, inner } => {
                self.push_within(text, inner, end)?;
                text.push_str(if *required { " modreq(" } else { " modopt(" });
                text.push_str(self.type_operand(*modifier)?);
                text.push(')');
            }
            Type::Pinned(inner) => {
                self.push_within(text, inner, end)?;
                text.push_str(" pinned");
            }
        }
        Ok(())
    }

    pub(super) fn push_arguments(&self, text: &mut String, arguments: &[Type], end: usize) -> Result<(), Malformed> {
        text.push('<');
        for (number, argument) in arguments.iter().enumerate() {
            text.push_str(if number > 0 { ", " } else { "" });
            self.push_within(text, argument, end)?;
        }
        text.push('>');
        Ok(())
    }

    /// Appends the types of the parameters, in brackets.
    pub(crate) fn push_parameters(&self, text: &mut String, signature: &MethodSignature) -> Result<(), Malformed> {
        self.push_parameters_within(text, signature, self.end_of(text))
    }

    fn push_parameters_within(
        &self,
        text: &mut String,
        signature: &MethodSignature,
        end: usize,
    ) -> Result<(), Malformed> {
        text.push('(');
        let mut separator = "";
        for (number, parameter) in signature.parameters.iter().enumerate() {
            text.push_str(separator);
            separator = ", ";
            if signature.sentinel == Some(number) {
                text.push_str("..., ");
            }
            self.push_within(text, parameter, end)?;
        }
        if signature.sentinel == Some(signature.parameters.len()) {
            text.push_str(separator);
            text.push_str("...");
        }
        text.push(')');
        Ok(())
    }
}

/// Appends how a method is called.
pub(crate) fn push_convention(text: &mut String, signature: &MethodSignature) -> Result<(), Malformed> {
    if signature.has_this {
        text.push_str("instance ");
    }
    if signature.explicit_this {
        text.push_str("explicit ");
    }
    text.push_str(match signature.convention {
        CallingConvention::Default => "",
        CallingConvention::VarArg => "vararg ",
        CallingConvention::C => "unmanaged cdecl ",
        CallingConvention::StdCall => "unmanaged stdcall ",
        CallingConvention::ThisCall => "unmanaged thiscall ",
        CallingConvention::FastCall => "unmanaged fastcall ",
        CallingConvention::Unmanaged | CallingConvention::NativeVarArg => {
            let what = "ilasm has no word for this calling convention";
            return Err(Malformed { offset: FileOffset(0), what, section: "§II.15.3" });
        }
    });
    Ok(())
}

/// §II.14.2: `lower...upper` for each dimension.
fn push_dimensions(text: &mut String, array: &ArrayType) {
    text.push('[');
    for number in 0..array.rank as usize {
        text.push_str(if number > 0 { "," } else { "" });
        let _ = match (array.lower_bounds.get(number), array.sizes.get(number)) {
            (Some(low), Some(size)) => {
                write!(text, "{low}...{}", i64::from(*low).saturating_add(i64::from(*size)).saturating_sub(1))
            }
            (Some(low), None) => write!(text, "{low}..."),
            (None, Some(size)) => write!(text, "{size}"),
            (None, None) if array.rank == 1 => write!(text, "..."),
            (None, None) => Ok(()),
        };
    }
    text.push(']');
}

/// The word of a type that an element type names alone.
fn primitive_word(primitive: Primitive) -> &'static str {
    match primitive {
        Primitive::Void => "void",
        Primitive::Boolean => "bool",
        Primitive::Char => "char",
        Primitive::I1 => "int8",
        Primitive::U1 => "uint8",
        Primitive::I2 => "int16",
        Primitive::U2 => "uint16",
        Primitive::I4 => "int32",
        Primitive::U4 => "uint32",
        Primitive::I8 => "int64",
        Primitive::U8 => "uint64",
        Primitive::R4 => "float32",
        Primitive::R8 => "float64",
        Primitive::String => "string",
        Primitive::TypedReference => "typedref",
        Primitive::IntPtr => "native int",
        Primitive::UIntPtr => "native uint",
        Primitive::Object => "object",
    }
}
