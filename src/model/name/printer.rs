//! What writes a name: its text so far, and what is known of the names in it.

use super::Names;
use super::arity::{generic_parameters, split_arity};
use super::notes::{ANNOTATED, Noted, Notes};
use crate::metadata::{HasCustomAttribute, Type, TypeOrMethodDef};
use crate::model::file_local;
use crate::model::universe::{MethodHandle, Module, ModuleId, TypeHandle, Universe};
use crate::text::{Name, Safe};
use smallvec::SmallVec;

/// Bytes of one displayed name: a few bytes of signature can repeat a type's name many thousand times.
const LONGEST: usize = 4_096;

/// Writes one name.
pub(super) struct Printer<'u, 'a> {
    pub(super) universe: &'u Universe<'a>,
    pub(super) names: Names,
    pub(super) text: String,
    pub(super) cut: bool,
    /// Names of generic parameters, and how many there are: of a reference only the number is known.
    of_type: (Vec<String>, u32),
    of_method: (Vec<String>, u32),
    /// Whether custom modifiers and calling conventions are shown: what two signatures must have in common to be one for the runtime.
    pub(super) exact: bool,
    /// What attributes say of the type that is being written.
    pub(super) notes: Notes<'a>,
    /// What they said of those that were written, where that is asked for.
    noted: Option<Noted>,
    /// What may be null where they do not say it; `None` where that is not asked.
    pub(super) scope: Option<u8>,
    /// Whether the next type is a base, of which nobody asks whether it may be null.
    pub(super) is_base: bool,
}

impl<'u, 'a> Printer<'u, 'a> {
    pub(super) fn new(universe: &'u Universe<'a>, names: Names) -> Self {
        let none = || (Vec::new(), 0);
        Self {
            universe,
            names,
            text: String::new(),
            cut: false,
            of_type: none(),
            of_method: none(),
            exact: false,
            notes: Notes::default(),
            noted: None,
            scope: None,
            is_base: false,
        }
    }

    /// Shows all of a type that the runtime compares (§II.23.2). `arguments` stand in the place of the type parameters; a method's own are
    /// `!!0` and so on.
    pub(super) fn exactly(universe: &'u Universe<'a>, arguments: &[String]) -> Self {
        let mut printer = Self::new(universe, Names::Full);
        printer.of_type = (arguments.to_vec(), u32::MAX);
        printer.exact = true;
        printer
    }

    pub(super) fn finish(self) -> String {
        self.text
    }

    /// Writes types with what attributes on `parent` say of them.
    pub(super) fn with_notes(
        &mut self,
        module: ModuleId,
        parent: Option<HasCustomAttribute>,
        write: impl Fn(&mut Self),
    ) {
        self.notes = self.universe.notes(module, parent, self.scope);
        let (start, cut) = (self.text.len(), self.cut);
        write(self);
        if let Some(fitting) = std::mem::take(&mut self.notes).that_fit()
            && !self.cut
        {
            self.text.truncate(start);
            self.cut = cut;
            if let Some(noted) = &mut self.noted {
                *noted = Noted::default();
            }
            self.notes = fitting;
            write(self);
            self.notes = Notes::default();
        }
    }

    /// What attributes on `parent` say of a type.
    pub(super) fn noted(
        mut self,
        module: ModuleId,
        parent: Option<HasCustomAttribute>,
        type_: &Type,
        is_base: bool,
    ) -> Noted {
        self.noted = Some(Noted::default());
        self.with_notes(module, parent, |printer| {
            printer.is_base = is_base;
            printer.type_(module, type_);
        });
        self.noted.unwrap_or_default()
    }

    /// Whether the type that is come to, which may be null, is said to be that.
    pub(super) fn is_nullable(&mut self) -> bool {
        let said = self.notes.nullable();
        if std::mem::take(&mut self.is_base) {
            return false;
        }
        if let Some(noted) = &mut self.noted {
            noted.nullable.push(said);
        }
        said == ANNOTATED
    }

