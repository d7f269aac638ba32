//! Ids as people read them: in short, as C# writes a member.

use super::{DocId, DocKind, DocPart, DocType};
use crate::model::file_local;
use crate::model::name::keyword_of;
use crate::text::Text;

impl DocId {
    /// The last two names as C# writes them, with parameters: `M:Acme.P.Run``1(System.Int32,``0@)` is `P.Run<T>(int, ref T)`. Names of
    /// generic parameters, which no id states, are `T` or `T1`, `T2` and so on. Not yet safe to print.
    #[must_use]
    pub fn short(&self) -> Text {
        self.short_of(&Instance::default())
    }

    /// The same of an instance, with its type arguments in the place of the parameters.
    #[must_use]
    pub fn short_of(&self, given: &Instance) -> Text {
        let Some((own, outer)) = self.path.split_last() else { return Text::default() };
        let is_method = self.kind == DocKind::Method;
        let counted = if is_method { outer } else { &self.path };
        let total = counted.iter().fold(0_u32, |sum, part| sum.saturating_add(part.arity));
        let names = Names { of_type: total, of_method: if is_method { own.arity } else { 0 }, given };
        let mut text = String::new();
        let accessor = Accessor::of(own, &self.parameters).filter(|_| is_method);
        if let Some(owner) = outer.last() {
            let own = if is_method { 0 } else { own.arity };
            text.push_str(written(&owner.name));
            names.list(&mut text, total.saturating_sub(owner.arity).saturating_sub(own), owner.arity, Names::of_type);
        }
        match own.name.as_str() {
            "#ctor" => text.push_str(" constructor"),
            "#cctor" => text.push_str(" static constructor"),
            _ => {
                if !outer.is_empty() {
                    text.push('.');
                }
                if self.kind == DocKind::Type {
                    text.push_str(written(&own.name));
                } else if let Some(accessor) = &accessor {
                    accessor.write(&mut text, &names);
                } else {
                    text.push_str(&member_name(&own.name));
                }
                if is_method {
                    names.list(&mut text, 0, own.arity, Names::of_method);
                } else {
                    names.list(&mut text, total.saturating_sub(own.arity), own.arity, Names::of_type);
                }
            }
        }
        if !self.parameters.is_empty() && accessor.is_none() {
            text.push('(');
            names.types(&mut text, &self.parameters);
            text.push(')');
        }
        if let Some(result) = self.result.as_ref().filter(|_| self.shows_result) {
            text.push('~');
            names.type_(&mut text, result);
        }
        Text(text)
    }
}

/// A method that is called as accessors of properties and events are.
struct Accessor<'d> {
    /// What it is an accessor of.
    member: String,
    word: &'static str,
    /// The parameters of an indexer.
    indexes: &'d [DocType],
}

impl<'d> Accessor<'d> {
    fn of(method: &DocPart, parameters: &'d [DocType]) -> Option<Self> {
        // That of an explicit implementation has the interface before it.
        let last = method.name.rfind('#').map_or(0, |dot| dot + 1);
        let (interface, name) = method.name.split_at(last);
        let (word, member) = name.split_once('_').filter(|(_, member)| !member.is_empty() && method.arity == 0)?;
        let (word, indexes) = match (word, parameters) {
            ("get", indexes) => ("get", indexes),
            ("set", [indexes @ .., _]) => ("set", indexes),
            ("add", [_]) => ("add", &[][..]),
            ("remove", [_]) => ("remove", &[][..]),
            _ => return None,
        };
        Some(Self { member: format!("{interface}{member}"), word, indexes })
    }

    /// `Count.get`, `this[int].set`, `Chars[int].get`
    fn write(&self, text: &mut String, names: &Names<'_>) {
        let name = member_name(&self.member);
        match name.strip_suffix("Item").filter(|before| before.is_empty() || before.ends_with('.')) {
            Some(before) if !self.indexes.is_empty() => text.extend([before, "this"]),
            _ => text.push_str(&name),
        }
        if !self.indexes.is_empty() {
            text.push('[');
            names.types(text, self.indexes);
            text.push(']');
        }
        text.push('.');
        text.push_str(self.word);
    }
}

/// The type arguments with which a member is named, as C# writes them; none where it is not generic.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Instance {
    /// Those of its type and the types around that.
    pub of_type: Vec<String>,
    /// Its own.
    pub of_method: Vec<String>,
}

/// Names of generic parameters by their numbers: how many there are, and what stands for them.
struct Names<'i> {
    of_type: u32,
    of_method: u32,
    given: &'i Instance,
}

