//! Rows as their columns, for people who look at the tables themselves: by the declarations of the tables, which alone know them.

use super::columns::{BlobIndex, GuidIndex, Sizes, StringIndex, TABLES};
use super::heaps::Heap;
use super::root::Metadata;
use super::tables::{row_columns, table_name};
use super::token::Token;
use crate::bytes::{FileOffset, Reader};
use crate::text::Name;

/// What the value of a column says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cell {
    /// A number.
    Number,
    /// Bits of the mask of this name.
    Flags(&'static str),
    /// A row; `None` for none, and where the tag stands for no table.
    Row(Option<Token>),
    /// The first row of a run in this table, 1-based; it may lie behind the end.
    Run(u8),
    /// A name.
    String(StringIndex),
    /// A GUID.
    Guid(GuidIndex),
    /// A blob.
    Blob(BlobIndex),
}

/// One column of one row.
#[derive(Clone, Copy, Debug)]
pub struct ColumnValue {
    /// Its name in the declaration of the table.
    pub name: &'static str,
    /// Its width in bytes: 1, 2, 4.
    pub width: u32,
    /// The value as it stands in the file.
    pub raw: u32,
    /// What it says.
    pub cell: Cell,
}

/// The next `width` bytes as a number.
pub(super) fn raw(mut r: Reader<'_>, width: u32) -> Option<u32> {
    const WHAT: &str = "the row is cut";
    match width {
        1 => r.u8(WHAT).map(u32::from).ok(),
        2 => r.u16(WHAT).map(u32::from).ok(),
        _ => r.u32(WHAT).ok(),
    }
}

/// A table that the file has.
#[derive(Clone, Copy, Debug)]
pub struct TableShape {
    /// Its number.
    pub number: u8,
    /// Its name in the standard.
    pub name: &'static str,
    /// Rows that the file states.
    pub stated: u32,
    /// Rows that are there.
    pub rows: u32,
    /// Bytes of a row.
    pub row_size: u32,
    /// Where the first row is.
    pub offset: Option<FileOffset>,
}

/// A stream, as its header says.
#[derive(Clone, Copy, Debug)]
pub struct StreamShape<'a> {
    /// Its name.
    pub name: Name<'a>,
    /// Where it begins.
    pub offset: FileOffset,
    /// Bytes of it that are there.
    pub size: usize,
}

impl<'a> Metadata<'a> {
    /// The tables that the file states rows of, by number.
    pub fn table_shapes(&self) -> impl Iterator<Item = TableShape> + '_ {
        let tables = u8::try_from(TABLES).unwrap_or(u8::MAX);
        (0..tables).filter_map(|number| {
            let name = table_name(number)?;
            let (stated, rows) = (self.sizes().rows(number), self.available(number));
            let first = self.raw(number, 1);
            let row_size = super::tables::row_width(number, self.sizes())?;
            let offset = first.map(|r| r.offset());
            (stated > 0).then_some(TableShape { number, name, stated, rows, row_size, offset })
        })
    }

    /// Where a row is, and its columns; `None` for a row that is not there.
    #[must_use]
    pub fn columns_of(&self, token: Token) -> Option<(FileOffset, Vec<ColumnValue>)> {
        let r = self.raw(token.table(), token.row())?;
        let mut columns = Vec::new();
        row_columns(token.table(), r, self.sizes(), &mut |column| columns.push(column));
        Some((r.offset(), columns))
    }

    /// The streams, in the order of their headers.
    #[must_use]
    pub fn stream_shapes(&self) -> &[StreamShape<'a>] {
        &self.stream_shapes
    }

    /// The heap of names.
    #[must_use]
    pub fn heap_of_names(&self) -> Heap<'a> {
        let [strings, _, _] = self.heaps();
        strings
    }

    /// The heap of blobs.
    #[must_use]
    pub fn heap_of_blobs(&self) -> Heap<'a> {
        let [_, blobs, _] = self.heaps();
        blobs
    }

    /// The heap of GUIDs.
    #[must_use]
    pub fn heap_of_guids(&self) -> Heap<'a> {
        let [_, _, guids] = self.heaps();
        guids
    }

    /// The heap of literals.
    #[must_use]
    pub fn user_strings(&self) -> Heap<'a> {
        self.user_strings
    }
}

/// Values of the columns of a row that `r` starts at.
pub(super) type See<'s> = &'s mut dyn FnMut(ColumnValue);

/// One column of a row, and the reader behind it.
pub(super) fn column<C: super::columns::Column>(
    r: &mut Reader<'_>,
    sizes: &Sizes,
    name: &'static str,
    see: &mut dyn FnMut(ColumnValue),
) {
    let width = C::width(sizes);
    let start = *r;
    if let (Some(raw), Ok(value)) = (raw(start, width), C::read(&mut r.clone(), sizes)) {
        see(ColumnValue { name, width, raw, cell: value.cell() });
    }
    if r.skip(width as usize, "the row is cut").is_err() {
        *r = r.clamped(0);
    }
}
