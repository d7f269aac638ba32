//! Custom attributes as C# writes them.

use super::super::Names;
use super::super::printer::Printer;
use super::literal::plain;
use crate::metadata::{
    AttributeValue, CustomAttribute, End, EnumType, HasCustomAttribute, Primitive, TypeDefOrRef, Value,
};
use crate::model::universe::{ModuleId, TypeHandle, Universe};
use crate::text::{Name, Safe};

impl Printer<'_, '_> {
    /// A type's name as others write it, without generic parameters.
    pub(super) fn handle_name(&mut self, handle: TypeHandle) {
        let name = self.universe.type_display_as(handle, self.names);
        self.push(&name);
    }
}

impl<'a> Universe<'a> {
    /// A custom attribute as C# writes it: `Obsolete("Use Other.", true)`. What cannot be read is `…`.
    #[must_use]
    pub fn attribute_display(
        &self,
        module: ModuleId,
        type_: TypeHandle,
        attribute: &CustomAttribute,
        names: Names,
    ) -> String {
        let mut printer = Printer::new(self, names);
        let name = self.type_display_as(type_, names);
        printer.push(name.strip_suffix("Attribute").filter(|short| !short.is_empty()).unwrap_or(&name));
        match self.value_of(module, attribute) {
            Some(value) => {
                let whole = value.end == End::Whole;
                let fixed = value.fixed.iter().map(|value| Self::value_display(value));
                let set =
                    value.named.iter().map(|it| format!("{} = {}", it.name.safe(), Self::value_display(&it.value)));
                let rest = (!whole).then(|| "…".to_owned());
                let parts: Vec<String> = fixed.chain(set).chain(rest).collect();
                if !parts.is_empty() {
                    printer.push("(");
                    printer.list(parts, |printer, part| printer.push(&part));
                    printer.push(")");
                }
            }
            None => printer.push("(…)"),
        }
        printer.finish()
    }

    fn value_of(&self, module: ModuleId, attribute: &CustomAttribute) -> Option<AttributeValue<'a>> {
        let underlying = |type_: EnumType<'a>| self.enum_type(module, type_);
        self.module(module).metadata.attribute_value_that_fits(attribute, &underlying).ok()
    }

    /// The integer type under an enum that is loaded.
    fn enum_type(&self, module: ModuleId, type_: EnumType<'a>) -> Option<Primitive> {
        let EnumType::Reference(index) = type_ else { return None };
        let handle = match index {
            TypeDefOrRef::TypeSpec(_) => None,
            named => self.resolve_type(module, named),
        };
        match handle? {
            TypeHandle::Def(id) => self.module(id.module).metadata.enum_underlying(id.rid),
            TypeHandle::Missing(..) => None,
        }
    }

    fn value_display(value: &Value<'_>) -> String {
        match value {
            Value::Type(Some(name)) => format!("typeof({})", serialized(*name)),
            Value::Boxed(inner) => Self::value_display(inner),
            Value::Enum { type_: EnumType::Serialized(name), value, .. } => format!("({}){value}", serialized(*name)),
            Value::Enum { value, .. } => value.to_string(),
            Value::Array(Some(values)) => {
                let shown: Vec<String> = values.iter().take(16).map(|value| Self::value_display(value)).collect();
                let more = if values.len() > shown.len() { ", …" } else { "" };
                format!("{{ {}{more} }}", shown.join(", "))
            }
            other => plain(other).unwrap_or_else(|| "…".to_owned()),
        }
    }

    /// The value that an attribute gives a parameter or field whose type has no constants: `decimal`, `DateTime` (in ticks).
    pub(super) fn constant_attribute(&self, module: ModuleId, parent: HasCustomAttribute) -> Option<String> {
        const NAMESPACE: &str = "System.Runtime.CompilerServices";
        let (is_decimal, row) = self.attributes(module, parent).find_map(|(handle, row)| {
            let is_decimal = self.is_named(handle, NAMESPACE, "DecimalConstantAttribute");
            (is_decimal || self.is_named(handle, NAMESPACE, "DateTimeConstantAttribute")).then_some((is_decimal, row))
        })?;
        let value = self.value_of(module, &row)?;
        if !is_decimal {
            return match value.fixed.first()? {
                Value::I8(ticks) => Some(format!("new DateTime({ticks})")),
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
                Some(decimal(*sign != 0, number, usize::from(*scale)))
            }
            _ => None,
        }
    }
}

/// A decimal with `scale` digits behind the point.
fn decimal(negative: bool, number: u128, scale: usize) -> String {
    let digits = format!("{number:0>width$}", width = scale + 1);
    let (whole, fraction) = digits.split_at(digits.len() - scale);
    let point = if scale > 0 { "." } else { "" };
    format!("{}{whole}{point}{fraction}m", if negative { "-" } else { "" })
}

/// A reflection name without the assembly, with dots between nested types.
fn serialized(name: Name<'_>) -> String {
    let text = name.text();
    let own = text.split(',').next().unwrap_or_default().replace('+', ".");
    Safe::new(&own).to_string()
}