impl Names<'_> {
    fn of_type(&self, number: u32) -> String {
        let given = self.given.of_type.get(number as usize);
        given.cloned().unwrap_or_else(|| numbered("T", self.of_type, number))
    }

    fn of_method(&self, number: u32) -> String {
        let given = self.given.of_method.get(number as usize);
        given.cloned().unwrap_or_else(|| numbered(if self.of_type == 0 { "T" } else { "U" }, self.of_method, number))
    }

    /// `<T1, T2>`
    fn list(&self, text: &mut String, first: u32, count: u32, name: impl Fn(&Self, u32) -> String) {
        // An id may claim as many as it likes.
        const SHOWN: u32 = 16;
        if count > 0 {
            let shown = (first..first.saturating_add(count.min(SHOWN))).map(|number| name(self, number));
            let more = (count > SHOWN).then(|| "…".to_owned());
            text.push('<');
            text.push_str(&shown.chain(more).collect::<Vec<_>>().join(", "));
            text.push('>');
        }
    }

    fn types(&self, text: &mut String, types: &[DocType]) {
        for (position, type_) in types.iter().enumerate() {
            if position > 0 {
                text.push_str(", ");
            }
            self.type_(text, type_);
        }
    }

    fn type_(&self, text: &mut String, type_: &DocType) {
        match type_ {
            DocType::Named(parts) => self.named(text, parts),
            DocType::TypeParameter(number) => text.push_str(&self.of_type(*number)),
            DocType::MethodParameter(number) => text.push_str(&self.of_method(*number)),
            DocType::Array(..) => {
                // C# writes the outermost rank first.
                let (mut element, mut ranks) = (type_, String::new());
                while let DocType::Array(inner, rank) = element {
                    ranks.push('[');
                    ranks.extend(std::iter::repeat_n(',', (*rank as usize).saturating_sub(1).min(31)));
                    ranks.push(']');
                    element = inner;
                }
                self.type_(text, element);
                text.push_str(&ranks);
            }
            DocType::Pointer(inner) => {
                self.type_(text, inner);
                text.push('*');
            }
            DocType::ByRef(inner) => {
                text.push_str("ref ");
                self.type_(text, inner);
            }
            // Variable arguments, a function pointer: nothing that the id says.
            DocType::Unwritten => text.push('…'),
        }
    }

    /// The last name, and those before it that have type arguments.
    fn named(&self, text: &mut String, parts: &[(DocPart, Vec<DocType>)]) {
        if let [(namespace, none), (own, arguments)] = parts
            && namespace.name == "System"
            && none.is_empty()
        {
            match (keyword_of(&own.name), own.name.as_str(), arguments.as_slice()) {
                (Some(keyword), _, []) => return text.push_str(keyword),
                (_, "Nullable", [only]) => {
                    self.type_(text, only);
                    return text.push('?');
                }
                _ => {}
            }
        }
        let last = parts.len().saturating_sub(1);
        let from = parts.iter().position(|(_, arguments)| !arguments.is_empty()).unwrap_or(last);
        for (position, (part, arguments)) in parts.iter().enumerate().skip(from) {
            if position > from {
                text.push('.');
            }
            text.push_str(written(&part.name));
            if !arguments.is_empty() {
                text.push('<');
                self.types(text, arguments);
                text.push('>');
            }
        }
    }
}

fn numbered(letter: &str, count: u32, number: u32) -> String {
    if count == 1 { letter.to_owned() } else { format!("{letter}{}", u64::from(number) + 1) }
}

/// The name of a type as its author wrote it.
fn written(name: &str) -> &str {
    file_local(name).unwrap_or(name)
}

/// A member's name as it stands in metadata, in short: the property of a backing field, `IList<int>.Add` for what implements an interface.
fn member_name(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|character| match character {
            '#' => '.',
            '{' => '<',
            '}' => '>',
            '@' => ',',
            other => other,
        })
        .collect();
    if let Some(property) = plain.strip_prefix('<').and_then(|rest| rest.strip_suffix(">k__BackingField")) {
        return property.to_owned();
    }
    let mut depth = 0_usize;
    let dot = plain.char_indices().rev().find(|(_, character)| {
        match character {
            '>' => depth += 1,
            '<' => depth = depth.saturating_sub(1),
            _ => {}
        }
        *character == '.' && depth == 0
    });
    match dot {
        Some((at, _)) if at > 0 => format!("{}{}", without_namespaces(&plain[..at]), &plain[at..]),
        _ => plain,
    }
}

/// The types in a text without their namespaces.
fn without_namespaces(text: &str) -> String {
    let (mut result, mut word) = (String::new(), String::new());
    let end = |result: &mut String, word: &mut String| {
        let keyword = word.strip_prefix("System.").and_then(keyword_of);
        result.push_str(keyword.unwrap_or_else(|| word.rsplit('.').next().unwrap_or_default()));
        word.clear();
    };
    for character in text.chars() {
        if matches!(character, '<' | '>' | ',' | '[' | ']' | ' ') {
            end(&mut result, &mut word);
            result.push(character);
            if character == ',' {
                result.push(' ');
            }
        } else {
            word.push(character);
        }
    }
    end(&mut result, &mut word);
    result
}
