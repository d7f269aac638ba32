//! A writer of metadata for tests: tables, heaps and streams, also such as no compiler makes.
//!
//! It shares nothing with the decoder: widths come from its own copy of the schema, so that the two check each other.

use std::collections::BTreeMap;

/// Tag bits and tables (by number, in the order of their tags) of each coded index: §II.24.2.6.
pub(crate) const CODED: &[(&str, u32, &[u8])] = &[
    ("TypeDefOrRef", 2, &[0x02, 0x01, 0x1B]),
    ("HasConstant", 2, &[0x04, 0x08, 0x17]),
    ("HasCustomAttribute", 5, HAS_CUSTOM_ATTRIBUTE),
    ("HasFieldMarshal", 1, &[0x04, 0x08]),
    ("HasDeclSecurity", 2, &[0x02, 0x06, 0x20]),
    ("MemberRefParent", 3, &[0x02, 0x01, 0x1A, 0x06, 0x1B]),
    ("HasSemantics", 1, &[0x14, 0x17]),
    ("MethodDefOrRef", 1, &[0x06, 0x0A]),
    ("MemberForwarded", 1, &[0x04, 0x06]),
    ("Implementation", 2, &[0x26, 0x23, 0x27]),
    ("CustomAttributeType", 3, &[0x06, 0x0A]),
    ("ResolutionScope", 2, &[0x00, 0x1A, 0x23, 0x01]),
    ("TypeOrMethodDef", 1, &[0x02, 0x06]),
];

const HAS_CUSTOM_ATTRIBUTE: &[u8] = &[
    0x06, 0x04, 0x01, 0x02, 0x08, 0x09, 0x0A, 0x00, 0x0E, 0x17, 0x14, 0x11, 0x1A, 0x1B, 0x20, 0x23, 0x26, 0x27, 0x28,
    0x2A, 0x2C, 0x2B,
];

/// The columns of each table: a number is that many bytes; S, G, B a heap index; a name a coded index; `#xx` a row of
/// table xx; `#xx/yy` a run of rows of table xx that has the pointer table yy.
pub(crate) const SCHEMA: &[(u8, &str)] = &[
    (0x00, "2 S G G G"),
    (0x01, "ResolutionScope S S"),
    (0x02, "4 S S TypeDefOrRef #04/03 #06/05"),
    (0x03, "#04"),
    (0x04, "2 S B"),
    (0x05, "#06"),
    (0x06, "4 2 2 S B #08/07"),
    (0x07, "#08"),
    (0x08, "2 2 S"),
    (0x09, "#02 TypeDefOrRef"),
    (0x0A, "MemberRefParent S B"),
    (0x0B, "1 1 HasConstant B"),
    (0x0C, "HasCustomAttribute CustomAttributeType B"),
    (0x0D, "HasFieldMarshal B"),
    (0x0E, "2 HasDeclSecurity B"),
    (0x0F, "2 4 #02"),
    (0x10, "4 #04"),
    (0x11, "B"),
    (0x12, "#02 #14/13"),
    (0x13, "#14"),
    (0x14, "2 S TypeDefOrRef"),
    (0x15, "#02 #17/16"),
    (0x16, "#17"),
    (0x17, "2 S B"),
    (0x18, "2 #06 HasSemantics"),
    (0x19, "#02 MethodDefOrRef MethodDefOrRef"),
    (0x1A, "S"),
    (0x1B, "B"),
    (0x1C, "2 MemberForwarded S #1A"),
    (0x1D, "4 #04"),
    (0x1E, "4 4"),
    (0x1F, "4"),
    (0x20, "4 2 2 2 2 4 B S S"),
    (0x21, "4"),
    (0x22, "4 4 4"),
    (0x23, "2 2 2 2 4 B S S B"),
    (0x24, "4 #23"),
    (0x25, "4 4 4 #23"),
    (0x26, "4 S B"),
    (0x27, "4 4 S S Implementation"),
    (0x28, "4 4 S Implementation"),
    (0x29, "#02 #02"),
    (0x2A, "2 2 TypeOrMethodDef S"),
    (0x2B, "MethodDefOrRef B"),
    (0x2C, "#2A TypeDefOrRef"),
];

/// The raw value of a coded index: `tag` in the low `bits` bits, the row above.
pub(crate) fn coded(tag: u32, bits: u32, row: u32) -> u32 {
    row << bits | tag
}

