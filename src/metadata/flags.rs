//! The bit masks of §II.23.1. Unknown bits are kept.

use bitflags::bitflags;

bitflags! {
    /// §II.23.1.2
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct AssemblyFlags: u32 {
        /// The reference holds the full public key, not its token.
        const PUBLIC_KEY = 0x0001;
        /// The implementation may differ from the reference at run time.
        const RETARGETABLE = 0x0100;
        /// `WindowsRuntime` content.
        const WINDOWS_RUNTIME = 0x0200;
    }

    /// §II.23.1.4
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct EventAttributes: u16 {
        /// The name has a meaning to compilers.
        const SPECIAL_NAME = 0x0200;
        /// The name has a meaning to the runtime.
        const RT_SPECIAL_NAME = 0x0400;
    }

    /// §II.23.1.5
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct FieldAttributes: u16 {
        /// Mask of the accessibility: 0 compiler-controlled, 1 private, 2 family and assembly, 3 assembly, 4 family, 5 family or assembly, 6 public.
        const ACCESS_MASK = 0x0007;
        /// One for the type, not one for each object.
        const STATIC = 0x0010;
        /// Written in constructors only.
        const INIT_ONLY = 0x0020;
        /// A compile-time constant.
        const LITERAL = 0x0040;
        /// Not serialised.
        const NOT_SERIALIZED = 0x0080;
        /// The name has a meaning to compilers.
        const SPECIAL_NAME = 0x0200;
        /// The name has a meaning to the runtime.
        const RT_SPECIAL_NAME = 0x0400;
        /// Has marshalling information.
        const HAS_FIELD_MARSHAL = 0x1000;
        /// Forwarded through P/Invoke.
        const PINVOKE_IMPL = 0x2000;
        /// Has a default value.
        const HAS_DEFAULT = 0x8000;
        /// Has initial data at an RVA.
        const HAS_FIELD_RVA = 0x0100;
    }

    /// §II.23.1.6
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct FileAttributes: u32 {
        /// A resource file, not a module.
        const CONTAINS_NO_METADATA = 0x0001;
    }

    /// §II.23.1.7
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct GenericParamAttributes: u16 {
        /// Mask of the variance: 1 covariant, 2 contravariant.
        const VARIANCE_MASK = 0x0003;
        /// `class`
        const REFERENCE_TYPE = 0x0004;
        /// `struct`
        const NOT_NULLABLE_VALUE_TYPE = 0x0008;
        /// `new()`
        const DEFAULT_CONSTRUCTOR = 0x0010;
        /// `allows ref struct`; later than the standard (.NET 9)
        const ALLOW_BY_REF_LIKE = 0x0020;
    }

    /// §II.23.1.8
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct PInvokeAttributes: u16 {
        /// The entry point's name is used as it is.
        const NO_MANGLE = 0x0001;
        /// The callee sets the last error.
        const SUPPORTS_LAST_ERROR = 0x0040;
    }

    /// §II.23.1.9
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ManifestResourceAttributes: u32 {
        /// Mask of the visibility: 1 public, 2 private.
        const VISIBILITY_MASK = 0x0007;
    }

    /// §II.23.1.10
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MethodAttributes: u16 {
        /// Mask of the accessibility; the values are those of [`FieldAttributes::ACCESS_MASK`].
        const ACCESS_MASK = 0x0007;
        /// Has no `this`.
        const STATIC = 0x0010;
        /// Cannot be overridden.
        const FINAL = 0x0020;
        /// Dispatched on the object's type.
        const VIRTUAL = 0x0040;
        /// Hides by name and signature.
        const HIDE_BY_SIG = 0x0080;
        /// Always a slot of its own: overrides nothing.
        const NEW_SLOT = 0x0100;
        /// Overridden only where accessible.
        const STRICT = 0x0200;
        /// Has no body.
        const ABSTRACT = 0x0400;
        /// The name has a meaning to compilers.
        const SPECIAL_NAME = 0x0800;
        /// The name has a meaning to the runtime.
        const RT_SPECIAL_NAME = 0x1000;
        /// Forwarded through P/Invoke.
        const PINVOKE_IMPL = 0x2000;
        /// Has declarative security.
        const HAS_SECURITY = 0x4000;
    }

    /// §II.23.1.11
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MethodImplAttributes: u16 {
        /// Mask of the code type: 0 IL, 1 native, 2 OPTIL, 3 given by the runtime.
        const CODE_TYPE_MASK = 0x0003;
        /// Unmanaged code.
        const UNMANAGED = 0x0004;
        /// Not inlined.
        const NO_INLINING = 0x0008;
        /// Defined elsewhere.
        const FORWARD_REF = 0x0010;
        /// One thread at a time: the runtime takes a lock on the object, or on the type for a static method.
        const SYNCHRONIZED = 0x0020;
        /// The runtime's own.
        const INTERNAL_CALL = 0x1000;
    }

    /// §II.23.1.12
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct MethodSemanticsAttributes: u16 {
        /// Sets a property.
        const SETTER = 0x0001;
        /// Gets a property.
        const GETTER = 0x0002;
        /// Another method of a property or event.
        const OTHER = 0x0004;
        /// Adds a handler.
        const ADD_ON = 0x0008;
        /// Removes a handler.
        const REMOVE_ON = 0x0010;
        /// Raises an event.
        const FIRE = 0x0020;
    }

    /// §II.23.1.13
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct ParamAttributes: u16 {
        /// `[In]`
        const IN = 0x0001;
        /// `[Out]`
        const OUT = 0x0002;
        /// Can be left out.
        const OPTIONAL = 0x0010;
        /// Has a default value.
        const HAS_DEFAULT = 0x1000;
    }

    /// §II.23.1.14
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct PropertyAttributes: u16 {
        /// The name has a meaning to compilers.
        const SPECIAL_NAME = 0x0200;
        /// The name has a meaning to the runtime.
        const RT_SPECIAL_NAME = 0x0400;
        /// Has a default value.
        const HAS_DEFAULT = 0x1000;
    }

    /// §II.23.1.15
    #[derive(Clone, Copy, Debug, PartialEq, Eq)]
    pub struct TypeAttributes: u32 {
        /// Mask of the visibility: 0 not public, 1 public, 2 to 7 nested (public, private, family, assembly, both, either).
        const VISIBILITY_MASK = 0x0007;
        /// Mask of the layout: 0 automatic, 0x08 sequential, 0x10 explicit.
        const LAYOUT_MASK = 0x0018;
        /// An interface.
        const INTERFACE = 0x0020;
        /// Cannot be instantiated.
        const ABSTRACT = 0x0080;
        /// Cannot be derived from.
        const SEALED = 0x0100;
        /// The name has a meaning to compilers.
        const SPECIAL_NAME = 0x0400;
        /// The name has a meaning to the runtime.
        const RT_SPECIAL_NAME = 0x0800;
        /// Imported from COM.
        const IMPORT = 0x1000;
        /// Marked as serialisable.
        const SERIALIZABLE = 0x2000;
        /// Has declarative security.
        const HAS_SECURITY = 0x4_0000;
        /// Static fields may be initialised before the first access.
        const BEFORE_FIELD_INIT = 0x10_0000;
        /// An exported type that is forwarded to another assembly.
        const FORWARDER = 0x20_0000;
    }
}

impl TypeAttributes {
    /// Whether the visibility is that of a type inside another one.
    #[must_use]
    pub fn is_nested(self) -> bool {
        self.intersection(Self::VISIBILITY_MASK).bits() >= 2
    }
}
