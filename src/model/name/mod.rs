//! Names as C# writes them, for people. Every part that comes from the binary goes through [`Safe`](crate::text::Safe).

mod arity;
mod declaration;
mod member;
mod method;
mod notes;
mod printer;
mod signature;
#[cfg(test)]
mod tests;

pub(super) use arity::split_arity;
pub use declaration::{AttributeShape, GenericParameter, ParameterShape, SignatureShape, TypeKind, Visibility};
pub use notes::Noted;
pub(super) use printer::keyword_of;

use super::members::PropertyOrEvent;
use super::universe::{FieldHandle, MethodHandle, MethodId, ModuleId, TypeHandle, Universe};
use crate::metadata::Type;
use printer::Printer;

/// How much of a type's name is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Names {
    /// Without namespaces.
    #[default]
    Short,
    /// With namespaces; keywords stay.
    Full,
}

impl Universe<'_> {
    /// A type as C# writes it, without its namespace: `List<T>`, `Outer.Inner`.
    #[must_use]
    pub fn type_display(&self, handle: TypeHandle) -> String {
        self.type_display_as(handle, Names::Short)
    }

    /// A type as C# writes it, with as much of its name as wished.
    #[must_use]
    pub fn type_display_as(&self, handle: TypeHandle, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.generics_of(Some(handle), None);
        printer.open_type(handle);
        printer.finish()
    }

    /// A type in a signature of `module` as C# writes it; generic parameters, whose names nobody states here, are `T1`, `U1` and so on.
    #[must_use]
    pub fn display_type(&self, module: ModuleId, type_: &Type) -> String {
        let mut printer = Printer::new(self, Names::Short);
        printer.type_(module, type_);
        printer.finish()
    }

    /// A type in a signature or an instruction of a method as C# writes it there, with the names of the generic parameters that it has there.
    #[must_use]
    pub fn display_type_in(&self, method: MethodId, type_: &Type, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.generics_of(self.declaring_type(method).map(TypeHandle::Def), Some(MethodHandle::Def(method)));
        printer.type_(method.module, type_);
        printer.finish()
    }

    /// A method as C# writes it: `OrderCounter.Execute(IServiceProvider)`, `new Foo(int)`, `static Foo()`, `Foo.Count.set`, `Foo.operator +(Foo, Foo)`.
    #[must_use]
    pub fn method_display(&self, handle: MethodHandle) -> String {
        self.method_display_as(handle, Names::Short)
    }

    /// A method as C# writes it, with as much of the types' names as wished.
    #[must_use]
    pub fn method_display_as(&self, handle: MethodHandle, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.method(handle);
        printer.finish()
    }

    /// A field as C# writes it: `OrderCounter.count`; one that a compiler made for a property or event has that one's name.
    #[must_use]
    pub fn field_display(&self, handle: FieldHandle) -> String {
        self.field_display_as(handle, Names::Short)
    }

    /// A field as C# writes it, with as much of the type's name as wished.
    #[must_use]
    pub fn field_display_as(&self, handle: FieldHandle, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.field(handle);
        printer.finish()
    }

    /// A property or event as C# writes it: `Foo.Count`, `Foo.this[int]`, `Foo.Changed`.
    #[must_use]
    pub fn member_display(&self, member: PropertyOrEvent) -> String {
        self.member_display_as(member, Names::Short)
    }

    /// A property or event as C# writes it, with as much of the types' names as wished.
    #[must_use]
    pub fn member_display_as(&self, member: PropertyOrEvent, names: Names) -> String {
        let mut printer = Printer::new(self, names);
        printer.property_or_event(member);
        printer.finish()
    }
}
