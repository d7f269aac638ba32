//! The metadata tables as they stand in the file, for people who look at the format itself.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

use crate::bytes::Malformed;
use crate::check::{Opened, Options, Unit};
use crate::finding::Report;
use crate::ilasm::{Speller, flag_words};
use crate::metadata::{Cell, ColumnValue, Heap, Metadata, Token, table_name, utf16};
use crate::text::{Name, Text};

use super::{View, look};

mod select;

pub use select::{HeapKind, TableSelection, absent_rows};

/// What was asked for of the tables, one item each.
pub type Tables = View<TablesItem>;

/// A stream, a table, a row, or an entry of a heap.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct TablesItem {
    /// What it is called in its file: the name of a stream or a table, `MethodDef:5`, `#Strings:0x0000000c`.
    pub id: Text,
    /// Of a row its token, of a table the one before that of its first row.
    pub token: Option<String>,
    /// Simple name of the assembly.
    pub assembly: Text,
    /// The input it is from.
    pub input: Text,
    /// What it is.
    #[serde(flatten)]
    pub part: Part,
}

/// What there is in the metadata.
#[derive(Clone, Debug, Serialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase")]
pub enum Part {
    /// A stream of the metadata.
    Stream {
        /// Its name.
        name: Text,
        /// Where it begins in the file, in bytes.
        offset: u32,
        /// Bytes of it that are there.
        size: u64,
    },
    /// A table that the file has.
    Table {
        /// Its name in the standard.
        table: &'static str,
        /// Rows that are there.
        rows: u32,
        /// Rows that the file states.
        stated: u32,
        /// Bytes of a row.
        row_size: u32,
        /// Where its first row begins in the file, in bytes.
        offset: Option<u32>,
    },
    /// A row of a table.
    Row {
        /// The name of its table.
        table: &'static str,
        /// Its number, 1-based.
        rid: u32,
        /// Where it begins in the file, in bytes.
        offset: u32,
        /// Its columns, by name.
        columns: Columns,
    },
    /// An entry of a heap.
    Entry {
        /// The heap.
        heap: &'static str,
        /// What columns call it: its offset in the heap in bytes, its 1-based number in `#GUID`.
        index: u32,
        /// Where it begins in the file, in bytes: with its length, where it has one.
        offset: u32,
        /// A name, a literal or a GUID.
        text: Option<Text>,
        /// The bytes of a blob, as hexadecimal digits.
        bytes: Option<Text>,
    },
}

/// The columns of a row in their order.
#[derive(Clone, Debug)]
pub struct Columns(pub Vec<ColumnItem>);

/// One column of a row.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct ColumnItem {
    /// The name of the column.
    #[serde(skip)]
    pub name: String,
    /// Its width in bytes.
    #[serde(skip)]
    pub width: u32,
    /// The value as it stands in the file.
    pub value: u32,
    /// The row that it names.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// The name, the GUID, or what the row is called.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub text: Option<Text>,
    /// The bytes of the blob, as hexadecimal digits.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub bytes: Option<Text>,
    /// The words of flags.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub words: Option<Vec<&'static str>>,
    /// What keeps it from being read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub error: Option<&'static str>,
}

impl Serialize for Columns {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for column in &self.0 {
            map.serialize_entry(&column.name, column)?;
        }
        map.end()
    }
}

/// The tables of every assembly of `units`: an overview where nothing is named.
#[must_use]
pub fn tables(input: Text, units: &[Unit], options: &Options, selection: &TableSelection) -> (Tables, Report) {
    look("tables", input, units, options, |opened, room| {
        let mut items = Vec::new();
        let length = opened.universe.input().image.bytes().len();
        let most = opened.universe.limits().view_fuel(length).try_into().unwrap_or(usize::MAX);
        each(opened, selection, most, &mut |item| {
            if room.is_full() {
                return;
            }
            let texts = item.texts();
            if room.take(texts) {
                items.push(item);
            }
        });
        items
    })
}

