//! Documentation-comment ids, by which people and other tools name a definition: printed, parsed and compared.
//!
//! An id is a tree; the text is one rendering of it. [`DocId::print`] writes what the C# compiler writes into its XML file,
//! [`DocId::parse`] reads that and Roslyn's other dialects, and [`DocId::matches`] compares trees, so that spelling does not matter.
//!
//! Where compilers differ:
//! - Custom modifiers are not written, `dynamic` is `System.Object`. mcs writes `System.dynamic`; that is read as `System.Object`.
//! - A function pointer is nothing at all between its commas, and so are the variable arguments of a method.
//! - In the name of an explicit interface implementation `.` is `#`, `<` and `>` are `{` and `}`, and `,` stays; others write `@` for it.
//! - The return type is written for conversion operators only; the ids in `GlobalSuppressions.cs` have it on every method.

mod build;
mod display;
mod find;
mod matching;
mod parse;
mod slots;
#[cfg(test)]
mod tests;

use std::fmt::Write as _;

pub use display::Instance;
pub use find::{Existence, is_in_namespace};
pub use parse::Unparsable;

use super::universe::{FieldHandle, MethodHandle, ModuleId, TypeHandle, Universe};
use crate::metadata::{Event, Property, Rid};
use crate::text::Text;

/// What an id names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub enum DocKind {
    /// `N:`
    Namespace,
    /// `T:`
    Type,
    /// `F:`
    Field,
    /// `P:`
    Property,
    /// `M:`
    Method,
    /// `E:`
    Event,
}

impl DocKind {
    const ALL: [Self; 6] = [Self::Namespace, Self::Type, Self::Field, Self::Property, Self::Method, Self::Event];

    /// The letter before the colon.
    #[must_use]
    pub fn letter(self) -> char {
        match self {
            Self::Namespace => 'N',
            Self::Type => 'T',
            Self::Field => 'F',
            Self::Property => 'P',
            Self::Method => 'M',
            Self::Event => 'E',
        }
    }

    fn from_letter(letter: char) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.letter() == letter)
    }
}

/// A documentation-comment id as a tree.
#[derive(Clone, Debug)]
pub struct DocId {
    kind: DocKind,
    /// Namespaces, types, and the member last: nothing in the text says where one ends and the other begins.
    path: Vec<DocPart>,
    parameters: Vec<DocType>,
    result: Option<DocType>,
    /// The text states the return type.
    shows_result: bool,
}

/// One name between the dots of an id.
#[derive(Clone, PartialEq, Eq, Debug)]
struct DocPart {
    /// As the id spells it: a member's own dots are `#`.
    name: String,
    /// Its own generic parameters, without those of what encloses it.
    arity: u32,
}

/// A type in the parameter list of an id.
#[derive(Clone, PartialEq, Eq, Debug)]
enum DocType {
    /// Namespaces and types, each with its own type arguments.
    Named(Vec<(DocPart, Vec<DocType>)>),
    /// A generic parameter of the type, counted through everything that encloses it.
    TypeParameter(u32),
    /// A generic parameter of the method.
    MethodParameter(u32),
    /// The element type and the rank.
    Array(Box<DocType>, u32),
    Pointer(Box<DocType>),
    ByRef(Box<DocType>),
    /// What the format has no words for: a function pointer, the variable arguments, a broken reference.
    Unwritten,
}

/// An id without the letter of its kind; text that has none as it is.
#[must_use]
pub fn bare_id(id: &Text) -> &str {
    id.as_str().split_once(':').map_or(id.as_str(), |(_, bare)| bare)
}

impl DocId {
    /// What the id names.
    #[must_use]
    pub fn kind(&self) -> DocKind {
        self.kind
    }

    /// The last name of the path, as the id spells it (`#ctor`, `Item`, `List`), without arity.
    #[must_use]
    pub fn name(&self) -> &str {
        self.path.last().map_or("", |part| &part.name)
    }

    /// The names between the dots, without the kind and the parameters: `Ns.Outer.Inner`.
    #[must_use]
    pub fn full_name(&self) -> Text {
        let names: Vec<&str> = self.path.iter().map(|part| part.name.as_str()).collect();
        Text(names.join("."))
    }

