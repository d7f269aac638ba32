//! Types and members as C# declares them. What only a compiler needs (nullability, `async`) is left out.

mod attributes;
mod exact;
mod literal;
mod members;
mod methods;
mod types;

use super::Names;
use super::printer::Printer;
pub use attributes::AttributeShape;
pub use exact::{GenericParameter, ParameterShape, SignatureShape};

use crate::metadata::{
    Constant, FieldAttributes, HasConstant, HasCustomAttribute, Keyed, MethodAttributes, TypeAttributes, TypeDefOrRef,
};
use crate::model::universe::{EventId, FieldId, MethodId, ModuleId, PropertyId, TypeHandle, TypeId, Universe};

/// Who can use a type or a member; a later one is wider.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum Visibility {
    /// Nobody by name: only code of the same module, by token (§II.23.1.10).
    CompilerControlled,
    /// The type itself.
    Private,
    /// Derived types in the same assembly.
    PrivateProtected,
    /// The assembly.
    Internal,
    /// Derived types.
    Protected,
    /// Derived types, and the assembly.
    ProtectedInternal,
    /// Everybody.
    Public,
}

impl Visibility {
    /// The words of C#; `privatescope` has none there.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::CompilerControlled => "privatescope",
            Self::Private => "private",
            Self::PrivateProtected => "private protected",
            Self::Internal => "internal",
            Self::Protected => "protected",
            Self::ProtectedInternal => "protected internal",
            Self::Public => "public",
        }
    }

    /// Whether code of other assemblies can use it, if it can use what it is in.
    #[must_use]
    pub fn is_visible_outside(self) -> bool {
        self >= Self::Protected
    }

    /// §II.23.1.5 and §II.23.1.10: the lowest 3 bits.
    fn of_member(bits: u16) -> Self {
        match bits {
            0 => Self::CompilerControlled,
            2 => Self::PrivateProtected,
            3 => Self::Internal,
            4 => Self::Protected,
            5 => Self::ProtectedInternal,
            6 => Self::Public,
            _ => Self::Private,
        }
    }
}

/// What C# calls a type.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[expect(missing_docs, reason = "the variants are the words of C#")]
pub enum TypeKind {
    Class,
    Struct,
    Interface,
    Enum,
    Delegate,
}

impl TypeKind {
    /// The keyword.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Class => "class",
            Self::Struct => "struct",
            Self::Interface => "interface",
            Self::Enum => "enum",
            Self::Delegate => "delegate",
        }
    }
}