/// Hands what was asked for to `see`, one after the other, keeping none of it.
///
/// Of each blob the first `most` bytes are looked at: any number of rows may name one that is as large as the file.
pub fn each(opened: &Opened<'_, '_>, selection: &TableSelection, most: usize, see: &mut dyn FnMut(TablesItem)) {
    let module = opened.universe.input();
    let maker = Maker {
        metadata: &module.metadata,
        spell: Speller::new(module, opened.universe.limits()),
        assembly: &opened.info.name,
        input: &opened.info.input,
        most,
    };
    for heap in &selection.heaps {
        maker.heap(*heap, see);
    }
    if selection.heaps.is_empty() && selection.ranges.is_empty() {
        maker.overview(see);
    }
    for range in &selection.ranges {
        for shape in maker.metadata.table_shapes().filter(|shape| range.has_table(shape.number, shape.name)) {
            let (first, last) = range.rows(shape.rows);
            for row in first..=last {
                if let Some(item) = maker.row(Token::new(shape.number, row)) {
                    see(item);
                }
            }
        }
    }
}

impl TablesItem {
    /// The texts of which it consists mostly.
    fn texts(&self) -> Vec<&Text> {
        match &self.part {
            Part::Row { columns, .. } => columns.0.iter().flat_map(|it| it.text.iter().chain(&it.bytes)).collect(),
            Part::Stream { name, .. } => vec![name],
            Part::Entry { text, bytes, .. } => text.iter().chain(bytes).collect(),
            Part::Table { .. } => Vec::new(),
        }
    }
}

struct Maker<'o, 'a> {
    metadata: &'o Metadata<'a>,
    spell: Speller<'o, 'a>,
    assembly: &'o Text,
    input: &'o Text,
    /// Bytes of a blob that are shown.
    most: usize,
}

impl Maker<'_, '_> {
    fn item(&self, id: Text, token: Option<Token>, part: Part) -> TablesItem {
        let token = token.map(|it| it.to_string());
        TablesItem { id, token, assembly: self.assembly.clone(), input: self.input.clone(), part }
    }

    /// Digits of a blob.
    fn hex(&self, bytes: &[u8]) -> Text {
        Text(crate::check::hex(bytes.get(..self.most).unwrap_or(bytes)))
    }

    fn overview(&self, see: &mut dyn FnMut(TablesItem)) {
        for stream in self.metadata.stream_shapes() {
            let name = Text(stream.name.text().into_owned());
            let (offset, size) = (stream.offset.0, stream.size as u64);
            see(self.item(name.clone(), None, Part::Stream { name, offset, size }));
        }
        for shape in self.metadata.table_shapes() {
            let part = Part::Table {
                table: shape.name,
                rows: shape.rows,
                stated: shape.stated,
                row_size: shape.row_size,
                offset: shape.offset.map(|offset| offset.0),
            };
            see(self.item(Text::from(shape.name), Some(Token::new(shape.number, 0)), part));
        }
    }

    fn row(&self, token: Token) -> Option<TablesItem> {
        let (offset, columns) = self.metadata.columns_of(token)?;
        let (table, rid) = (table_name(token.table())?, token.row());
        let columns = Columns(columns.iter().map(|column| self.column(column)).collect());
        let id = Text(format!("{table}:{rid}"));
        Some(self.item(id, Some(token), Part::Row { table, rid, offset: offset.0, columns }))
    }

    fn column(&self, column: &ColumnValue) -> ColumnItem {
        let mut item = ColumnItem {
            name: camel_case(column.name),
            width: column.width,
            value: column.raw,
            token: None,
            text: None,
            bytes: None,
            words: None,
            error: None,
        };
        match column.cell {
            Cell::Number => {}
            Cell::Flags(mask) => item.words = Some(flag_words(mask, column.raw)),
            Cell::Row(None) if column.raw == 0 => {}
            Cell::Row(None) => item.error = Some("the value names no row"),
            Cell::Row(Some(token)) => {
                item.token = Some(token.to_string());
                item.text = self.name_of(token);
                if token.row() > self.metadata.available(token.table()) {
                    item.error = Some("the table has no such row");
                }
            }
            Cell::Run(table) => item.token = Some(Token::new(table, column.raw).to_string()),
            Cell::String(index) => match self.metadata.heap_of_names().name(index) {
                Ok(name) => item.text = Some(Text(name.text().into_owned())),
                Err(malformed) => item.error = Some(malformed.what),
            },
            Cell::Guid(index) => match self.metadata.guid(index) {
                Ok(guid) => item.text = guid.map(|guid| Text(crate::check::describe::guid_text(&guid))),
                Err(malformed) => item.error = Some(malformed.what),
            },
            Cell::Blob(index) => match self.metadata.blob(index) {
                Ok(blob) => item.bytes = Some(self.hex(blob.rest())),
                Err(malformed) => item.error = Some(malformed.what),
            },
        }
        item
    }