    /// How many names there are between the dots.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.path.len()
    }

    /// What stands before the last name, as text: the type of a member, or the namespace or enclosing type of a type.
    #[must_use]
    pub fn container(&self) -> Text {
        let mut text = String::new();
        write_path(&mut text, self.path.split_last().map_or(&[], |(_, rest)| rest), false);
        Text(text)
    }

    /// What stands before the last two names; `None` where that is nothing.
    #[must_use]
    pub fn home(&self) -> Option<Text> {
        let path =
            self.path.len().checked_sub(2).and_then(|end| self.path.get(..end)).filter(|path| !path.is_empty())?;
        let mut text = String::new();
        write_path(&mut text, path, false);
        Some(Text(text))
    }

    /// The id as the C# compiler writes it.
    #[must_use]
    pub fn print(&self) -> Text {
        let mut text = String::new();
        text.push(self.kind.letter());
        text.push(':');
        write_path(&mut text, &self.path, self.kind == DocKind::Method);
        if !self.parameters.is_empty() {
            write_list(&mut text, '(', &self.parameters, ')');
        }
        if let Some(result) = self.result.as_ref().filter(|_| self.shows_result) {
            text.push('~');
            result.write(&mut text);
        }
        Text(text)
    }
}

fn write_path(text: &mut String, path: &[DocPart], is_method: bool) {
    for (position, part) in path.iter().enumerate() {
        if position > 0 {
            text.push('.');
        }
        if is_method && position + 1 == path.len() && part.arity > 0 {
            text.push_str(&part.name);
            let _ = write!(text, "``{}", part.arity);
        } else {
            part.write(text);
        }
    }
}

fn write_list(text: &mut String, open: char, items: &[DocType], close: char) {
    text.push(open);
    for (position, item) in items.iter().enumerate() {
        if position > 0 {
            text.push(',');
        }
        item.write(text);
    }
    text.push(close);
}

impl DocPart {
    fn write(&self, text: &mut String) {
        text.push_str(&self.name);
        if self.arity > 0 {
            let _ = write!(text, "`{}", self.arity);
        }
    }
}

impl DocType {
    fn write(&self, text: &mut String) {
        match self {
            Self::Named(parts) => {
                for (position, (part, arguments)) in parts.iter().enumerate() {
                    if position > 0 {
                        text.push('.');
                    }
                    if arguments.is_empty() {
                        part.write(text);
                    } else {
                        text.push_str(&part.name);
                        write_list(text, '{', arguments, '}');
                    }
                }
            }
            Self::TypeParameter(number) => {
                let _ = write!(text, "`{number}");
            }
            Self::MethodParameter(number) => {
                let _ = write!(text, "``{number}");
            }
            Self::Array(element, rank) => {
                element.write(text);
                text.push('[');
                for dimension in 0..*rank {
                    match (dimension, rank) {
                        (_, 1) => {}
                        (0, _) => text.push_str("0:"),
                        _ => text.push_str(",0:"),
                    }
                }
                text.push(']');
            }
            Self::Pointer(inner) => {
                inner.write(text);
                text.push('*');
            }
            Self::ByRef(inner) => {
                inner.write(text);
                text.push('@');
            }
            Self::Unwritten => {}
        }
    }
}

impl Universe<'_> {
    /// Documentation-comment id of a type: `T:Ns.Outer.Inner`1`.
    #[must_use]
    pub fn type_doc_id(&self, handle: TypeHandle) -> Text {
        DocId::of_type(self, handle).print()
    }

    /// Documentation-comment id of a method; of a reference into a generic instance that of the open definition.
    #[must_use]
    pub fn method_doc_id(&self, handle: MethodHandle) -> Text {
        DocId::of_method(self, handle).print()
    }

    /// Documentation-comment id of a field.
    #[must_use]
    pub fn field_doc_id(&self, handle: FieldHandle) -> Text {
        DocId::of_field(self, handle).print()
    }

    /// Documentation-comment id of a property.
    #[must_use]
    pub fn property_doc_id(&self, module: ModuleId, rid: Rid<Property>) -> Text {
        DocId::of_property(self, module, rid).print()
    }

    /// Documentation-comment id of an event.
    #[must_use]
    pub fn event_doc_id(&self, module: ModuleId, rid: Rid<Event>) -> Text {
        DocId::of_event(self, module, rid).print()
    }
}
