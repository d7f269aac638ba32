//! How signatures are read from blobs (§II.23.2).

use super::Metadata;
use super::columns::{BlobIndex, TypeDefOrRef};
use super::signature::{
    ArrayType, CallingConvention, MethodSignature, Primitive, PropertySignature, Shape, SignatureKind, StandAlone, Type,
};
use crate::bytes::{Malformed, Reader};
use crate::limits::Limits;

const METHOD: &str = "§II.23.2.1";
const FIELD: &str = "§II.23.2.4";
const PROPERTY: &str = "§II.23.2.5";
const LOCALS: &str = "§II.23.2.6";
const TYPE_SPEC: &str = "§II.23.2.14";
const METHOD_SPEC: &str = "§II.23.2.15";

const CMOD_REQD: u8 = 0x1F;
const CMOD_OPT: u8 = 0x20;
const SENTINEL: u8 = 0x41;
const VOID: u8 = 0x01;

const HAS_THIS: u8 = 0x20;
const EXPLICIT_THIS: u8 = 0x40;
const GENERIC: u8 = 0x10;

/// Recursion is bounded whatever limit a person sets.
const DEEPEST: u64 = 250;

impl Metadata<'_> {
    /// Which signature the blob holds.
    ///
    /// # Errors
    /// The blob is missing or empty, or its first byte is none of the standard's.
    pub fn signature_kind(&self, blob: BlobIndex) -> Result<SignatureKind, Malformed> {
        kind(&mut self.blob(blob)?.citing(METHOD)).map(|(kind, _)| kind)
    }

    /// Whether the blob holds the signature of a field: this alone tells a field from a method in a `MemberRef` (trap S01).
    ///
    /// # Errors
    /// As [`Metadata::signature_kind`].
    pub fn is_field_signature(&self, blob: BlobIndex) -> Result<bool, Malformed> {
        Ok(self.signature_kind(blob)? == SignatureKind::Field)
    }

    /// The signature of a `MethodDef`, of a `MemberRef` that is a method, or of a `calli` site.
    ///
    /// # Errors
    /// The blob is missing or is not the signature of a method.
    pub fn method_signature(&self, blob: BlobIndex) -> Result<MethodSignature, Malformed> {
        read_method(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// What an abstract stack needs of a method's signature: no allocation, and the parameters are not looked at.
    ///
    /// # Errors
    /// The blob is missing, its first byte is not that of a method, or it ends before the return type.
    pub fn method_shape(&self, blob: BlobIndex) -> Result<Shape, Malformed> {
        read_shape(&mut self.blob(blob)?, self.limits())
    }

    /// The type of a `Field`, or of a `MemberRef` that is a field.
    ///
    /// # Errors
    /// The blob is missing or is not the signature of a field.
    pub fn field_signature(&self, blob: BlobIndex) -> Result<Type, Malformed> {
        read_field(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// The signature of a `Property`.
    ///
    /// # Errors
    /// The blob is missing or is not the signature of a property.
    pub fn property_signature(&self, blob: BlobIndex) -> Result<PropertySignature, Malformed> {
        read_property(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// The types of the local variables in a `StandAloneSig`.
    ///
    /// # Errors
    /// The blob is missing, is not a local variable signature, or has more variables than the limit.
    pub fn local_variables(&self, blob: BlobIndex) -> Result<Vec<Type>, Malformed> {
        read_locals(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// Whatever a `StandAloneSig` holds.
    ///
    /// # Errors
    /// The blob is missing or is none of the three kinds that can stand there.
    pub fn stand_alone_signature(&self, blob: BlobIndex) -> Result<StandAlone, Malformed> {
        read_stand_alone(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// The type that a `TypeSpec` describes: any type, also those that the standard does not list there (trap S11).
    ///
    /// # Errors
    /// The blob is missing or is not a type.
    pub fn type_spec(&self, blob: BlobIndex) -> Result<Type, Malformed> {
        read_type_spec(&mut self.blob_to_decode(blob)?, self.limits())
    }

    /// The type arguments of a `MethodSpec`.
    ///
    /// # Errors
    /// The blob is missing or is not an instantiation.
    pub fn method_spec(&self, blob: BlobIndex) -> Result<Vec<Type>, Malformed> {
        read_method_spec(&mut self.blob_to_decode(blob)?, self.limits())
    }
}

/// Reads the signature of a method; bytes may be left behind it.
///
/// # Errors
/// The bytes are not the signature of a method.
pub fn read_method(r: &mut Reader<'_>, limits: &Limits) -> Result<MethodSignature, Malformed> {
    Decoder::new(r, limits, METHOD).method(0)
}

/// Reads the type of a field; bytes may be left behind it.
///
/// # Errors
/// The bytes are not the signature of a field.
pub fn read_field(r: &mut Reader<'_>, limits: &Limits) -> Result<Type, Malformed> {
    let mut decoder = Decoder::new(r, limits, FIELD);
    decoder.expect(SignatureKind::Field, "the signature is not that of a field")?;
    decoder.type_(0)
}

/// Reads the signature of a property; bytes may be left behind it.
///
/// # Errors
/// The bytes are not the signature of a property.
pub fn read_property(r: &mut Reader<'_>, limits: &Limits) -> Result<PropertySignature, Malformed> {
    let mut decoder = Decoder::new(r, limits, PROPERTY);
    let first = decoder.expect(SignatureKind::Property, "the signature is not that of a property")?;
    let count = decoder.r.compressed_u32("the number of a property's parameters is no compressed integer")?;
    let type_ = decoder.type_(0)?;
    Ok(PropertySignature { has_this: first & HAS_THIS != 0, type_, parameters: decoder.types(count, 0)? })
}

/// Reads the types of local variables; bytes may be left behind them.
///
/// # Errors
/// The bytes are not a local variable signature, or it has more variables than the limit.
pub fn read_locals(r: &mut Reader<'_>, limits: &Limits) -> Result<Vec<Type>, Malformed> {
    let mut decoder = Decoder::new(r, limits, LOCALS);
    decoder.expect(SignatureKind::Locals, "the signature is not that of local variables")?;
    let at_count = *decoder.r;
    let count = decoder.r.compressed_u32("the number of local variables is no compressed integer")?;
    if u64::from(count) > limits.locals {
        return Err(at_count.malformed("there are more local variables than the limit"));
    }
    decoder.types(count, 0)
}

/// Reads whatever a `StandAloneSig` holds; bytes may be left behind it.
///
/// # Errors
/// The bytes are none of the three kinds.
pub fn read_stand_alone(r: &mut Reader<'_>, limits: &Limits) -> Result<StandAlone, Malformed> {
    let at_kind = r.citing("§II.22.36");
    match kind(&mut at_kind.clone())?.0 {
        SignatureKind::Locals => read_locals(r, limits).map(StandAlone::Locals),
        SignatureKind::Method(_) => read_method(r, limits).map(StandAlone::CallSite),
        SignatureKind::Field => read_field(r, limits).map(StandAlone::Field),
        SignatureKind::Property | SignatureKind::Instantiation => {
            Err(at_kind.malformed("a stand-alone signature is neither local variables nor a call site"))
        }
    }
}

/// Reads the type that a `TypeSpec` describes; bytes may be left behind it.
///
/// # Errors
/// The bytes are not a type.
pub fn read_type_spec(r: &mut Reader<'_>, limits: &Limits) -> Result<Type, Malformed> {
    Decoder::new(r, limits, TYPE_SPEC).type_(0)
}

/// Reads the type arguments of a `MethodSpec`; bytes may be left behind them.
///
/// # Errors
/// The bytes are not an instantiation, or it has no arguments.
pub fn read_method_spec(r: &mut Reader<'_>, limits: &Limits) -> Result<Vec<Type>, Malformed> {
    let mut decoder = Decoder::new(r, limits, METHOD_SPEC);
    decoder.expect(SignatureKind::Instantiation, "the signature is not an instantiation")?;
    decoder.arguments(0)
}

/// Reads the first bytes of a method's signature, up to the return type.
///
/// # Errors
/// The bytes are not the signature of a method, or end before the return type and one byte for each parameter.
pub fn read_shape(r: &mut Reader<'_>, limits: &Limits) -> Result<Shape, Malformed> {
    let mut decoder = Decoder::new(r, limits, METHOD);
    let head = decoder.method_head()?;
    let mut element_type = decoder.element_type()?;
    let mut depth = 0u64;
    while matches!(element_type, CMOD_REQD | CMOD_OPT) {
        depth = depth.saturating_add(1);
        decoder.check_depth(depth)?;
        decoder.type_token()?;
        element_type = decoder.element_type()?;
    }
    Ok(Shape {
        has_this: head.first & HAS_THIS != 0,
        explicit_this: head.first & EXPLICIT_THIS != 0,
        parameters: head.parameters,
        returns_value: element_type != VOID,
        generic_parameters: head.generic_parameters,
    })
}

/// The kind of a signature and its first byte.
fn kind(r: &mut Reader<'_>) -> Result<(SignatureKind, u8), Malformed> {
    let start = *r;
    let first = r.u8("a signature is empty")?;
    let kind = SignatureKind::from_first_byte(first);
    Ok((kind.ok_or_else(|| start.malformed("the first byte of a signature is of no known kind"))?, first))
}

/// What stands before the return type.
struct MethodHead {
    first: u8,
    convention: CallingConvention,
    generic_parameters: u32,
    parameters: u32,
}

struct Decoder<'r, 'a> {
    r: &'r mut Reader<'a>,
    depth_limit: u64,
    rank_limit: u64,
    /// How many more types this signature may have: a byte of a blob becomes some 40 bytes of memory.
    types_left: u64,
}

impl<'r, 'a> Decoder<'r, 'a> {
    fn new(r: &'r mut Reader<'a>, limits: &Limits, section: &'static str) -> Self {
        *r = r.citing(section);
        Self {
            r,
            depth_limit: limits.signature_depth.min(DEEPEST),
            rank_limit: limits.array_rank,
            types_left: limits.signature_types,
        }
    }

    fn expect(&mut self, expected: SignatureKind, what: &'static str) -> Result<u8, Malformed> {
        let start = *self.r;
        match kind(self.r)? {
            (found, first) if found == expected => Ok(first),
            _ => Err(start.malformed(what)),
        }
    }

    fn element_type(&mut self) -> Result<u8, Malformed> {
        self.r.u8("a signature ends where a type is due")
    }

    fn check_depth(&self, depth: u64) -> Result<(), Malformed> {
        if depth > self.depth_limit {
            return Err(self.r.malformed("the types of a signature are nested deeper than the limit"));
        }
        Ok(())
    }

    fn spend(&mut self, types: u32) -> Result<(), Malformed> {
        match self.types_left.checked_sub(u64::from(types)) {
            Some(left) => {
                self.types_left = left;
                Ok(())
            }
            None => Err(self.r.malformed("a signature has more types than the limit")),
        }
    }

    /// `TypeDefOrRefOrSpecEncoded` (§II.23.2.8).
    fn type_token(&mut self) -> Result<TypeDefOrRef, Malformed> {
        let start = *self.r;
        let raw = self.r.compressed_u32("a type token in a signature is no compressed integer")?;
        TypeDefOrRef::from_raw(raw).ok_or_else(|| start.malformed("a type token in a signature names no row"))
    }

    /// The token after `CLASS` or `VALUETYPE`: a `TypeSpec` there could refer to itself, and no runtime loads it (trap S09).
    fn class_token(&mut self) -> Result<TypeDefOrRef, Malformed> {
        let start = *self.r;
        match self.type_token()? {
            TypeDefOrRef::TypeSpec(_) => Err(start.malformed("CLASS or VALUETYPE is followed by a TypeSpec")),
            type_ => Ok(type_),
        }
    }

    fn method_head(&mut self) -> Result<MethodHead, Malformed> {
        let start = *self.r;
        let (SignatureKind::Method(convention), first) = kind(self.r)? else {
            return Err(start.malformed("the signature is not that of a method"));
        };
        let generic_parameters = if first & GENERIC == 0 {
            0
        } else {
            self.r.compressed_u32("the number of generic parameters is no compressed integer")?
        };
        let at_count = *self.r;
        let parameters = self.r.compressed_u32("the number of parameters is no compressed integer")?;
        // The return type and each parameter have at least 1 byte.
        if parameters as usize >= self.r.len() {
            return Err(at_count.malformed("a signature states more parameters than it has bytes"));
        }
        Ok(MethodHead { first, convention, generic_parameters, parameters })
    }

    fn method(&mut self, depth: u64) -> Result<MethodSignature, Malformed> {
        let head = self.method_head()?;
        let return_type = self.type_(depth)?;
        let varargs = matches!(head.convention, CallingConvention::VarArg | CallingConvention::NativeVarArg);
        self.spend(head.parameters)?;
        let mut parameters = Vec::with_capacity(head.parameters as usize);
        let mut sentinel = None;
        loop {
            if varargs && sentinel.is_none() && self.r.rest().first() == Some(&SENTINEL) {
                self.element_type()?;
                sentinel = Some(parameters.len());
            }
            if parameters.len() >= head.parameters as usize {
                break;
            }
            parameters.push(self.type_(depth)?);
        }
        Ok(MethodSignature {
            convention: head.convention,
            has_this: head.first & HAS_THIS != 0,
            explicit_this: head.first & EXPLICIT_THIS != 0,
            generic_parameters: head.generic_parameters,
            return_type,
            parameters,
            sentinel,
        })
    }

    /// `count` types, checked against the bytes that are left before anything is allocated (trap S02).
    fn types(&mut self, count: u32, depth: u64) -> Result<Vec<Type>, Malformed> {
        if count as usize > self.r.len() {
            return Err(self.r.malformed("a signature states more types than it has bytes"));
        }
        self.spend(count)?;
        let mut types = Vec::with_capacity(count as usize);
        for _ in 0..count {
            types.push(self.type_(depth)?);
        }
        Ok(types)
    }

    /// The type arguments of an instantiation: one or more.
    fn arguments(&mut self, depth: u64) -> Result<Vec<Type>, Malformed> {
        let start = *self.r;
        match self.r.compressed_u32("the number of type arguments is no compressed integer")? {
            0 => Err(start.malformed("an instantiation has no type arguments")),
            count => self.types(count, depth),
        }
    }

    fn boxed(&mut self, depth: u64) -> Result<Box<Type>, Malformed> {
        self.spend(1)?;
        self.type_(depth.saturating_add(1)).map(Box::new)
    }

    /// A type with everything that may stand before it.
    fn type_(&mut self, depth: u64) -> Result<Type, Malformed> {
        const NUMBER: &str = "the number of a generic parameter is no compressed integer";
        self.check_depth(depth)?;
        let start = *self.r;
        let deeper = depth.saturating_add(1);
        Ok(match self.element_type()? {
            0x0F => Type::Pointer(self.boxed(depth)?),
            0x10 => Type::ByRef(self.boxed(depth)?),
            0x11 => Type::Named { type_: self.class_token()?, value_type: true },
            0x12 => Type::Named { type_: self.class_token()?, value_type: false },
            0x13 => Type::TypeParameter(self.r.compressed_u32(NUMBER)?),
            0x14 => Type::Array(Box::new(self.array(deeper)?)),
            0x15 => {
                let value_type = match self.element_type()? {
                    0x11 => true,
                    0x12 => false,
                    _ => return Err(start.malformed("GENERICINST is followed by neither CLASS nor VALUETYPE")),
                };
                Type::Instance { generic: self.class_token()?, value_type, arguments: self.arguments(deeper)? }
            }
            0x1B => {
                self.spend(1)?;
                Type::FunctionPointer(Box::new(self.method(deeper)?))
            }
            0x1D => Type::SzArray(self.boxed(depth)?),
            0x1E => Type::MethodParameter(self.r.compressed_u32(NUMBER)?),
            modifier @ (CMOD_REQD | CMOD_OPT) => Type::Modified {
                required: modifier == CMOD_REQD,
                modifier: self.type_token()?,
                inner: self.boxed(depth)?,
            },
            0x45 => Type::Pinned(self.boxed(depth)?),
            // INTERNAL, MODIFIER and the element types of attributes have no place in a signature of a file (trap S12).
            other => Primitive::from_element_type(other)
                .map(Type::Primitive)
                .ok_or_else(|| start.malformed("an element type has no place in a signature"))?,
        })
    }

    /// The element type and the shape of an array (§II.23.2.13).
    fn array(&mut self, depth: u64) -> Result<ArrayType, Malformed> {
        const NUMBER: &str = "a number in the shape of an array is no compressed integer";
        self.spend(1)?;
        let element = self.type_(depth)?;
        let at_rank = *self.r;
        let rank = self.r.compressed_u32(NUMBER)?;
        if rank == 0 || u64::from(rank) > self.rank_limit {
            return Err(at_rank.malformed("the rank of an array is 0 or above the limit"));
        }
        let count = self.dimensions(rank)?;
        let sizes = (0..count).map(|_| self.r.compressed_u32(NUMBER)).collect::<Result<_, _>>()?;
        let count = self.dimensions(rank)?;
        let lower_bounds = (0..count).map(|_| self.r.compressed_i32(NUMBER)).collect::<Result<_, _>>()?;
        Ok(ArrayType { element, rank, sizes, lower_bounds })
    }

    /// For how many dimensions sizes or bounds follow.
    fn dimensions(&mut self, rank: u32) -> Result<u32, Malformed> {
        let start = *self.r;
        let count = self.r.compressed_u32("the number of sizes or bounds is no compressed integer")?;
        if count > rank || count as usize > self.r.len() {
            return Err(start.malformed("an array has sizes or bounds for more dimensions than it has"));
        }
        Ok(count)
    }
}
