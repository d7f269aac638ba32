//! JSON: valid, pretty, and harmless in a log.

use std::io;

use serde::Serialize;
use serde_json::ser::{CharEscape, CompactFormatter, Formatter, PrettyFormatter, Serializer};

use crate::text::is_agent_command;
use crate::text::is_hostile;

/// Writes a value as JSON with a line feed at its end. Strings say what they said, in escapes where a log or a terminal
/// could act on them: `\u001b`, `\u202e`, `#\u0023vso[`.
///
/// # Errors
/// Those of `out`.
pub fn write_json(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, PrettyFormatter::new(), out)
}

/// As [`write_json`], on one line.
///
/// # Errors
/// Those of `out`.
pub(super) fn write_json_line(value: &impl Serialize, out: &mut dyn io::Write) -> io::Result<()> {
    write(value, CompactFormatter, out)
}

fn write(value: &impl Serialize, layout: impl Formatter, out: &mut dyn io::Write) -> io::Result<()> {
    let mut serializer = Serializer::with_formatter(&mut *out, Harmless { layout, leading: false });
    value.serialize(&mut serializer)?;
    out.write_all(b"\n")
}

/// A layout with more escapes.
struct Harmless<F> {
    layout: F,
    /// Whether what follows stands at the beginning of a line of the string.
    leading: bool,
}

/// Writes one character as one or, outside the basic plane, two escapes.
fn escape<W: ?Sized + io::Write>(writer: &mut W, character: char) -> io::Result<()> {
    let mut units = [0; 2];
    character.encode_utf16(&mut units).iter().try_for_each(|unit| write!(writer, "\\u{unit:04x}"))
}

impl<F: Formatter> Formatter for Harmless<F> {
    fn begin_string<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.leading = true;
        self.layout.begin_string(writer)
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        let mut plain = 0;
        for (at, character) in fragment.char_indices() {
            let rest = &fragment[at..];
            let command = match character {
                '#' => is_agent_command(rest) || rest.starts_with("##"),
                ':' => self.leading && rest.starts_with("::"),
                _ => false,
            };
            self.leading &= character.is_whitespace();
            if command || is_hostile(character) {
                writer.write_all(&fragment.as_bytes()[plain..at])?;
                escape(writer, character)?;
                plain = at + character.len_utf8();
            }
        }
        writer.write_all(&fragment.as_bytes()[plain..])
    }

    fn write_char_escape<W: ?Sized + io::Write>(&mut self, writer: &mut W, escape: CharEscape) -> io::Result<()> {
        match escape {
            CharEscape::LineFeed | CharEscape::CarriageReturn => self.leading = true,
            CharEscape::Quote | CharEscape::ReverseSolidus => self.leading = false,
            _ => {}
        }
        self.layout.write_char_escape(writer, escape)
    }

    fn begin_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_array(writer)
    }

    fn end_array<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array(writer)
    }

    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_array_value(writer, first)
    }

    fn end_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_array_value(writer)
    }

    fn begin_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object(writer)
    }

    fn end_object<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object(writer)
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        self.layout.begin_object_key(writer, first)
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.begin_object_value(writer)
    }

    fn end_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        self.layout.end_object_value(writer)
    }
}
