//! Values of custom attributes (§II.23.3).
//!
//! The width of an enum value stands nowhere in the blob. Where the caller does not know the enum, reading stops: what was read
//! before is kept, what follows is never guessed (trap A02): at most it follows from the length of the blob.

use super::Metadata;
use super::columns::{CustomAttributeType, MemberRefParent, Rid, TypeDefOrRef};
use super::flags::FieldAttributes;
use super::signature::{MethodSignature, Primitive, Type};
use super::tables::{CustomAttribute, Field, MemberRef, MethodDef, TypeDef, TypeSpec};
use crate::bytes::{Malformed, Reader};
use crate::limits::Limits;
use crate::text::Name;

const SECTION: &str = "§II.23.3";

/// Recursion is bounded whatever limit a person sets.
const DEEPEST: u64 = 250;

/// How an attribute refers to an enum.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum EnumType<'a> {
    /// By the signature of the attribute's constructor.
    Reference(TypeDefOrRef),
    /// By its reflection name, with or without the assembly: `Namespace.Outer+Inner, Assembly, Version=…`.
    Serialized(Name<'a>),
}

/// One value in a custom attribute. Text is UTF-8 in the file, not necessarily valid.
#[derive(Clone, PartialEq, Debug)]
#[expect(missing_docs, reason = "the first variants have the standard's names")]
pub enum Value<'a> {
    Boolean(bool),
    /// A UTF-16 unit.
    Char(u16),
    I1(i8),
    U1(u8),
    I2(i16),
    U2(u16),
    I4(i32),
    U4(u32),
    I8(i64),
    U8(u64),
    /// The bits of an IEEE 754 number.
    R4(u32),
    /// The bits of an IEEE 754 number.
    R8(u64),
    /// `None` is the null string.
    String(Option<Name<'a>>),
    /// The reflection name of a type, as it stands; `None` is null.
    Type(Option<Name<'a>>),
    /// A value of an enum.
    Enum {
        type_: EnumType<'a>,
        /// The integer type that decides its width.
        underlying: Primitive,
        /// The value; one of `U8` above `i64::MAX` as its bit pattern.
        value: i64,
    },
    /// A one-dimensional array; `None` is null.
    Array(Option<Vec<Value<'a>>>),
    /// A value whose type the blob states, where the parameter is an `object`.
    Boxed(Box<Value<'a>>),
}

/// A field or property that the attribute sets.
#[derive(Clone, PartialEq, Debug)]
pub struct NamedArgument<'a> {
    /// A field, not a property.
    pub is_field: bool,
    /// Its name.
    pub name: Name<'a>,
    /// What it is set to.
    pub value: Value<'a>,
}

/// How far the value of an attribute could be read.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum End<'a> {
    /// To the last named argument.
    Whole,
    /// To a value of an enum whose width is unknown.
    UnknownEnum(EnumType<'a>),
    /// To bytes that do not fit.
    Malformed(Malformed),
}

/// The value of a custom attribute.
#[derive(Clone, PartialEq, Debug)]
pub struct AttributeValue<'a> {
    /// The arguments of the constructor, in order; fewer than it has parameters where reading stopped early.
    pub fixed: Vec<Value<'a>>,
    /// The named arguments, in order.
    pub named: Vec<NamedArgument<'a>>,
    /// Why there is no more.
    pub end: End<'a>,
    /// Bytes behind what was read.
    pub rest: usize,
}

impl<'a> Metadata<'a> {
    /// The value of a custom attribute; `enums` gives the integer type under an enum, and `None` where it is not known.
    ///
    /// # Errors
    /// The constructor or its signature is missing or malformed, or the blob does not start as an attribute does.
    pub fn attribute_value(
        &self,
        attribute: &CustomAttribute,
        enums: &dyn Fn(EnumType<'a>) -> Option<Primitive>,
    ) -> Result<AttributeValue<'a>, Malformed> {
        let blob = self.blob_to_decode(attribute.value)?;
        let constructor = attribute
            .constructor
            .ok_or_else(|| blob.citing("§II.22.10").malformed("a custom attribute has no constructor"))?;
        decode(blob, &self.constructor(constructor)?, enums, self.limits())
    }

    /// The same, and where enums are not known, the width is taken that is the only one with which the blob is read to its last byte.
    ///
    /// # Errors
    /// Those of [`Self::attribute_value`].
    pub fn attribute_value_that_fits(
        &self,
        attribute: &CustomAttribute,
        enums: &dyn Fn(EnumType<'a>) -> Option<Primitive>,
    ) -> Result<AttributeValue<'a>, Malformed> {
        let value = self.attribute_value(attribute, enums)?;
        if !matches!(value.end, End::UnknownEnum(_)) {
            return Ok(value);
        }
        let widths = [Primitive::I1, Primitive::I2, Primitive::I4, Primitive::I8];
        let read = |width| self.attribute_value(attribute, &|type_| enums(type_).or(Some(width))).ok();
        let mut fitting = widths.into_iter().filter_map(read).filter(|it| it.end == End::Whole && it.rest == 0);
        Ok(fitting.next().filter(|_| fitting.next().is_none()).unwrap_or(value))
    }

    /// The signature of an attribute's constructor, with the type arguments where the attribute is generic (trap A04).
    fn constructor(&self, constructor: CustomAttributeType) -> Result<MethodSignature, Malformed> {
        let reference: MemberRef = match constructor {
            CustomAttributeType::MethodDef(rid) => return self.method_signature(self.row::<MethodDef>(rid)?.signature),
            CustomAttributeType::MemberRef(rid) => self.row(rid)?,
        };
        let mut signature = self.method_signature(reference.signature)?;
        if let Some(MemberRefParent::TypeSpec(generic)) = reference.class
            && let Type::Instance { arguments, .. } = self.type_spec(self.row::<TypeSpec>(generic)?.signature)?
        {
            for parameter in &mut signature.parameters {
                bind(parameter, &arguments);
            }
        }
        Ok(signature)
    }

    /// The integer type under an enum defined here: the type of its only instance field (§II.14.3). `None` for any other type.
    #[must_use]
    pub fn enum_underlying(&self, type_: Rid<TypeDef>) -> Option<Primitive> {
        let mut fields = self
            .owned::<TypeDef, Field>(type_)
            .filter_map(|rid| self.row(rid).ok())
            .filter(|field| !field.flags.contains(FieldAttributes::STATIC));
        let signature = self.field_signature(fields.next()?.signature).ok()?;
        match signature.unmodified() {
            Type::Primitive(primitive) if fields.next().is_none() => Some(*primitive),
            _ => None,
        }
    }
}

/// Puts the type argument in the place of a parameter's type, or of its elements.
fn bind(parameter: &mut Type, arguments: &[Type]) {
    match parameter {
        Type::SzArray(element) => bind(element, arguments),
        Type::Modified { inner, .. } => bind(inner, arguments),
        Type::TypeParameter(number) => {
            if let Some(argument) = arguments.get(*number as usize).and_then(argument) {
                *parameter = argument;
            }
        }
        _ => {}
    }
}

/// A type argument, as far as it matters to the width of a value: small, for it may be put in many places.
fn argument(type_: &Type) -> Option<Type> {
    match type_.unmodified() {
        Type::Primitive(primitive) => Some(Type::Primitive(*primitive)),
        Type::Named { type_, value_type } | Type::Instance { generic: type_, value_type, .. } => {
            Some(Type::Named { type_: *type_, value_type: *value_type })
        }
        Type::SzArray(element) => match element.unmodified() {
            // Arrays of arrays are no values of attributes.
            Type::SzArray(_) => None,
            element => argument(element).map(|element| Type::SzArray(Box::new(element))),
        },
        _ => None,
    }
}

/// Decodes the blob of an attribute with the signature of its constructor.
///
/// An empty blob is accepted where the constructor has no parameters, as the CLR does.
///
/// # Errors
/// The blob does not start with the prolog 0x0001. Anything wrong behind it ends the reading and stands in [`AttributeValue::end`].
pub fn decode<'a>(
    blob: Reader<'a>,
    constructor: &MethodSignature,
    enums: &dyn Fn(EnumType<'a>) -> Option<Primitive>,
    limits: &Limits,
) -> Result<AttributeValue<'a>, Malformed> {
    let mut value = AttributeValue { fixed: Vec::new(), named: Vec::new(), end: End::Whole, rest: 0 };
    let mut r = blob.citing(SECTION);
    if r.is_empty() && constructor.parameters.is_empty() {
        return Ok(value);
    }
    let start = r;
    if r.u16("the value of an attribute is cut")? != 1 {
        return Err(start.malformed("the value of an attribute does not start with 0x0001"));
    }
    let depth_limit = limits.attribute_depth.min(DEEPEST);
    let mut decoder = Decoder { r, enums, depth_limit, values_left: limits.attribute_values };
    if let Err(end) = decoder.arguments(constructor, &mut value) {
        value.end = end;
    }
    value.rest = decoder.r.len();
    Ok(value)
}