    /// The name of the next element of a tuple.
    pub(super) fn element(&mut self) -> Option<Name<'a>> {
        let name = self.notes.element();
        if let Some(noted) = &mut self.noted {
            noted.elements.push(name.map(|name| name.safe().to_string()));
        }
        name
    }

    /// `object` or `dynamic`.
    pub(super) fn object(&mut self, dynamic: bool) {
        if let Some(noted) = &mut self.noted {
            noted.dynamic.push(dynamic);
        }
        self.push(if dynamic { "dynamic" } else { "object" });
    }

    /// What stands behind a reference that is written, and that everything holds to which it refers.
    pub(super) fn referred<'t>(&mut self, type_: &'t Type) -> Option<&'t Type> {
        let Type::ByRef(inner) = type_.unmodified() else { return None };
        let mut current = type_;
        while let Type::Modified { inner, .. } = current {
            self.notes.dynamic();
            current = inner;
        }
        self.notes.dynamic();
        Some(inner)
    }

    /// Adds text of our own.
    pub(super) fn push(&mut self, text: &str) {
        if self.cut {
            return;
        }
        if self.text.len().saturating_add(text.len()) > LONGEST {
            self.text.push('…');
            self.cut = true;
        } else {
            self.text.push_str(text);
        }
    }

    /// Adds text from the binary.
    pub(super) fn push_safe(&mut self, text: &str) {
        if !self.cut {
            self.push(&Safe::new(text).to_string());
        }
    }

    /// Adds text of our own where something stands before it.
    pub(super) fn push_between(&mut self, text: &str) {
        if !self.text.is_empty() {
            self.push(text);
        }
    }

    /// Adds items with `, ` between them.
    pub(super) fn list<T>(&mut self, items: impl IntoIterator<Item = T>, mut one: impl FnMut(&mut Self, T)) {
        for (position, item) in items.into_iter().enumerate() {
            if self.cut {
                return;
            }
            if position > 0 {
                self.push(", ");
            }
            one(self, item);
        }
    }

    // ---- generic parameters

    /// Makes the names of the generic parameters of a type and a method known.
    pub(super) fn generics_of(&mut self, type_: Option<TypeHandle>, method: Option<MethodHandle>) {
        if let Some(handle) = type_ {
            let (_, names) = self.universe.name_parts(handle);
            let arities = self.universe.own_arities(handle, &names);
            let names = match handle {
                TypeHandle::Def(id) => {
                    parameter_names(self.universe.module(id.module), TypeOrMethodDef::TypeDef(id.rid))
                }
                TypeHandle::Missing(..) => Vec::new(),
            };
            self.of_type = (names, arities.into_iter().fold(0, u32::saturating_add));
        }
        if let Some(handle) = method {
            let names = match handle {
                MethodHandle::Def(id) => {
                    parameter_names(self.universe.module(id.module), TypeOrMethodDef::MethodDef(id.rid))
                }
                MethodHandle::Missing(..) => Vec::new(),
            };
            let shape = self
                .universe
                .method_signature(handle)
                .and_then(|(module, blob)| self.universe.module(module).metadata.method_shape(blob).ok());
            self.of_method = (names, shape.map_or(0, |shape| shape.generic_parameters));
        }
    }

    pub(super) fn type_parameter(&mut self, number: u32) {
        let name = parameter_name(&self.of_type, "T", number);
        self.push(&name);
    }

    pub(super) fn method_parameter(&mut self, number: u32) {
        if self.exact {
            return self.push(&format!("!!{number}"));
        }
        let known = self.of_method.1 > 0 && self.of_type.1 == 0;
        let name = parameter_name(&self.of_method, if known { "T" } else { "U" }, number);
        self.push(&name);
    }

    /// `<T, U>` after the name of a generic method.
    pub(super) fn method_parameters(&mut self) {
        if self.of_method.1 > 0 {
            self.push("<");
            self.list(0..self.of_method.1, Self::method_parameter);
            self.push(">");
        }
    }

    // ---- types

    /// A type with its own generic parameters.
    pub(super) fn open_type(&mut self, handle: TypeHandle) {
        let mut next = 0u32;
        self.named(handle, |printer, arity, _| {
            let first = next;
            next = next.saturating_add(arity);
            if arity > 0 {
                printer.push("<");
                printer.list(first..next, Self::type_parameter);
                printer.push(">");
            }
        });
    }

    /// What a compiler took for the namespace of a nested type: the beginning of its name.
    pub(super) fn inner_namespace(&mut self, namespace: Name<'_>) {
        if !namespace.is_empty() {
            self.push_safe(&namespace.text());
            self.push(".");
        }
    }

    /// A type's name; `arguments` writes what follows each part, given its arity and whether it is the last.
    pub(super) fn named(&mut self, handle: TypeHandle, mut arguments: impl FnMut(&mut Self, u32, bool)) {
        if self.cut {
            return;
        }
        let levels = self.universe.levels(handle);
        let namespace = levels.first().map_or_else(Name::default, |it| it.0);
        let names: SmallVec<[Name<'_>; 2]> = levels.iter().map(|it| it.1).collect();
        if let [only] = names.as_slice()
            && namespace == "System"
            && let Some(keyword) = keyword(*only)
        {
            return self.push(keyword);
        }
        if self.names == Names::Full && !namespace.is_empty() {
            self.push_safe(&namespace.text());
            self.push(".");
        }
        let arities = self.universe.own_arities(handle, &names);
        let count = names.len();
        for (position, (name, arity)) in names.into_iter().zip(arities).enumerate() {
            if position > 0 {
                self.push(".");
                self.inner_namespace(levels.get(position).map_or_else(Name::default, |it| it.0));
            }
            let text = name.text();
            let text = split_arity(&text).0;
            let is_short = self.names == Names::Short && !self.exact;
            self.push_safe(file_local(text).filter(|_| is_short).unwrap_or(text));
            arguments(self, arity, position + 1 == count);
        }
    }
}

fn parameter_name((names, count): &(Vec<String>, u32), letter: &str, number: u32) -> String {
    match names.get(number as usize) {
        Some(name) => name.clone(),
        None if *count == 1 => letter.to_owned(),
        None => format!("{letter}{}", u64::from(number) + 1),
    }
}

/// Names of generic parameters, by number.
fn parameter_names(module: &Module<'_>, owner: TypeOrMethodDef) -> Vec<String> {
    let mut rows: Vec<_> = generic_parameters(module, owner).collect();
    rows.sort_by_key(|row| row.number);
    rows.into_iter().map(|row| module.metadata.name(row.name).safe().to_string()).collect()
}

/// The keyword for a type of namespace `System`.
fn keyword(name: Name<'_>) -> Option<&'static str> {
    // `IntPtr` has no keyword before C# 9, `TypedReference` none at all.
    std::str::from_utf8(name.as_bytes()).ok().and_then(keyword_of)
}

/// The keyword for a type of namespace `System`, by its name.
pub(in crate::model) fn keyword_of(name: &str) -> Option<&'static str> {
    Some(match name {
        "Void" => "void",
        "Boolean" => "bool",
        "Char" => "char",
        "SByte" => "sbyte",
        "Byte" => "byte",
        "Int16" => "short",
        "UInt16" => "ushort",
        "Int32" => "int",
        "UInt32" => "uint",
        "Int64" => "long",
        "UInt64" => "ulong",
        "Single" => "float",
        "Double" => "double",
        "Decimal" => "decimal",
        "String" => "string",
        "Object" => "object",
        _ => return None,
    })
}
