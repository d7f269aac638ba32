//! XML that is valid whatever the names are.

use std::fmt::Write as _;

use super::harmless;
use crate::text::is_hostile;

/// Text for an element or an attribute of XML 1.0: markup is escaped, what XML, a terminal or a build agent could stumble over is written
/// `\u{…}`. Line breaks stay: as they are in an element, as a reference in an attribute.
pub(super) fn xml(text: &str) -> String {
    lines(text, "\n")
}

/// As [`xml`], for the value of an attribute.
pub(super) fn attribute(text: &str) -> String {
    lines(text, "&#10;")
}

fn lines(text: &str, line_break: &str) -> String {
    let lines: Vec<String> = text.split('\n').map(line).collect();
    lines.join(line_break)
}

fn line(line: &str) -> String {
    let line = harmless(line);
    let mut result = String::with_capacity(line.len());
    for character in line.chars() {
        match character {
            '&' => result.push_str("&amp;"),
            '<' => result.push_str("&lt;"),
            '>' => result.push_str("&gt;"),
            '"' => result.push_str("&quot;"),
            '\'' => result.push_str("&#39;"),
            // U+FFFE and U+FFFF are no characters of XML.
            _ if is_hostile(character) || matches!(character, '\u{fffe}' | '\u{ffff}') => {
                let _ = write!(result, "\\u{{{:x}}}", u32::from(character));
            }
            other => result.push(other),
        }
    }
    result
}
