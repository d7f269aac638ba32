//! Signatures: the types of fields, methods, properties, locals and instantiations (§II.23.2).
//!
//! A signature is decoded when asked for, by the blob it starts in. References to types stay references; nothing is expanded,
//! so a `TypeSpec` that refers to itself does no harm here.

use super::columns::TypeDefOrRef;

/// The types that an element type names alone (§II.23.1.16).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the variants have the standard's names")]
pub enum Primitive {
    Void,
    Boolean,
    Char,
    I1,
    U1,
    I2,
    U2,
    I4,
    U4,
    I8,
    U8,
    R4,
    R8,
    String,
    TypedReference,
    IntPtr,
    UIntPtr,
    Object,
}

impl Primitive {
    /// The primitive of an element type, 0x01 to 0x1C; `None` for any other element type.
    #[must_use]
    pub fn from_element_type(element_type: u8) -> Option<Self> {
        Some(match element_type {
            0x01 => Self::Void,
            0x02 => Self::Boolean,
            0x03 => Self::Char,
            0x04 => Self::I1,
            0x05 => Self::U1,
            0x06 => Self::I2,
            0x07 => Self::U2,
            0x08 => Self::I4,
            0x09 => Self::U4,
            0x0A => Self::I8,
            0x0B => Self::U8,
            0x0C => Self::R4,
            0x0D => Self::R8,
            0x0E => Self::String,
            0x16 => Self::TypedReference,
            0x18 => Self::IntPtr,
            0x19 => Self::UIntPtr,
            0x1C => Self::Object,
            _ => return None,
        })
    }

    /// The name of the type in namespace `System` that it stands for.
    #[must_use]
    pub fn system_name(self) -> &'static str {
        match self {
            Self::Void => "Void",
            Self::Boolean => "Boolean",
            Self::Char => "Char",
            Self::I1 => "SByte",
            Self::U1 => "Byte",
            Self::I2 => "Int16",
            Self::U2 => "UInt16",
            Self::I4 => "Int32",
            Self::U4 => "UInt32",
            Self::I8 => "Int64",
            Self::U8 => "UInt64",
            Self::R4 => "Single",
            Self::R8 => "Double",
            Self::String => "String",
            Self::TypedReference => "TypedReference",
            Self::IntPtr => "IntPtr",
            Self::UIntPtr => "UIntPtr",
            Self::Object => "Object",
        }
    }
}

/// A type in a signature (§II.23.2.12), with the custom modifiers, `BYREF` and `PINNED` that may stand around it.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Type {
    /// A type that an element type names alone.
    Primitive(Primitive),
    /// `CLASS` or `VALUETYPE`.
    Named {
        /// A `TypeDef` or a `TypeRef`, never a `TypeSpec`.
        type_: TypeDefOrRef,
        /// `VALUETYPE`, as the signature claims.
        value_type: bool,
    },
    /// `GENERICINST`.
    Instance {
        /// The generic type, a `TypeDef` or a `TypeRef`.
        generic: TypeDefOrRef,
        /// `VALUETYPE`, as the signature claims.
        value_type: bool,
        /// One or more.
        arguments: Vec<Type>,
    },
    /// `VAR`: the 0-based generic parameter of the type; nothing says that the type has that many.
    TypeParameter(u32),
    /// `MVAR`: the 0-based generic parameter of the method; nothing says that the method has that many.
    MethodParameter(u32),
    /// A one-dimensional array with lower bound 0.
    SzArray(Box<Type>),
    /// Any other array.
    Array(Box<ArrayType>),
    /// An unmanaged pointer.
    Pointer(Box<Type>),
    /// A managed pointer.
    ByRef(Box<Type>),
    /// `FNPTR`.
    FunctionPointer(Box<MethodSignature>),
    /// `CMOD_REQD` or `CMOD_OPT` (§II.23.2.7).
    Modified {
        /// `CMOD_REQD`: who does not know the modifier must not use the member.
        required: bool,
        /// May be a `TypeSpec`, beyond the standard.
        modifier: TypeDefOrRef,
        /// What it modifies.
        inner: Box<Type>,
    },
    /// A local variable that the garbage collector must not move (§II.23.2.9).
    Pinned(Box<Type>),
}

/// The shape of an array (§II.23.2.13).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ArrayType {
    /// The element type.
    pub element: Type,
    /// The number of dimensions, at least 1.
    pub rank: u32,
    /// Sizes of the first dimensions; may be fewer than `rank`.
    pub sizes: Vec<u32>,
    /// Lower bounds of the first dimensions; may be fewer than `rank`.
    pub lower_bounds: Vec<i32>,
}

impl Type {
    /// The type inside the outermost custom modifiers.
    #[must_use]
    pub fn unmodified(&self) -> &Self {
        let mut current = self;
        while let Self::Modified { inner, .. } = current {
            current = inner;
        }
        current
    }

    /// The same type without custom modifiers at any depth: what two signatures are compared by (trap S04).
    #[must_use]
    pub fn strip_modifiers(&self) -> Self {
        let boxed = |inner: &Self| Box::new(inner.strip_modifiers());
        match self {
            Self::Modified { inner, .. } => inner.strip_modifiers(),
            Self::Instance { generic, value_type, arguments } => Self::Instance {
                generic: *generic,
                value_type: *value_type,
                arguments: arguments.iter().map(Self::strip_modifiers).collect(),
            },
            Self::SzArray(inner) => Self::SzArray(boxed(inner)),
            Self::Pointer(inner) => Self::Pointer(boxed(inner)),
            Self::ByRef(inner) => Self::ByRef(boxed(inner)),
            Self::Pinned(inner) => Self::Pinned(boxed(inner)),
            Self::Array(array) => {
                Self::Array(Box::new(ArrayType { element: array.element.strip_modifiers(), ..(**array).clone() }))
            }
            Self::FunctionPointer(method) => Self::FunctionPointer(Box::new(method.strip_modifiers())),
            Self::Primitive(_) | Self::Named { .. } | Self::TypeParameter(_) | Self::MethodParameter(_) => self.clone(),
        }
    }

