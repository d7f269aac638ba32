//! Constants as C# writes them.

use super::super::printer::Printer;
use crate::metadata::{Constant, FieldAttributes, HasConstant, Primitive, Type, Value, utf16};
use crate::model::universe::{FieldHandle, ModuleId, TypeHandle, TypeId, Universe};
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
            (Literal::Text(text), Some(TypeHandle::Def(id))) => match self.universe.enumerator(id, &text) {
                Some(name) => {
                    self.handle_name(TypeHandle::Def(id));
                    self.push(".");
                    self.push_safe(&name);
                }
                None => self.cast(TypeHandle::Def(id), &text),
            },
            (Literal::Text(text), Some(handle)) => self.cast(handle, &text),
        }
    }

    /// `(Options)3`
    fn cast(&mut self, type_: TypeHandle, number: &str) {
        self.push("(");
        self.handle_name(type_);
        self.push(")");
        self.push(number);
    }
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

    /// The enumerator of an enum that has this value; the first of several.
    fn enumerator(&self, id: TypeId, number: &str) -> Option<String> {
        let fields = self.fields(id).take(ENUMERATORS);
        let found = fields.into_iter().find(|field| {
            let literal = self.field_row(*field).is_some_and(|row| row.flags.contains(FieldAttributes::LITERAL));
            let constant = self.constant(id.module, HasConstant::Field(field.rid)).filter(|_| literal);
            let value = constant.and_then(|constant| self.constant_value(id.module, &constant));
            matches!(value, Some(Literal::Text(text)) if text == number)
        });
        found.map(|field| self.field_name(FieldHandle::Def(field)).text().into_owned())
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

/// Text between quotes, harmless.
fn quoted(text: &str) -> String {
    let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
    format!("\"{}\"", Safe::new(&escaped))
}