    /// What a row is called: as ilasm calls it, or by its first name.
    fn name_of(&self, token: Token) -> Option<Text> {
        if let Ok(text) = self.spell.token(token) {
            return Some(Text::from(text));
        }
        let (_, columns) = self.metadata.columns_of(token)?;
        columns.iter().find_map(|column| match column.cell {
            Cell::String(index) => Some(Text(self.metadata.name(index).text().into_owned())),
            _ => None,
        })
    }

    fn heap(&self, kind: HeapKind, see: &mut dyn FnMut(TablesItem)) {
        let (name, heap) = match kind {
            HeapKind::Strings => ("#Strings", self.metadata.heap_of_names()),
            HeapKind::Us => ("#US", self.metadata.user_strings()),
            HeapKind::Guid => ("#GUID", self.metadata.heap_of_guids()),
            HeapKind::Blob => ("#Blob", self.metadata.heap_of_blobs()),
        };
        let mut entry = |index: usize, text: Option<Text>, bytes: Option<Text>, place: usize| {
            let index = u32::try_from(index).unwrap_or(u32::MAX);
            let id = Text(format!("{name}:0x{index:08x}"));
            let offset = heap.0.offset().plus(place).0;
            see(self.item(id, None, Part::Entry { heap: name, index, offset, text, bytes }));
        };
        match kind {
            HeapKind::Guid => {
                for (number, guid) in heap.0.rest().as_chunks::<16>().0.iter().enumerate() {
                    entry(number + 1, Some(Text(crate::check::describe::guid_text(guid))), None, number * 16);
                }
            }
            HeapKind::Strings => {
                let mut start = 0;
                for name in heap.0.rest().split(|byte| *byte == 0) {
                    if start < heap.0.len() {
                        entry(start, Some(Text(Name(name).text().into_owned())), None, start);
                    }
                    start += name.len() + 1;
                }
            }
            HeapKind::Us | HeapKind::Blob => {
                for (start, bytes) in sized(heap) {
                    let Ok(bytes) = bytes else { break };
                    match kind {
                        HeapKind::Us => {
                            let literal = bytes.get(..bytes.len() & !1).unwrap_or(bytes);
                            entry(start, Some(Text(utf16(literal))), None, start);
                        }
                        _ => entry(start, None, Some(self.hex(bytes)), start),
                    }
                }
            }
        }
    }
}

/// The entries of a heap whose entries begin with their length, up to the first that has none.
fn sized(heap: Heap<'_>) -> impl Iterator<Item = (usize, Result<&[u8], Malformed>)> {
    let mut rest = heap.0;
    std::iter::from_fn(move || {
        if rest.is_empty() {
            return None;
        }
        let start = heap.0.len() - rest.len();
        let read = rest
            .compressed_u32("the length of an entry is no compressed integer")
            .and_then(|length| rest.bytes(length as usize, "an entry runs over the end of its heap"));
        if read.is_err() {
            rest = rest.clamped(0);
        }
        Some((start, read))
    })
}

/// `class_size` as `classSize`.
fn camel_case(name: &str) -> String {
    let mut result = String::with_capacity(name.len());
    let mut upper = false;
    for character in name.chars() {
        match character {
            '_' => upper = true,
            other if upper => {
                result.push(other.to_ascii_uppercase());
                upper = false;
            }
            other => result.push(other),
        }
    }
    result
}
