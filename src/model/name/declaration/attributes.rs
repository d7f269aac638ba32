//! Custom attributes as C# writes them.

use super::super::Names;
use super::super::printer::Printer;
use super::literal::{cast, plain};
use crate::metadata::{
    AttributeValue, CustomAttribute, End, EnumType, HasCustomAttribute, Primitive, TypeDefOrRef, Value,
};
use crate::model::reflected::reflected_display;
use crate::model::universe::{ModuleId, TypeHandle, TypeId, Universe};
use crate::text::{Name, Safe};

impl Printer<'_, '_> {
    /// A type's name as others write it, without generic parameters.
    pub(super) fn handle_name(&mut self, handle: TypeHandle) {
        let name = self.universe.type_display_as(handle, self.names);
        self.push(&name);
    }
}

/// A custom attribute in its parts.
#[derive(Clone, Debug, Default)]
pub struct AttributeShape {
    /// As C# writes it: `Obsolete("Use Other.", true)`. What cannot be read is `…`.
    pub text: String,
    /// The same with the numbers of enums: it does not depend on whether these are at hand.
    pub exact: String,
    /// The arguments of the constructor that are numbers, enums or `bool`; `None` in the place of others.
    pub fixed: Vec<Option<i64>>,
    /// The fields and properties that it sets, names safe to print.
    pub named: Vec<(String, Option<i64>)>,
}

impl<'a> Universe<'a> {
    /// A custom attribute in its parts.
    #[must_use]
    pub fn attribute_shape(
        &self,
        module: ModuleId,
        type_: TypeHandle,
        attribute: &CustomAttribute,
        names: Names,
    ) -> AttributeShape {
        let value = self.value_of(module, attribute);
        let text = |by_number| {
            let values = Values { universe: self, module, names, by_number };
            let mut printer = Printer::new(self, names);
            let name = self.type_display_as(type_, names);
            printer.push(name.strip_suffix("Attribute").filter(|short| !short.is_empty()).unwrap_or(&name));
            match &value {
                Some(value) => {
                    let parts = values.of(value);
                    if !parts.is_empty() {
                        printer.push("(");
                        printer.list(parts, |printer, part| printer.push(&part));
                        printer.push(")");
                    }
                }
                None => printer.push("(…)"),
            }
            printer.finish()
        };
        let (fixed, set) = value.as_ref().map_or_else(Default::default, |value| {
            let set = value.named.iter().map(|it| (it.name.safe().to_string(), number(&it.value)));
            (value.fixed.iter().map(number).collect(), set.collect())
        });
        AttributeShape { text: text(false), exact: text(true), fixed, named: set }
    }

    pub(in crate::model::name) fn value_of(
        &self,
        module: ModuleId,
        attribute: &CustomAttribute,
    ) -> Option<AttributeValue<'a>> {
        let underlying = |type_: EnumType<'a>| self.enum_type(module, type_);
        self.module(module).metadata.attribute_value_that_fits(attribute, &underlying).ok()
    }

    /// The integer type under an enum that is loaded.
    fn enum_type(&self, module: ModuleId, type_: EnumType<'a>) -> Option<Primitive> {
        match self.enum_handle(module, type_)? {
            TypeHandle::Def(id) => self.module(id.module).metadata.enum_underlying(id.rid),
            TypeHandle::Missing(..) => None,
        }
    }

    fn enum_handle(&self, module: ModuleId, type_: EnumType<'_>) -> Option<TypeHandle> {
        match type_ {
            EnumType::Reference(TypeDefOrRef::TypeSpec(_)) => None,
            EnumType::Reference(named) => self.resolve_type(module, named),
            EnumType::Serialized(name) => self.reflected_type(module, &name.text()).map(TypeHandle::Def),
        }
    }

    /// A type by its reflection name, as `module` means it: one of its own, or of the assembly that the name says.
    fn reflected_type(&self, module: ModuleId, name: &str) -> Option<TypeId> {
        let (path, assembly) = name.split_once(',').unwrap_or((name, ""));
        let assembly = assembly.split(',').next().unwrap_or_default().trim();
        let home = if assembly.is_empty() { self.module(module) } else { self.module_named(assembly.as_bytes())? };
        home.type_of_full_name(path.trim()).map(|rid| home.type_id(rid))
    }

    /// The value that an attribute gives a parameter or field whose type has no constants; with whether it is a `decimal` and not
    /// a `DateTime` (in ticks), of which C# has no constants.
    pub(super) fn constant_attribute(&self, module: ModuleId, parent: HasCustomAttribute) -> Option<(bool, String)> {
        const NAMESPACE: &str = "System.Runtime.CompilerServices";
        let (is_decimal, row) = self.attributes(module, parent).find_map(|(handle, row)| {
            let is_decimal = self.is_named(handle, NAMESPACE, "DecimalConstantAttribute");
            (is_decimal || self.is_named(handle, NAMESPACE, "DateTimeConstantAttribute")).then_some((is_decimal, row))
        })?;
        let value = self.value_of(module, &row)?;
        if !is_decimal {
            return match value.fixed.first()? {
                Value::I8(ticks) => Some((false, format!("new DateTime({ticks})"))),
                _ => None,
            };
        }
        let part = |value: &Value<'_>| match *value {
            Value::U4(part) => Some(part),
            Value::I4(part) => Some(part.cast_unsigned()),
            _ => None,
        };
        match value.fixed.as_slice() {
            [Value::U1(scale), Value::U1(sign), high, middle, low] => {
                let number = [part(high)?, part(middle)?, part(low)?];
                let number = number.into_iter().fold(0u128, |sum, part| sum << 32 | u128::from(part));
                Some((true, decimal(*sign != 0, number, usize::from(*scale))))
            }
            _ => None,
        }
    }
}

