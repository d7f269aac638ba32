//! Documentation-comment ids from text, as leniently as Roslyn reads them.

use std::fmt;

use super::{DocId, DocKind, DocPart, DocType};
use crate::model::name::split_arity;

/// Nesting of types in one id; a deeper id is refused.
const DEEPEST: u32 = 100;

/// Why a text is no documentation-comment id.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Unparsable(pub &'static str);

impl fmt::Display for Unparsable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.0)
    }
}

impl std::error::Error for Unparsable {}

impl DocId {
    /// Reads an id. White space is ignored; the colon may be left out, and a `~` may stand before the kind.
    ///
    /// # Errors
    /// The text is no id; the error says in one sentence why.
    pub fn parse(text: &str) -> Result<Self, Unparsable> {
        let text: String = text.chars().filter(|character| !character.is_whitespace()).collect();
        let text = text.strip_prefix('~').unwrap_or(&text);
        let kind = text.chars().next().and_then(DocKind::from_letter);
        let kind = kind.ok_or(Unparsable("an id starts with one of N: T: F: P: M: E:"))?;
        let rest = &text[1..];
        let rest = rest.strip_prefix(':').unwrap_or(rest);
        let end = rest.find(['(', '~']).unwrap_or(rest.len());
        let (names, rest) = rest.split_at(end);
        if names.is_empty() || names.ends_with('.') {
            return Err(Unparsable("the id has no name"));
        }
        let mut id = Self { kind, path: path(names), parameters: Vec::new(), result: None, shows_result: false };
        let mut parser = Parser { rest };
        if parser.accept('(') {
            id.parameters = parser.list(')', 0)?;
            // `()` says that there are none.
            if id.parameters == [DocType::Unwritten] {
                id.parameters.clear();
            }
        }
        if parser.accept('~') {
            id.result = Some(parser.type_(0)?);
            id.shows_result = true;
        }
        if parser.rest.is_empty() { Ok(id) } else { Err(Unparsable("text follows the end of the id")) }
    }
}

/// The names between the dots, each with its arity; one backtick or two.
pub(super) fn path(names: &str) -> Vec<DocPart> {
    names
        .split('.')
        .map(|part| {
            let (name, arity) = split_arity(part);
            let name = if arity.is_some() { name.strip_suffix('`').unwrap_or(name) } else { name };
            DocPart { name: name.to_owned(), arity: arity.unwrap_or(0) }
        })
        .collect()
}

/// Reads types; nothing is read twice, and the depth is bounded.
struct Parser<'t> {
    rest: &'t str,
}

impl<'t> Parser<'t> {
    fn accept(&mut self, character: char) -> bool {
        let stripped = self.rest.strip_prefix(character);
        self.rest = stripped.unwrap_or(self.rest);
        stripped.is_some()
    }

    fn until(&mut self, stop: impl Fn(char) -> bool) -> &'t str {
        let (taken, rest) = self.rest.split_at(self.rest.find(stop).unwrap_or(self.rest.len()));
        self.rest = rest;
        taken
    }

    fn number(&mut self) -> Result<u32, Unparsable> {
        self.until(|character| !character.is_ascii_digit())
            .parse()
            .map_err(|_| Unparsable("a backtick is not followed by a number"))
    }

    fn list(&mut self, close: char, depth: u32) -> Result<Vec<DocType>, Unparsable> {
        let mut items = Vec::new();
        loop {
            items.push(self.type_(depth)?);
            if self.accept(close) {
                return Ok(items);
            }
            if !self.accept(',') {
                return Err(Unparsable("a list of types is neither continued by `,` nor closed"));
            }
        }
    }

    fn type_(&mut self, depth: u32) -> Result<DocType, Unparsable> {
        let mut depth = deeper(depth)?;
        let mut type_ = if self.accept('`') {
            if self.accept('`') {
                DocType::MethodParameter(self.number()?)
            } else {
                DocType::TypeParameter(self.number()?)
            }
        } else if self.rest.starts_with([',', ')', '}', '[', '*', '@']) {
            DocType::Unwritten
        } else {
            self.named(depth)?
        };
        loop {
            type_ = if self.accept('*') {
                DocType::Pointer(Box::new(type_))
            } else if self.accept('@') {
                DocType::ByRef(Box::new(type_))
            } else if self.accept('[') {
                let bounds = self.until(|character| !matches!(character, '0'..='9' | ':' | ',' | '-'));
                if !self.accept(']') {
                    return Err(Unparsable("the bounds of an array are not closed by `]`"));
                }
                let rank = bounds.matches(',').count().saturating_add(1);
                DocType::Array(Box::new(type_), u32::try_from(rank).unwrap_or(u32::MAX))
            } else {
                return Ok(type_);
            };
            depth = deeper(depth)?;
        }
    }

    fn named(&mut self, depth: u32) -> Result<DocType, Unparsable> {
        let mut parts = Vec::new();
        loop {
            let name = self.until(|character| {
                matches!(character, '.' | ',' | '(' | ')' | '{' | '}' | '[' | ']' | '*' | '@' | '`' | '~')
            });
            let arity = if self.accept('`') { self.number()? } else { 0 };
            let arguments = if self.accept('{') { self.list('}', depth)? } else { Vec::new() };
            let arity = if arguments.is_empty() { arity } else { u32::try_from(arguments.len()).unwrap_or(u32::MAX) };
            parts.push((DocPart { name: name.to_owned(), arity }, arguments));
            if self.accept('.') {
                continue;
            }
            if parts.iter().all(|(part, _)| part.name.is_empty()) {
                return Err(Unparsable("a type has no name"));
            }
            if let [(outer, _), (inner, _)] = parts.as_mut_slice()
                && outer.name == "System"
                && inner.name == "dynamic"
            {
                // What mcs writes where the metadata says `object`.
                "Object".clone_into(&mut inner.name);
            }
            return Ok(DocType::Named(parts));
        }
    }
}

fn deeper(depth: u32) -> Result<u32, Unparsable> {
    if depth < DEEPEST { Ok(depth + 1) } else { Err(Unparsable("the types in the id are nested too deeply")) }
}
