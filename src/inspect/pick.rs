//! What a person means by the name of a type or the id of a member.

use crate::model::{DocId, MethodHandle, Universe};
use crate::text::Text;

/// How well a name that a person wrote fits a type; a later one is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Fit {
    /// The end of its name, from a dot on.
    End,
    /// Its name as C# writes it, whatever the type parameters.
    Name,
    /// Its full metadata name.
    Exact,
}

/// How well `written` fits the type with the full metadata name `full`; `None` if not at all.
#[must_use]
pub fn fit(written: &str, full: &Text) -> Option<Fit> {
    let written = written.strip_prefix("T:").unwrap_or(written).trim();
    let full = full.as_str();
    if written == full {
        return Some(Fit::Exact);
    }
    let (written, full) = (plain(written), plain(full));
    if written == full {
        return Some(Fit::Name);
    }
    let before = full.strip_suffix(&written).filter(|_| !written.is_empty())?;
    before.ends_with('.').then_some(Fit::End)
}

/// A type's name with dots between nested types, without arity, type arguments and the assembly behind a comma.
fn plain(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut depth = 0_u32;
    let mut arity = false;
    for character in name.chars() {
        arity &= character.is_ascii_digit();
        match character {
            '<' => depth += 1,
            '>' => depth = depth.saturating_sub(1),
            _ if depth > 0 => {}
            ',' => break,
            '`' => arity = true,
            '+' => result.push('.'),
            other if !arity => result.push(other),
            _ => {}
        }
    }
    result
}

/// The members that a documentation-comment id or a pattern with `*` and `?` names.
#[derive(Clone, Debug)]
pub struct Wanted {
    text: String,
    id: Option<DocId>,
}

impl Wanted {
    /// What `text` names; without a parameter list a method of any.
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self { text: text.to_owned(), id: DocId::parse(text).ok() }
    }

    /// Whether a method is meant; `id` is its documentation-comment id.
    #[must_use]
    pub fn is(&self, universe: &Universe<'_>, method: MethodHandle, id: &Text) -> bool {
        let id = id.as_str();
        let bare = id.strip_prefix("M:").unwrap_or(id);
        let path = |text: &'_ str| text.find('(').unwrap_or(text.len());
        let written = self.text.strip_prefix("M:").unwrap_or(&self.text);
        written == bare
            || !written.contains('(') && written == &bare[..path(bare)]
            || written.contains(['*', '?']) && matches(written, bare)
            || self.id.as_ref().is_some_and(|wanted| wanted.matches(&DocId::of_method(universe, method)))
    }
}

/// Whether all of `text` is as `pattern` says: `*` is any run of characters, `?` any one.
fn matches(pattern: &str, text: &str) -> bool {
    let (pattern, text): (Vec<char>, Vec<char>) = (pattern.chars().collect(), text.chars().collect());
    let (mut at, mut read) = (0, 0);
    // The last `*`, and how far it reaches for now.
    let mut star: Option<(usize, usize)> = None;
    while read < text.len() {
        match pattern.get(at) {
            Some('*') => {
                star = Some((at, read));
                at += 1;
            }
            Some(character) if *character == '?' || *character == text[read] => {
                at += 1;
                read += 1;
            }
            _ => match star {
                Some((place, reach)) => {
                    star = Some((place, reach + 1));
                    (at, read) = (place + 1, reach + 1);
                }
                None => return false,
            },
        }
    }
    pattern[at..].iter().all(|character| *character == '*')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_type_is_known_by_any_of_its_names() {
        let full = Text::from("Acme.Outer`1+Inner`2");
        for (written, expected) in [
            ("Acme.Outer`1+Inner`2", Some(Fit::Exact)),
            ("T:Acme.Outer`1+Inner`2", Some(Fit::Exact)),
            ("Acme.Outer<T>.Inner<K, V>", Some(Fit::Name)),
            ("Acme.Outer.Inner", Some(Fit::Name)),
            ("Acme.Outer`1+Inner`2, Acme, Version=1.0.0.0", Some(Fit::Name)),
            ("Outer.Inner", Some(Fit::End)),
            ("Inner", Some(Fit::End)),
            ("nner", None),
            ("Outer", None),
            ("", None),
        ] {
            assert_eq!(fit(written, &full), expected, "{written}");
        }
    }

    #[test]
    fn a_pattern_is_all_of_the_text() {
        for (pattern, text, expected) in [
            ("System.Threading.Thread.Sleep(*)", "System.Threading.Thread.Sleep(System.Int32)", true),
            ("*.Sleep(*)", "System.Threading.Thread.Sleep(System.TimeSpan)", true),
            ("*.Sleep", "System.Threading.Thread.Sleep(System.TimeSpan)", false),
            ("A.?", "A.B", true),
            ("A.?", "A.", false),
            ("*a*b*", "xxaxxbxx", true),
            ("*a*b", "xxaxxbxx", false),
            ("", "", true),
        ] {
            assert_eq!(matches(pattern, text), expected, "{pattern} {text}");
        }
    }
}
