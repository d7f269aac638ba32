//! Which tables, rows and heaps a person means.

use globset::GlobBuilder;

use crate::check::{Options, Unit, visit};
use crate::metadata::{Metadata, Token};
use crate::text::Text;

/// A heap.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum HeapKind {
    /// `#Strings`
    Strings,
    /// `#US`
    Us,
    /// `#GUID`
    Guid,
    /// `#Blob`
    Blob,
}

impl HeapKind {
    /// Every heap.
    pub const ALL: &'static [Self] = &[Self::Strings, Self::Us, Self::Guid, Self::Blob];

    /// The word on the command line.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Strings => "strings",
            Self::Us => "us",
            Self::Guid => "guid",
            Self::Blob => "blob",
        }
    }
}

/// What is asked for: the rows of the ranges and the entries of the heaps, an overview without any.
#[derive(Clone, Debug, Default)]
pub struct TableSelection {
    pub(super) ranges: Vec<Range>,
    pub(super) heaps: Vec<HeapKind>,
}

/// Rows of the tables that a text names.
#[derive(Clone, Debug)]
pub(super) struct Range {
    /// The text.
    text: String,
    table: Table,
    first: u32,
    last: u32,
}

#[derive(Clone, Debug)]
enum Table {
    Number(u8),
    Named(globset::GlobMatcher),
}

impl TableSelection {
    /// What texts and heaps name together.
    ///
    /// # Errors
    /// One sentence about the first text that names nothing.
    pub fn new<T: AsRef<str>>(texts: &[T], heaps: &[HeapKind]) -> Result<Self, String> {
        let ranges = texts.iter().map(|text| Range::parse(text.as_ref())).collect::<Result<_, _>>()?;
        Ok(Self { ranges, heaps: heaps.to_vec() })
    }
}

/// The texts that name rows of which no assembly has any; a whole table may have none.
#[must_use]
pub fn absent_rows(units: &[Unit], options: &Options, selection: &TableSelection) -> Vec<Text> {
    let ranges: Vec<&Range> = selection.ranges.iter().filter(|it| !it.is_whole()).collect();
    let (_, found) = visit(units, options, |opened| {
        let metadata = &opened.universe.input().metadata;
        vec![ranges.iter().map(|range| range.is_in(metadata)).collect::<Vec<bool>>()]
    });
    let found: Vec<Vec<bool>> = found.into_iter().flatten().collect();
    // Of what could not be read nobody knows.
    if found.is_empty() {
        return Vec::new();
    }
    let is_there = |at: usize| found.iter().any(|it| it.get(at) == Some(&true));
    ranges.iter().enumerate().filter(|(at, _)| !is_there(*at)).map(|(_, range)| Text(range.text.clone())).collect()
}

impl Range {
    /// `MethodDef`, `Method*`, `0x06`, `MethodDef:5`, `MethodDef:5-9`, `0x06000005`, `0x06000005-0x06000009`.
    fn parse(text: &str) -> Result<Self, String> {
        let (given, text) = (text, text.to_owned());
        let heap = if given.starts_with('#') { "; --heap lists a heap" } else { "" };
        let no = || format!("`{given}` is no table, row or range: such as MethodDef, MethodDef:5-9, 0x06000005{heap}");
        let digits = |part: &str| part.strip_prefix("0x").or(part.strip_prefix("0X")).map(str::to_owned);
        if let Some(hex) = digits(given) {
            let (from, to) = hex.split_once('-').unwrap_or((&hex, &hex));
            let to = digits(to).unwrap_or_else(|| to.to_owned());
            let number = |part: &str| u32::from_str_radix(part, 16).map_err(|_| no());
            if from.len() <= 2 {
                let table = u8::try_from(number(from)?).map_err(|_| no())?;
                return Ok(Self { text, table: Table::Number(table), first: 1, last: u32::MAX });
            }
            let (from, to) = (Token(number(from)?), Token(number(&to)?));
            if from.table() != to.table() {
                return Err(no());
            }
            let (table, first, last) = (Table::Number(from.table()), from.row(), to.row());
            return Ok(Self { text, table, first, last });
        }
        let (name, rows) = given.split_once(':').map_or((given, None), |(name, rows)| (name, Some(rows)));
        let (first, last) = match rows {
            None => (1, u32::MAX),
            Some(rows) => {
                let (first, last) = rows.split_once('-').unwrap_or((rows, rows));
                (first.trim().parse().map_err(|_| no())?, last.trim().parse().map_err(|_| no())?)
            }
        };
        let glob = GlobBuilder::new(name).case_insensitive(true).build().map_err(|_| no())?.compile_matcher();
        let known = (0..=u8::MAX).filter_map(crate::metadata::table_name).any(|table| glob.is_match(table));
        if known { Ok(Self { text, table: Table::Named(glob), first, last }) } else { Err(no()) }
    }

    fn is_whole(&self) -> bool {
        self.last == u32::MAX
    }

    /// Whether there is such a row.
    fn is_in(&self, metadata: &Metadata<'_>) -> bool {
        metadata.table_shapes().filter(|it| self.has_table(it.number, it.name)).any(|it| {
            let (first, last) = self.rows(it.rows);
            first <= last
        })
    }

    /// Whether a table is meant.
    pub(super) fn has_table(&self, number: u8, name: &str) -> bool {
        match &self.table {
            Table::Number(wanted) => *wanted == number,
            Table::Named(glob) => glob.is_match(name),
        }
    }

    /// The first and the last row that is meant of a table with `count` rows; the first is behind the last where none is.
    pub(super) fn rows(&self, count: u32) -> (u32, u32) {
        (self.first.max(1), self.last.min(count))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn meant(text: &str) -> Option<(Vec<&'static str>, (u32, u32))> {
        let range = Range::parse(text).ok()?;
        let tables = (0..=u8::MAX)
            .filter_map(|number| crate::metadata::table_name(number).filter(|name| range.has_table(number, name)));
        Some((tables.collect(), range.rows(100)))
    }

    #[test]
    fn tables_rows_and_ranges_are_understood() {
        assert_eq!(meant("MethodDef"), Some((vec!["MethodDef"], (1, 100))));
        assert_eq!(meant("methodspec:7"), Some((vec!["MethodSpec"], (7, 7))));
        assert_eq!(meant("Param:5-9"), Some((vec!["Param"], (5, 9))));
        assert_eq!(meant("Generic*"), Some((vec!["GenericParam", "GenericParamConstraint"], (1, 100))));
        assert_eq!(meant("0x06"), Some((vec!["MethodDef"], (1, 100))));
        assert_eq!(meant("0x06000005"), Some((vec!["MethodDef"], (5, 5))));
        assert_eq!(meant("0x06000005-0x06000200"), Some((vec!["MethodDef"], (5, 100))));
        assert_eq!(meant("0x06000005-0x02000009").or(meant("NoTable")).or(meant("Param:x")).or(meant("")), None);
    }
}
