//! The metadata tables for a person: one line a row, so that other tools can search it.

use std::fmt::Write as _;
use std::io;

use super::harmless;
use crate::inspect::tables::{ColumnItem, Part, TablesItem};
use crate::text::Safe;

/// Characters of one name or blob on a line.
const SHOWN: usize = 96;

/// Bytes of a blob that a line needs: two digits each, and one more, which shows that it was cut.
pub const TABLES_BLOB: usize = SHOWN / 2 + 1;

/// Writes one item on a line of its own.
///
/// # Errors
/// Those of `out`.
pub fn write_tables_item(item: &TablesItem, out: &mut dyn io::Write) -> io::Result<()> {
    let token = item.token.as_deref().unwrap_or_default();
    let line = match &item.part {
        Part::Stream { name, offset, size } => {
            format!("stream  {:<9}  at 0x{offset:08x}  {size} bytes", name.safe().to_string())
        }
        Part::Table { table, rows, stated, row_size, offset } => {
            let number = token.get(..4).unwrap_or_default();
            let place = offset.map_or_else(String::new, |offset| format!("  at 0x{offset:08x}"));
            let lacking = if rows == stated { String::new() } else { format!(", {stated} stated") };
            format!("table   {number} {table:<22}{place}  {rows} rows of {row_size} bytes{lacking}")
        }
        Part::Row { table, rid, offset, columns } => {
            let mut line = format!("{token} {table}:{rid} at 0x{offset:08x}");
            for column in &columns.0 {
                push_column(&mut line, column);
            }
            line
        }
        Part::Entry { heap, index, offset, text, bytes } => {
            let shown = text.as_ref().map_or_else(
                || bytes.as_ref().map_or_else(String::new, |bytes| cut(bytes.as_str())),
                |text| format!("\"{}\"", cut(&text.safe().to_string())),
            );
            format!("{heap} 0x{index:08x} at 0x{offset:08x}  {shown}")
        }
    };
    writeln!(out, "{}", harmless(&line))
}

fn push_column(line: &mut String, column: &ColumnItem) {
    let digits = column.width as usize * 2;
    let _ = write!(line, "  {}=0x{:0digits$x}", column.name, column.value);
    if let Some(words) = &column.words {
        let _ = write!(line, " ({})", words.join(" "));
    }
    if let Some(token) = &column.token {
        let _ = write!(line, " {token}");
    }
    if let Some(text) = &column.text {
        let _ = write!(line, " \"{}\"", cut(&text.safe().to_string()));
    }
    if let Some(bytes) = &column.bytes {
        let _ = write!(line, " [{}]", cut(bytes.as_str()));
    }
    if let Some(error) = column.error {
        let _ = write!(line, " !{}", Safe::new(error));
    }
}

/// The beginning of a long text.
fn cut(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
