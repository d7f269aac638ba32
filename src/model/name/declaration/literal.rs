//! Constants as C# writes them.

use std::fmt::Write as _;

use super::super::printer::Printer;
use crate::metadata::{Constant, FieldAttributes, HasConstant, HasCustomAttribute, Primitive, Type, Value, utf16};
use crate::model::universe::{FieldHandle, FieldId, ModuleId, TypeHandle, TypeId, Universe};
use crate::text::Safe;

/// Enumerators that are looked through for the one with a value; a longer enum's constants stay numbers.
const ENUMERATORS: usize = 256;

impl Printer<'_, '_> {
    /// A constant of type `type_`: of an enum the enumerator where one has the value.
    pub(super) fn constant(&mut self, module: ModuleId, constant: &Constant, type_: &Type) {
        let Some(value) = self.universe.constant_value(module, constant) else { return self.push("?") };
        let handle = match type_.unmodified() {
            Type::ByRef(inner) => self.universe.resolve_type_of(module, inner),
            Type::Instance { generic, arguments, .. } => {
                let generic = self.universe.resolve_type(module, *generic);
                let nullable = generic.is_some_and(|it| self.universe.is_named(it, "System", "Nullable`1"));
                arguments.first().filter(|_| nullable).and_then(|inner| self.universe.resolve_type_of(module, inner))
            }
            Type::Named { .. } => self.universe.resolve_type_of(module, type_),
            _ => None,
        };
        let is_value_type = matches!(type_.unmodified(), Type::Named { value_type: true, .. });
        match (value, handle) {
            // The default of a struct is null as well.
            (Literal::Null, _) => self.push(if is_value_type { "default" } else { "null" }),
            (Literal::Text(text), None) => self.push(&text),
            (Literal::Text(text), Some(handle)) => {
                let name = self.universe.type_display_as(handle, self.names);
                let known = match (handle, text.parse()) {
                    (TypeHandle::Def(id), Ok(number)) => self.universe.enumerators(id, number),
                    _ => Vec::new(),
                };
                if known.is_empty() {
                    return self.push(&cast(&name, &text));
                }
                for (position, enumerator) in known.iter().enumerate() {
                    self.push(if position > 0 { " | " } else { "" });
                    self.push(&name);
                    self.push(".");
                    self.push_safe(enumerator);
                }
            }
        }
    }
}

/// `(Options)3`
pub(super) fn cast(type_: &str, number: &str) -> String {
    if number.starts_with('-') { format!("({type_})({number})") } else { format!("({type_}){number}") }
}

/// The value of a constant.
enum Literal {
    Null,
    Text(String),
}

impl Universe<'_> {
    /// The value of a Constant row (§II.22.9); `None` where its bytes do not fit its type.
    fn constant_value(&self, module: ModuleId, constant: &Constant) -> Option<Literal> {
        const CUT: &str = "a constant is cut";
        let mut r = self.module(module).metadata.blob(constant.value).ok()?;
        if constant.kind == 0x12 {
            return Some(Literal::Null);
        }
        let value = match Primitive::from_element_type(constant.kind)? {
            Primitive::Boolean => Value::Boolean(r.u8(CUT).ok()? != 0),
            Primitive::Char => Value::Char(r.u16(CUT).ok()?),
            Primitive::I1 => Value::I1(r.i8(CUT).ok()?),
            Primitive::U1 => Value::U1(r.u8(CUT).ok()?),
            Primitive::I2 => Value::I2(r.u16(CUT).ok()?.cast_signed()),
            Primitive::U2 => Value::U2(r.u16(CUT).ok()?),
            Primitive::I4 => Value::I4(r.i32(CUT).ok()?),
            Primitive::U4 => Value::U4(r.u32(CUT).ok()?),
            Primitive::I8 => Value::I8(r.i64(CUT).ok()?),
            Primitive::U8 => Value::U8(r.u64(CUT).ok()?),
            Primitive::R4 => Value::R4(r.u32(CUT).ok()?),
            Primitive::R8 => Value::R8(r.u64(CUT).ok()?),
            Primitive::String => return Some(Literal::Text(quoted(&utf16(r.rest())))),
            _ => return None,
        };
        plain(&value).map(Literal::Text)
    }

    /// The enumerator of an enum that has this value, the first of several; of a set of flags those that together have it, the lowest
    /// first. None where there are none.
    pub(super) fn enumerators(&self, id: TypeId, number: i128) -> Vec<String> {
        let known: Vec<(FieldId, i128)> =
            self.fields(id).take(ENUMERATORS).filter_map(|it| self.enumerator(it)).collect();
        let name = |field: FieldId| self.field_name(FieldHandle::Def(field)).text().into_owned();
        if let Some((field, _)) = known.iter().find(|(_, value)| *value == number) {
            return vec![name(*field)];
        }
        if number <= 0
            || !self.has_attribute(id.module, HasCustomAttribute::TypeDef(id.rid), "System", "FlagsAttribute")
        {
            return Vec::new();
        }
        // As `Enum.ToString` does it: the largest that is in what is left.
        let mut flags: Vec<(FieldId, i128)> = known.into_iter().filter(|(_, value)| *value > 0).collect();
        flags.sort_by_key(|(field, value)| (std::cmp::Reverse(*value), *field));
        let mut left = number;
        let mut found = Vec::new();
        for (field, value) in flags {
            if left & value == value {
                left -= value;
                found.push(name(field));
            }
        }
        found.reverse();
        if left == 0 { found } else { Vec::new() }
    }

    /// Whether compilers write the value of a field where it is used: it is a literal, or has the value in an attribute because the format
    /// has no literals of its type (`decimal`, the dates of Visual Basic).
    #[must_use]
    pub fn is_constant(&self, field: FieldId) -> bool {
        let literal = self.field_row(field).is_some_and(|row| row.flags.contains(FieldAttributes::LITERAL));
        literal || self.constant_of_field(field).is_some()
    }

    /// The value that an attribute gives a field that nothing writes, as [`Self::constant_attribute`] has it.
    pub(super) fn constant_of_field(&self, field: FieldId) -> Option<(bool, String)> {
        let flags = self.field_row(field)?.flags;
        let fixed = flags.contains(FieldAttributes::STATIC) && flags.contains(FieldAttributes::INIT_ONLY);
        self.constant_attribute(field.module, HasCustomAttribute::Field(field.rid)).filter(|_| fixed)
    }

    /// The number of an enumerator.
    fn enumerator(&self, field: FieldId) -> Option<(FieldId, i128)> {
        let literal = self.field_row(field)?.flags.contains(FieldAttributes::LITERAL);
        let constant = self.constant(field.module, HasConstant::Field(field.rid)).filter(|_| literal)?;
        match self.constant_value(field.module, &constant)? {
            Literal::Text(text) => Some((field, text.parse().ok()?)),
            Literal::Null => None,
        }
    }
}