/// What a value is, by the signature or by the blob.
enum Kind<'a> {
    Primitive(Primitive),
    Type,
    Boxed,
    Enum(EnumType<'a>),
    Array(Box<Kind<'a>>),
}

struct Decoder<'a, 'e> {
    r: Reader<'a>,
    enums: &'e dyn Fn(EnumType<'a>) -> Option<Primitive>,
    depth_limit: u64,
    /// How many more values this attribute may have: a byte of a blob becomes some 40 bytes of memory.
    values_left: u64,
}

impl From<Malformed> for End<'_> {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl<'a> Decoder<'a, '_> {
    fn arguments(&mut self, constructor: &MethodSignature, into: &mut AttributeValue<'a>) -> Result<(), End<'a>> {
        for parameter in &constructor.parameters {
            let kind = self.parameter(parameter, 0)?;
            into.fixed.push(self.value(&kind, 0)?);
        }
        let count = self.r.u16("the number of named arguments is cut")?;
        for _ in 0..count {
            let start = self.r;
            let is_field = match self.r.u8("a named argument is cut")? {
                0x53 => true,
                0x54 => false,
                _ => return Err(start.malformed("a named argument is neither FIELD nor PROPERTY").into()),
            };
            let kind = self.stated(0)?;
            let at_name = self.r;
            let name = self.text()?.ok_or_else(|| at_name.malformed("a named argument has no name"))?;
            into.named.push(NamedArgument { is_field, name, value: self.value(&kind, 0)? });
        }
        Ok(())
    }

    fn spend(&mut self) -> Result<(), Malformed> {
        let left = self.values_left.checked_sub(1);
        self.values_left = left.ok_or_else(|| self.r.malformed("an attribute has more values than the limit"))?;
        Ok(())
    }

    fn check_depth(&self, depth: u64) -> Result<(), Malformed> {
        if depth > self.depth_limit {
            return Err(self.r.malformed("the values of an attribute are nested deeper than the limit"));
        }
        Ok(())
    }

    /// What a parameter of the constructor takes. `System.Type` is the only class there is, apart from those with an element type.
    fn parameter(&self, type_: &Type, depth: u64) -> Result<Kind<'a>, Malformed> {
        self.check_depth(depth)?;
        Ok(match type_.unmodified() {
            Type::Primitive(Primitive::Object) => Kind::Boxed,
            Type::Primitive(primitive) => Kind::Primitive(*primitive),
            Type::Named { value_type: false, .. } => Kind::Type,
            Type::Named { type_, .. } | Type::Instance { generic: type_, value_type: true, .. } => {
                Kind::Enum(EnumType::Reference(*type_))
            }
            Type::SzArray(element) => Kind::Array(Box::new(self.parameter(element, depth.saturating_add(1))?)),
            _ => return Err(self.r.malformed("a parameter has a type that no attribute can hold")),
        })
    }