    /// The type definition or reference behind `CLASS`, `VALUETYPE` or `GENERICINST`, and behind custom modifiers.
    #[must_use]
    pub fn named(&self) -> Option<TypeDefOrRef> {
        match self.unmodified() {
            Self::Named { type_, .. } => Some(*type_),
            Self::Instance { generic, .. } => Some(*generic),
            _ => None,
        }
    }

    /// Whether this is `void`, behind custom modifiers too.
    #[must_use]
    pub fn is_void(&self) -> bool {
        matches!(self.unmodified(), Self::Primitive(Primitive::Void))
    }
}

/// The low 4 bits of a method signature's first byte (§II.23.2.1 to §II.23.2.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the variants have the standard's names")]
pub enum CallingConvention {
    Default,
    C,
    StdCall,
    ThisCall,
    FastCall,
    VarArg,
    /// 0x9: which one, the modifiers of the return type say.
    Unmanaged,
    /// 0xB: only in stubs that a runtime makes.
    NativeVarArg,
}

/// The signature of a method: its definition, a reference to it, a `calli` site or a function pointer (§II.23.2.1 to §II.23.2.3).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct MethodSignature {
    /// How it is called.
    pub convention: CallingConvention,
    /// It is called on an object.
    pub has_this: bool,
    /// The type of `this` is the first of `parameters`.
    pub explicit_this: bool,
    /// The number of its own generic parameters; no bytes stand behind it, so it may be absurd.
    pub generic_parameters: u32,
    /// The return type, with its modifiers; `void` for none.
    pub return_type: Type,
    /// The parameters; at a call site of a vararg method also those that are passed beyond the fixed ones.
    pub parameters: Vec<Type>,
    /// At a call site of a vararg method the number of fixed parameters; `None` without a `SENTINEL`.
    pub sentinel: Option<usize>,
}

impl MethodSignature {
    /// The same signature without custom modifiers at any depth.
    #[must_use]
    pub fn strip_modifiers(&self) -> Self {
        Self {
            return_type: self.return_type.strip_modifiers(),
            parameters: self.parameters.iter().map(Type::strip_modifiers).collect(),
            ..*self
        }
    }

    /// The parameters that the method declares: without those that a vararg call site adds.
    #[must_use]
    pub fn fixed_parameters(&self) -> &[Type] {
        let fixed = self.sentinel.unwrap_or(self.parameters.len());
        self.parameters.get(..fixed).unwrap_or(&self.parameters)
    }
}

/// The signature of a property (§II.23.2.5).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct PropertySignature {
    /// Its accessors are called on an object.
    pub has_this: bool,
    /// The property's type.
    pub type_: Type,
    /// The parameters of an indexer.
    pub parameters: Vec<Type>,
}

/// What a `StandAloneSig` can hold (§II.22.36).
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum StandAlone {
    /// The local variables of a body.
    Locals(Vec<Type>),
    /// The signature of a `calli`.
    CallSite(MethodSignature),
    /// The type of a constant, which compilers leave behind for debuggers.
    Field(Type),
}

/// What an abstract stack needs to know of a method signature.
#[derive(Default, Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Shape {
    /// It is called on an object.
    pub has_this: bool,
    /// The type of `this` is counted in `parameters`.
    pub explicit_this: bool,
    /// The number of parameters; at a call site of a vararg method all that are passed there.
    pub parameters: u32,
    /// The return type is not `void`.
    pub returns_value: bool,
    /// The number of the method's own generic parameters.
    pub generic_parameters: u32,
}

impl Shape {
    /// The number of values that a call takes from the stack, the object included and the pointer of a `calli` not.
    #[must_use]
    pub fn arguments(&self) -> u32 {
        self.parameters.saturating_add(u32::from(self.has_this && !self.explicit_this))
    }
}

/// Which signature a blob holds, by the low 4 bits of its first byte (trap S01).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum SignatureKind {
    /// Nibbles 0 to 5, 9 and 0xB.
    Method(CallingConvention),
    /// Nibble 6.
    Field,
    /// Nibble 7.
    Locals,
    /// Nibble 8.
    Property,
    /// Nibble 0xA.
    Instantiation,
}

impl SignatureKind {
    /// The kind that a signature's first byte states; `None` for nibbles 0xC to 0xF.
    #[must_use]
    pub fn from_first_byte(byte: u8) -> Option<Self> {
        Some(match byte & 0x0F {
            0x0 => Self::Method(CallingConvention::Default),
            0x1 => Self::Method(CallingConvention::C),
            0x2 => Self::Method(CallingConvention::StdCall),
            0x3 => Self::Method(CallingConvention::ThisCall),
            0x4 => Self::Method(CallingConvention::FastCall),
            0x5 => Self::Method(CallingConvention::VarArg),
            0x6 => Self::Field,
            0x7 => Self::Locals,
            0x8 => Self::Property,
            0x9 => Self::Method(CallingConvention::Unmanaged),
            0xA => Self::Instantiation,
            0xB => Self::Method(CallingConvention::NativeVarArg),
            _ => return None,
        })
    }
}