/// A value that is written without knowing more than itself; `None` for what is none of these.
pub(super) fn plain(value: &Value<'_>) -> Option<String> {
    Some(match value {
        Value::Boolean(value) => value.to_string(),
        Value::Char(unit) => character(*unit),
        Value::I1(value) => value.to_string(),
        Value::U1(value) => value.to_string(),
        Value::I2(value) => value.to_string(),
        Value::U2(value) => value.to_string(),
        Value::I4(value) => value.to_string(),
        Value::U4(value) => value.to_string(),
        Value::I8(value) => value.to_string(),
        Value::U8(value) => value.to_string(),
        Value::R4(bits) => float(f64::from(f32::from_bits(*bits)), &format!("{:?}", f32::from_bits(*bits)), "float"),
        Value::R8(bits) => float(f64::from_bits(*bits), &format!("{:?}", f64::from_bits(*bits)), "double"),
        Value::String(None) | Value::Type(None) | Value::Array(None) => "null".to_owned(),
        Value::String(Some(text)) => quoted(&text.text()),
        _ => return None,
    })
}

/// A number with a fraction; `shown` is its shortest form.
fn float(value: f64, shown: &str, keyword: &str) -> String {
    let suffix = if keyword == "float" { "f" } else { "" };
    if value.is_nan() {
        format!("{keyword}.NaN")
    } else if value.is_infinite() {
        format!("{keyword}.{}Infinity", if value > 0.0 { "Positive" } else { "Negative" })
    } else {
        format!("{}{suffix}", shown.strip_suffix(".0").unwrap_or(shown))
    }
}

fn character(unit: u16) -> String {
    match char::from_u32(u32::from(unit)) {
        Some('\'') => "'\\''".to_owned(),
        Some('\\') => "'\\\\'".to_owned(),
        Some(character) if !crate::text::is_hostile(character) => format!("'{character}'"),
        _ => format!("'\\u{unit:04x}'"),
    }
}

/// Text between quotes, harmless: what would act is escaped as C# escapes it.
fn quoted(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\\' | '"' => escaped.extend(['\\', character]),
            '\n' => escaped.push_str("\\n"),
            '\r' => escaped.push_str("\\r"),
            '\t' => escaped.push_str("\\t"),
            '\0' => escaped.push_str("\\0"),
            other if !crate::text::is_hostile(other) => escaped.push(other),
            other if u32::from(other) > 0xFFFF => _ = write!(escaped, "\\U{:08x}", u32::from(other)),
            other => _ = write!(escaped, "\\u{:04x}", u32::from(other)),
        }
    }
    format!("\"{}\"", Safe::new(&escaped))
}

#[cfg(test)]
mod tests {
    use super::quoted;

    #[test]
    fn texts_are_escaped_as_in_c_sharp_and_do_nothing() {
        for (text, shown) in [
            ("a\"\n\\", r#""a\"\n\\""#),
            ("\r\t\0", r#""\r\t\0""#),
            ("\u{1b}[2J\u{202e}", r#""\u001b[2J\u202e""#),
            ("\u{e0001}é😀", "\"\\U000e0001é😀\""),
            ("", "\"\""),
        ] {
            assert_eq!(quoted(text), shown);
        }
    }
}
