//! Text that comes from a binary, and the only way to show it.
//!
//! A type may be called `\n##vso[task.setvariable …]` or hold bidirectional controls: [`Name`] and [`Text`] therefore
//! have no `Display`. What a person or a log reads goes through [`Safe`].

use std::borrow::Cow;
use std::fmt;

/// Characters of one text that [`Safe`] shows before it cuts.
const SHOWN: usize = 512;

/// A name as it stands in the `#Strings` heap: bytes, compared as bytes, not necessarily UTF-8 (§II.24.2.3).
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Name<'a>(pub &'a [u8]);

impl<'a> Name<'a> {
    /// The bytes up to, not including, the terminating NUL.
    #[must_use]
    pub fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    /// Whether the name has no bytes; an absent namespace is the empty name.
    #[must_use]
    pub fn is_empty(self) -> bool {
        self.0.is_empty()
    }

    /// The name as text; invalid UTF-8 becomes U+FFFD. Not safe to print: see [`Name::safe`].
    #[must_use]
    pub fn text(self) -> Cow<'a, str> {
        String::from_utf8_lossy(self.0)
    }

    /// The name in the form a person or a log may read.
    #[must_use]
    pub fn safe(self) -> Safe<'a> {
        Safe(self.text())
    }
}

impl PartialEq<str> for Name<'_> {
    fn eq(&self, other: &str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl PartialEq<&str> for Name<'_> {
    fn eq(&self, other: &&str) -> bool {
        self.0 == other.as_bytes()
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Name({})", self.safe())
    }
}

/// Owned text that holds names from a binary, such as a documentation-comment id: JSON gets it as it is, people get [`Text::safe`].
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default, serde::Serialize)]
#[serde(transparent)]
pub struct Text(pub String);

impl Text {
    /// The text itself, to compare or to parse. Not safe to print.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The text in the form a person or a log may read.
    #[must_use]
    pub fn safe(&self) -> Safe<'_> {
        Safe(Cow::Borrowed(&self.0))
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text)
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Text({})", self.safe())
    }
}

/// Text made harmless for a terminal or a log: controls, bidirectional and zero-width characters, line and paragraph
/// separators and private-use characters are written as `\u{…}`; a very long text is cut and marked with its length and a hash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Safe<'a>(Cow<'a, str>);

impl<'a> Safe<'a> {
    /// Any text of unknown origin (a path, a message of the operating system) in its harmless form.
    #[must_use]
    pub fn new(text: &'a str) -> Self {
        Self(Cow::Borrowed(text))
    }

    /// A path in its harmless form, with `/` between its parts and U+FFFD for what is not UTF-8.
    #[must_use]
    pub fn path(path: &'a std::path::Path) -> Self {
        Self(path.to_string_lossy())
    }
}

impl fmt::Display for Safe<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use fmt::Write;
        // `f.pad` keeps width and alignment working for the common, harmless text.
        if self.0.len() <= SHOWN && !self.0.chars().any(is_hostile) {
            return f.pad(&self.0);
        }
        for character in self.0.chars().take(SHOWN) {
            if is_hostile(character) {
                write!(f, "\\u{{{:x}}}", u32::from(character))?;
            } else {
                f.write_char(character)?;
            }
        }
        let length = self.0.chars().count();
        if length > SHOWN {
            write!(f, "…[{length} characters, {:08x}]", fnv(self.0.as_bytes()))?;
        }
        Ok(())
    }
}

/// Whether a character can act on a terminal or deceive a reader.
#[must_use]
pub fn is_hostile(character: char) -> bool {
    matches!(character,
        '\0'..='\u{1f}' | '\u{7f}'..='\u{9f}' | '\u{ad}' | '\u{61c}' | '\u{180e}'
        | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}'
        | '\u{e000}'..='\u{f8ff}' | '\u{e0000}'..='\u{10ffff}')
}

/// Whether `text`, which starts with `#`, goes on like the second half of a command to a build agent: `##vso[`, `##[`.
#[must_use]
pub fn is_agent_command(text: &str) -> bool {
    let after = text.as_bytes().get(1..).unwrap_or_default();
    after.first() == Some(&b'[') || after.get(..4).is_some_and(|word| word.eq_ignore_ascii_case(b"vso["))
}

/// FNV-1a, 32 bits: tells two cut names apart, nothing more.
fn fnv(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0x811c_9dc5, |hash, byte| (hash ^ u32::from(*byte)).wrapping_mul(0x0100_0193))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hostile_characters_become_visible() {
        let name = Name(b"a\n##vso[x]\x1b[2J\xe2\x80\xae\xff");
        assert_eq!(name.safe().to_string(), "a\\u{a}##vso[x]\\u{1b}[2J\\u{202e}\u{fffd}");
    }

    #[test]
    fn a_long_name_is_cut_and_marked() {
        let text = "x".repeat(60_000);
        let shown = Safe::new(&text).to_string();
        assert!(shown.len() < 600 && shown.contains("60000 characters"), "{shown}");
    }
}