impl Universe<'_> {
    /// Who can use a type, whatever it is in.
    #[must_use]
    pub fn type_visibility(&self, id: TypeId) -> Visibility {
        let flags = self.type_row(id).map_or(TypeAttributes::empty(), |row| row.flags);
        match flags.intersection(TypeAttributes::VISIBILITY_MASK).bits() {
            0 | 5 => Visibility::Internal,
            1 | 2 => Visibility::Public,
            4 => Visibility::Protected,
            6 => Visibility::PrivateProtected,
            7 => Visibility::ProtectedInternal,
            _ => Visibility::Private,
        }
    }

    /// Whether code of other assemblies can use a type: it and all types around it.
    #[must_use]
    pub fn is_visible_outside(&self, id: TypeId) -> bool {
        let module = self.module(id.module);
        let around = std::iter::successors(Some(id), |id| module.enclosing(id.rid).map(|outer| module.type_id(outer)));
        around
            .take(usize::try_from(self.limits().nesting).unwrap_or(usize::MAX))
            .all(|id| self.type_visibility(id).is_visible_outside())
    }

    /// Who can use a method, if they can use its type.
    #[must_use]
    pub fn method_visibility(&self, id: MethodId) -> Visibility {
        let flags = self.method_row(id).map_or(MethodAttributes::empty(), |row| row.flags);
        Visibility::of_member((flags & MethodAttributes::ACCESS_MASK).bits())
    }

    /// Who can use a field, if they can use its type.
    #[must_use]
    pub fn field_visibility(&self, id: FieldId) -> Visibility {
        let flags = self.field_row(id).map_or(FieldAttributes::empty(), |row| row.flags);
        Visibility::of_member((flags & FieldAttributes::ACCESS_MASK).bits())
    }

    /// Who can use the accessor of a property that most can use.
    #[must_use]
    pub fn property_visibility(&self, id: PropertyId) -> Visibility {
        let accessors = self.property(id).map(|it| it.methods().collect());
        self.widest(accessors.unwrap_or_default())
    }

    /// Who can use the accessor of an event that most can use.
    #[must_use]
    pub fn event_visibility(&self, id: EventId) -> Visibility {
        let accessors = self.event(id).map(|it| it.add.into_iter().chain(it.remove).chain(it.others).collect());
        self.widest(accessors.unwrap_or_default())
    }

    fn widest(&self, accessors: Vec<MethodId>) -> Visibility {
        accessors.into_iter().map(|id| self.method_visibility(id)).max().unwrap_or(Visibility::Private)
    }

    /// What C# calls a type: its base decides (§II.13, §II.14.3).
    #[must_use]
    pub fn type_kind(&self, id: TypeId) -> TypeKind {
        if self.type_row(id).is_some_and(|row| row.flags.contains(TypeAttributes::INTERFACE)) {
            return TypeKind::Interface;
        }
        let Some((base, _)) = self.base(id) else { return TypeKind::Class };
        let own = TypeHandle::Def(id);
        if self.is_named(base, "System", "Enum") {
            TypeKind::Enum
        } else if self.is_named(base, "System", "ValueType") && !self.is_named(own, "System", "Enum") {
            TypeKind::Struct
        } else if self.is_named(base, "System", "MulticastDelegate") {
            TypeKind::Delegate
        } else {
            TypeKind::Class
        }
    }

    /// A type as C# declares it, with its base, interfaces and constraints: `public sealed class Cache<T> : IDisposable where T : new()`.
    #[must_use]
    pub fn type_declaration(&self, id: TypeId, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.declare_type(id);
        printer.finish()
    }

    /// A field as C# declares it: `private static readonly int count`.
    #[must_use]
    pub fn field_declaration(&self, id: FieldId, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.declare_field(id);
        printer.finish()
    }

    /// A method as C# declares it: `public override void Execute(IServiceProvider provider)`.
    #[must_use]
    pub fn method_declaration(&self, id: MethodId, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.declare_method(id);
        printer.finish()
    }

    /// A property as C# declares it: `public int Count { get; private set; }`.
    #[must_use]
    pub fn property_declaration(&self, id: PropertyId, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.declare_property(id);
        printer.finish()
    }

    /// An event as C# declares it: `public event EventHandler Changed`.
    #[must_use]
    pub fn event_declaration(&self, id: EventId, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.declare_event(id);
        printer.finish()
    }

    /// A type that a column names as C# writes it in the declaration of `of`, with its type arguments: a base, an interface, a constraint.
    #[must_use]
    pub fn column_display(&self, of: TypeId, column: TypeDefOrRef, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.generics_of(Some(TypeHandle::Def(of)), None);
        printer.column(of.module, column);
        printer.finish()
    }

    /// The row of a constant (§II.22.9).
    fn constant(&self, module: ModuleId, parent: HasConstant) -> Option<Constant> {
        let key = Constant { kind: 0, padding: 0, parent: Some(parent), value: crate::metadata::BlobIndex(0) }.key();
        self.module(module).metadata.with_key::<Constant>(key).next().map(|(_, row)| row)
    }

    fn is_compiler_marked(&self, module: ModuleId, parent: HasCustomAttribute, name: &str) -> bool {
        self.has_attribute(module, parent, "System.Runtime.CompilerServices", name)
    }
}

impl Printer<'_, '_> {
    /// Adds a word and a blank.
    fn word(&mut self, word: &str) {
        self.push(word);
        self.push(" ");
    }

    /// A name that an author gave, as C# writes it: one that is a keyword has `@` in front.
    fn identifier(&mut self, name: &str) {
        if is_keyword(name) {
            self.push("@");
        }
        self.push_safe(name);
    }

    /// The name of a member, that of an explicit implementation behind its interface.
    fn declared_name(&mut self, name: &str) {
        if is_keyword(name) { self.identifier(name) } else { self.member_name(name) }
    }

    /// The type that a column names.
    fn column(&mut self, module: ModuleId, column: TypeDefOrRef) {
        match self.universe.column_type(module, column) {
            Some(type_) => self.type_(module, &type_),
            None => self.push("?"),
        }
    }
}

/// The words that are no names in C# without `@`, sorted.
const KEYWORDS: [&str; 77] = [
    "abstract",
    "as",
    "base",
    "bool",
    "break",
    "byte",
    "case",
    "catch",
    "char",
    "checked",
    "class",
    "const",
    "continue",
    "decimal",
    "default",
    "delegate",
    "do",
    "double",
    "else",
    "enum",
    "event",
    "explicit",
    "extern",
    "false",
    "finally",
    "fixed",
    "float",
    "for",
    "foreach",
    "goto",
    "if",
    "implicit",
    "in",
    "int",
    "interface",
    "internal",
    "is",
    "lock",
    "long",
    "namespace",
    "new",
    "null",
    "object",
    "operator",
    "out",
    "override",
    "params",
    "private",
    "protected",
    "public",
    "readonly",
    "ref",
    "return",
    "sbyte",
    "sealed",
    "short",
    "sizeof",
    "stackalloc",
    "static",
    "string",
    "struct",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "uint",
    "ulong",
    "unchecked",
    "unsafe",
    "ushort",
    "using",
    "virtual",
    "void",
    "volatile",
    "while",
];

fn is_keyword(name: &str) -> bool {
    KEYWORDS.binary_search(&name).is_ok()
}