    /// `FieldOrPropType`: what the blob says that follows.
    fn stated(&mut self, depth: u64) -> Result<Kind<'a>, Malformed> {
        self.check_depth(depth)?;
        let start = self.r;
        Ok(match self.r.u8("the type of an attribute's value is cut")? {
            0x1D => Kind::Array(Box::new(self.stated(depth.saturating_add(1))?)),
            0x50 => Kind::Type,
            0x51 => Kind::Boxed,
            0x55 => {
                let name = self.text()?.ok_or_else(|| start.malformed("an enum has no name"))?;
                Kind::Enum(EnumType::Serialized(name))
            }
            element_type @ 0x02..=0x0E => Primitive::from_element_type(element_type)
                .map(Kind::Primitive)
                .ok_or_else(|| start.malformed("the type of an attribute's value is unknown"))?,
            _ => return Err(start.malformed("the type of an attribute's value is unknown")),
        })
    }

    /// `SerString`: 0xFF is null.
    fn text(&mut self) -> Result<Option<Name<'a>>, Malformed> {
        if self.r.rest().first() == Some(&0xFF) {
            self.r.skip(1, "a text is cut")?;
            return Ok(None);
        }
        let length = self.r.compressed_u32("the length of a text is no compressed integer")?;
        Ok(Some(Name(self.r.bytes(length as usize, "a text runs over the end of its attribute")?)))
    }

    fn value(&mut self, kind: &Kind<'a>, depth: u64) -> Result<Value<'a>, End<'a>> {
        self.check_depth(depth)?;
        self.spend()?;
        let deeper = depth.saturating_add(1);
        Ok(match kind {
            Kind::Primitive(primitive) => self.primitive(*primitive)?,
            Kind::Type => Value::Type(self.text()?),
            Kind::Boxed => {
                let kind = self.stated(deeper)?;
                Value::Boxed(Box::new(self.value(&kind, deeper)?))
            }
            Kind::Enum(type_) => {
                let underlying = (self.enums)(*type_).ok_or(End::UnknownEnum(*type_))?;
                let start = self.r;
                let value = integer(&self.primitive(underlying)?)
                    .ok_or_else(|| start.malformed("the type under an enum is no integer"))?;
                Value::Enum { type_: *type_, underlying, value }
            }
            Kind::Array(element) => {
                let at_count = self.r;
                let count = self.r.u32("the length of an array is cut")?;
                if count == u32::MAX {
                    return Ok(Value::Array(None));
                }
                // Each element has at least 1 byte.
                if count as usize > self.r.len() {
                    return Err(at_count.malformed("an array states more elements than it has bytes").into());
                }
                let mut values = Vec::new();
                for _ in 0..count {
                    values.push(self.value(element, deeper)?);
                }
                Value::Array(Some(values))
            }
        })
    }

    fn primitive(&mut self, primitive: Primitive) -> Result<Value<'a>, Malformed> {
        const CUT: &str = "a value of an attribute is cut";
        Ok(match primitive {
            Primitive::Boolean => Value::Boolean(self.r.u8(CUT)? != 0),
            Primitive::Char => Value::Char(self.r.u16(CUT)?),
            Primitive::I1 => Value::I1(self.r.i8(CUT)?),
            Primitive::U1 => Value::U1(self.r.u8(CUT)?),
            Primitive::I2 => Value::I2(self.r.u16(CUT)?.cast_signed()),
            Primitive::U2 => Value::U2(self.r.u16(CUT)?),
            Primitive::I4 => Value::I4(self.r.i32(CUT)?),
            Primitive::U4 => Value::U4(self.r.u32(CUT)?),
            Primitive::I8 => Value::I8(self.r.i64(CUT)?),
            Primitive::U8 => Value::U8(self.r.u64(CUT)?),
            Primitive::R4 => Value::R4(self.r.u32(CUT)?),
            Primitive::R8 => Value::R8(self.r.u64(CUT)?),
            Primitive::String => Value::String(self.text()?),
            Primitive::Void
            | Primitive::Object
            | Primitive::TypedReference
            | Primitive::IntPtr
            | Primitive::UIntPtr => {
                return Err(self.r.malformed("a parameter has a type that no attribute can hold"));
            }
        })
    }
}

/// The value of an integer, `bool` and `char` included.
fn integer(value: &Value<'_>) -> Option<i64> {
    Some(match *value {
        Value::Boolean(value) => value.into(),
        Value::Char(value) | Value::U2(value) => value.into(),
        Value::I1(value) => value.into(),
        Value::U1(value) => value.into(),
        Value::I2(value) => value.into(),
        Value::I4(value) => value.into(),
        Value::U4(value) => value.into(),
        Value::I8(value) => value,
        Value::U8(value) => value.cast_signed(),
        _ => return None,
    })
}