/// A compressed unsigned integer (§II.23.2).
pub(crate) fn compressed(value: u32) -> Vec<u8> {
    match value {
        0..=0x7F => vec![value.to_le_bytes()[0]],
        0x80..=0x3FFF => (0x8000 | value).to_be_bytes()[2..].to_vec(),
        _ => (0xC000_0000 | value).to_be_bytes().to_vec(),
    }
}

/// Metadata in the making. The public fields are the knobs; their defaults give what a compiler would write.
#[derive(Clone)]
pub(crate) struct Writer {
    /// HeapSizes: 1, 2, 4 are wide `#Strings`, `#GUID`, `#Blob`; 0x40 adds 4 bytes behind the row counts; the rest is only stated.
    pub(crate) heap_sizes: u8,
    /// The Sorted vector.
    pub(crate) sorted: u64,
    /// Row counts that are stated instead of the true ones, also for tables that no schema knows.
    pub(crate) stated_rows: BTreeMap<u8, u32>,
    /// Major version of the table schema.
    pub(crate) schema_major: u8,
    /// `#~` or `#-`.
    pub(crate) table_stream: &'static str,
    /// The version string as it stands in the root, padding included.
    pub(crate) version: Vec<u8>,
    /// Streams by name, in this order; a name that is none of the known ones takes its bytes from `extra`.
    pub(crate) order: Vec<&'static str>,
    /// Bytes of further streams, or of a second one of a known name.
    pub(crate) extra: Vec<(&'static str, Vec<u8>)>,
    /// Bytes behind the last row.
    pub(crate) slack: Vec<u8>,
    /// The table stream ends after that many bytes.
    pub(crate) cut: Option<usize>,
    pub(crate) strings: Vec<u8>,
    pub(crate) user_strings: Vec<u8>,
    pub(crate) blobs: Vec<u8>,
    pub(crate) guids: Vec<u8>,
    /// Raw values of the columns, by table and row.
    pub(crate) rows: BTreeMap<u8, Vec<Vec<u32>>>,
}

impl Default for Writer {
    fn default() -> Self {
        Self {
            heap_sizes: 0,
            sorted: 0x1600_3301_FA00,
            stated_rows: BTreeMap::new(),
            schema_major: 2,
            table_stream: "#~",
            version: b"v4.0.30319\0\0".to_vec(),
            order: vec!["#~", "#Strings", "#US", "#GUID", "#Blob"],
            extra: Vec::new(),
            slack: Vec::new(),
            cut: None,
            strings: vec![0],
            user_strings: vec![0],
            blobs: vec![0],
            guids: Vec::new(),
            rows: BTreeMap::new(),
        }
    }
}

impl Writer {
    /// A module with its row and the type `<Module>`.
    pub(crate) fn module() -> Self {
        let mut writer = Self::default();
        let name = writer.string("test.dll");
        writer.guids.extend([7; 16]);
        writer.row(0x00, &[0, name, 1, 0, 0]);
        writer.type_("<Module>", 1, 1);
        writer
    }

    /// Adds a row with the raw values of its columns; gives its number.
    pub(crate) fn row(&mut self, table: u8, columns: &[u32]) -> u32 {
        let rows = self.rows.entry(table).or_default();
        rows.push(columns.to_vec());
        u32::try_from(rows.len()).unwrap()
    }

    /// Adds empty rows until the table has `count`.
    pub(crate) fn pad(&mut self, table: u8, count: usize) {
        let columns = columns(table).count();
        let rows = self.rows.entry(table).or_default();
        while rows.len() < count {
            rows.push(vec![0; columns]);
        }
    }

    /// Adds a type without a base, with the first rows of its fields and methods.
    pub(crate) fn type_(&mut self, name: &str, fields: u32, methods: u32) -> u32 {
        let name = self.string(name);
        self.row(0x02, &[0, name, 0, 0, fields, methods])
    }

    /// Adds a name to `#Strings`.
    pub(crate) fn string(&mut self, text: &str) -> u32 {
        let index = self.strings.len();
        self.strings.extend(text.as_bytes());
        self.strings.push(0);
        u32::try_from(index).unwrap()
    }

    /// Adds a blob with its length.
    pub(crate) fn blob(&mut self, bytes: &[u8]) -> u32 {
        let index = self.blobs.len();
        self.blobs.extend(compressed(u32::try_from(bytes.len()).unwrap()));
        self.blobs.extend(bytes);
        u32::try_from(index).unwrap()
    }