/// Writes the values of attributes.
struct Values<'u, 'a> {
    universe: &'u Universe<'a>,
    module: ModuleId,
    names: Names,
    /// Whether enums are shown by their numbers.
    by_number: bool,
}

impl Values<'_, '_> {
    fn of(&self, value: &AttributeValue<'_>) -> Vec<String> {
        let fixed = value.fixed.iter().map(|value| self.one(value));
        let set = value.named.iter().map(|it| format!("{} = {}", it.name.safe(), self.one(&it.value)));
        let rest = (value.end != End::Whole).then(|| "…".to_owned());
        fixed.chain(set).chain(rest).collect()
    }

    fn one(&self, value: &Value<'_>) -> String {
        match value {
            Value::Type(Some(name)) => format!("typeof({})", serialized(*name)),
            Value::Boxed(inner) => self.one(inner),
            Value::Enum { type_, value, .. } => self.number(*type_, *value),
            Value::Array(Some(values)) => {
                let shown: Vec<String> = values.iter().take(16).map(|value| self.one(value)).collect();
                let more = if values.len() > shown.len() { ", …" } else { "" };
                format!("{{ {}{more} }}", shown.join(", "))
            }
            other => plain(other).unwrap_or_else(|| "…".to_owned()),
        }
    }

    /// A number of an enum: its enumerators where it is at hand, else the number with the name of the type.
    fn number(&self, type_: EnumType<'_>, number: i64) -> String {
        let handle = match (self.universe.enum_handle(self.module, type_), type_) {
            (Some(handle), _) => handle,
            (None, EnumType::Serialized(name)) => return cast(&serialized(name), &number.to_string()),
            (None, EnumType::Reference(_)) => return number.to_string(),
        };
        let name = self.universe.type_display_as(handle, self.names);
        let known = match handle {
            TypeHandle::Def(id) if !self.by_number => self.universe.enumerators(id, i128::from(number)),
            _ => Vec::new(),
        };
        if known.is_empty() {
            return cast(&name, &number.to_string());
        }
        let known: Vec<String> = known.iter().map(|it| format!("{name}.{}", Safe::new(it))).collect();
        known.join(" | ")
    }
}

/// What a program asks of an argument.
fn number(value: &Value<'_>) -> Option<i64> {
    Some(match value {
        Value::Boolean(value) => i64::from(*value),
        Value::I1(value) => i64::from(*value),
        Value::U1(value) => i64::from(*value),
        Value::I2(value) => i64::from(*value),
        Value::U2(value) => i64::from(*value),
        Value::I4(value) => i64::from(*value),
        Value::U4(value) => i64::from(*value),
        Value::I8(value) | Value::Enum { value, .. } => *value,
        Value::Boxed(inner) => return number(inner),
        _ => return None,
    })
}

/// A decimal with `scale` digits behind the point.
fn decimal(negative: bool, number: u128, scale: usize) -> String {
    let digits = format!("{number:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{}{whole}{point}{fraction}m", if negative { "-" } else { "" })
}

/// A type by its reflection name, as C# writes it.
fn serialized(name: Name<'_>) -> String {
    Safe::new(&reflected_display(&name.text())).to_string()
}
