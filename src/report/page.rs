//! What the texts of all views are made of.

use std::io;

use super::{Column, Style, grid, harmless};

/// A line that stands out.
pub(super) fn heading(text: &str, style: Style, out: &mut dyn io::Write) -> io::Result<()> {
    let text = harmless(text);
    if style.colour {
        let bold = anstyle::Style::new().bold();
        writeln!(out, "{bold}{text}{bold:#}")
    } else {
        writeln!(out, "{text}")
    }
}

/// Rows whose last column is broken where the line is too short; nothing for no rows.
pub(super) fn rows(indent: &str, style: Style, rows: Vec<Vec<String>>, out: &mut dyn io::Write) -> io::Result<()> {
    let Some(columns) = rows.iter().map(Vec::len).max() else { return Ok(()) };
    let columns: Vec<Column> =
        (1..=columns).map(|column| if column == columns { Column::Wrap } else { Column::Keep }).collect();
    let lines = grid(indent, style.width, &columns, rows);
    lines.iter().try_for_each(|line| writeln!(out, "{}", harmless(line)))
}

/// A number with its thousands apart.
pub(super) fn thousands(number: impl std::fmt::Display) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(digits.len() * 4 / 3);
    for (position, digit) in digits.chars().enumerate() {
        if position > 0 && (digits.len() - position).is_multiple_of(3) {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

/// Lines of at most `width` characters, broken at blanks; all but the first have four less, for they stand further in. A word that is too
/// long stays whole, so that it can be searched for.
pub(super) fn broken(text: &str, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let mut length = 0;
    for word in text.split(' ') {
        let room = if lines.is_empty() { width } else { width.saturating_sub(4) };
        let own = word.chars().count();
        if length > 0 && length + 1 + own > room {
            lines.push(std::mem::take(&mut line));
            length = 0;
        }
        if length > 0 {
            line.push(' ');
            length += 1;
        }
        line.push_str(word);
        length += own;
    }
    lines.push(line);
    lines
}
