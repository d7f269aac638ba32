//! Columns that line up, without lines between them.

use comfy_table::{ColumnConstraint, ContentArrangement, Table, Width, presets};

/// What a column does when the line is too long.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// Is broken over several lines.
    Wrap,
    /// Keeps its width.
    Keep,
}

/// Rows as lines of at most `width` columns, each after `indent`; a cell too long for its column goes on in the next line.
#[must_use]
pub fn grid(indent: &str, width: u16, columns: &[Column], rows: Vec<Vec<String>>) -> Vec<String> {
    let widest = |index: usize| rows.iter().filter_map(|row| row.get(index)).map(|cell| columns_of(cell)).max();
    // A column that wants more than half of the line has to wrap whatever it is.
    let keep: Vec<Option<u16>> = columns
        .iter()
        .enumerate()
        .map(|(index, column)| match column {
            Column::Keep => widest(index).filter(|wide| *wide + 2 <= width / 2),
            Column::Wrap => None,
        })
        .collect();
    let mut table = Table::new();
    table.load_style(presets::NOTHING).set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(width.saturating_sub(columns_of(indent)).max(20));
    for row in rows {
        table.add_row(row);
    }
    for (column, keep) in table.column_iter_mut().zip(keep) {
        column.set_padding((0, 2));
        if let Some(wide) = keep {
            column.set_constraint(ColumnConstraint::LowerBoundary(Width::Fixed(wide + 2)));
        }
    }
    table.lines().map(|line| format!("{indent}{}", line.trim_end())).collect()
}

/// How many columns a text takes, near enough to line up names: one a character.
fn columns_of(text: &str) -> u16 {
    u16::try_from(text.chars().count()).unwrap_or(u16::MAX)
}