    fn rows_of(&self, table: u8) -> u32 {
        let true_rows = self.rows.get(&table).map_or(0, |rows| u32::try_from(rows.len()).unwrap());
        self.stated_rows.get(&table).copied().unwrap_or(true_rows)
    }

    /// The width of a column.
    pub(crate) fn width(&self, column: &str) -> usize {
        let wide = |yes: bool| if yes { 4 } else { 2 };
        let table = |hex: &str| self.rows_of(u8::from_str_radix(hex, 16).unwrap());
        match column {
            "S" => wide(self.heap_sizes & 1 != 0),
            "G" => wide(self.heap_sizes & 2 != 0),
            "B" => wide(self.heap_sizes & 4 != 0),
            "1" | "2" | "4" => column.parse().unwrap(),
            _ => {
                if let Some(tables) = column.strip_prefix('#') {
                    return wide(tables.split('/').any(|hex| table(hex) >= 0x1_0000));
                }
                let (_, bits, tables) = CODED.iter().find(|(name, ..)| *name == column).unwrap();
                wide(tables.iter().any(|table| self.rows_of(*table) >= 1 << (16 - bits)))
            }
        }
    }

    /// The width of a row.
    pub(crate) fn row_width(&self, table: u8) -> usize {
        columns(table).map(|column| self.width(column)).sum()
    }

    /// The table stream.
    pub(crate) fn table_bytes(&self) -> Vec<u8> {
        let tables: Vec<u8> =
            (0..64).filter(|t| self.rows.contains_key(t) || self.stated_rows.contains_key(t)).collect();
        let mut out = vec![0, 0, 0, 0, self.schema_major, 0, self.heap_sizes, 1];
        out.extend(tables.iter().fold(0u64, |valid, table| valid | 1 << table).to_le_bytes());
        out.extend(self.sorted.to_le_bytes());
        for table in &tables {
            out.extend(self.rows_of(*table).to_le_bytes());
        }
        if self.heap_sizes & 0x40 != 0 {
            out.extend([0xEE; 4]);
        }
        for (table, rows) in &self.rows {
            let widths: Vec<usize> = columns(*table).map(|column| self.width(column)).collect();
            for row in rows {
                assert_eq!(row.len(), widths.len(), "table {table:#x}");
                for (value, width) in row.iter().zip(&widths) {
                    out.extend(&value.to_le_bytes()[..*width]);
                }
            }
        }
        out.extend(&self.slack);
        out.truncate(self.cut.unwrap_or(out.len()));
        out
    }

    /// The metadata, from `BSJB` on.
    pub(crate) fn build(&self) -> Vec<u8> {
        let mut extra = self.extra.clone();
        let streams: Vec<(&str, Vec<u8>)> = self
            .order
            .iter()
            .map(|name| {
                let bytes = match extra.iter().position(|(other, _)| other == name) {
                    Some(position) => extra.remove(position).1,
                    None => match *name {
                        "#~" => self.table_bytes(),
                        "#Strings" => self.strings.clone(),
                        "#US" => self.user_strings.clone(),
                        "#GUID" => self.guids.clone(),
                        "#Blob" => self.blobs.clone(),
                        _ => Vec::new(),
                    },
                };
                (if *name == "#~" { self.table_stream } else { *name }, bytes)
            })
            .collect();
        let mut out = b"BSJB\x01\0\x01\0\0\0\0\0".to_vec();
        out.extend(u32::try_from(self.version.len()).unwrap().to_le_bytes());
        out.extend(&self.version);
        out.extend([0, 0]);
        out.extend(u16::try_from(streams.len()).unwrap().to_le_bytes());
        let padded = |name: &str| (name.len() + 4) & !3;
        let headers: usize = streams.iter().map(|(name, _)| 8 + padded(name)).sum();
        let mut offset = out.len() + headers;
        for (name, bytes) in &streams {
            out.extend(u32::try_from(offset).unwrap().to_le_bytes());
            out.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
            out.extend(name.as_bytes());
            out.resize(out.len() + padded(name) - name.len(), 0);
            offset += bytes.len();
        }
        out.extend(streams.into_iter().flat_map(|(_, bytes)| bytes));
        out
    }
}

/// The columns of a table.
pub(crate) fn columns(table: u8) -> impl Iterator<Item = &'static str> {
    SCHEMA.iter().find(|(number, _)| *number == table).map_or("", |(_, columns)| columns).split_whitespace()
}
