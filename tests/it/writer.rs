//! A writer of assemblies for the tests: any row, any signature, any body, nothing checked.

use std::collections::BTreeMap;

use ilvet::metadata::{Column, Row, Sizes};

/// Where the one section is in memory and in the file.
const SECTION_RVA: u32 = 0x2000;
const SECTION_AT: u32 = 0x200;
const CLI_HEADER: u32 = 72;

/// A cell of a row: how wide it is, given the sizes, and its value.
#[derive(Clone, Copy)]
pub(crate) struct Cell(fn(&Sizes) -> u32, u32);

/// A cell of column type `C` with a raw value: a row number, a coded index, a heap offset, a number, flags.
pub(crate) fn cell<C: Column>(value: u32) -> Cell {
    Cell(C::width, value)
}

/// An assembly in the making.
#[derive(Default)]
pub(crate) struct Writer {
    pub(crate) strings: Vec<u8>,
    pub(crate) blobs: Vec<u8>,
    bodies: Vec<u8>,
    rows: BTreeMap<u8, Vec<Vec<Cell>>>,
    /// Row counts to state instead of the real ones.
    pub(crate) stated: BTreeMap<u8, u32>,
    /// Streams without a meaning.
    pub(crate) junk_streams: u16,
}

impl Writer {
    pub(crate) fn new() -> Self {
        let mut writer = Self { strings: vec![0], blobs: vec![0], ..Self::default() };
        let name = writer.string("hostile");
        writer.row::<ilvet::metadata::Module>(&[
            cell::<u16>(0),
            cell::<ilvet::metadata::StringIndex>(name),
            cell::<ilvet::metadata::GuidIndex>(1),
            cell::<ilvet::metadata::GuidIndex>(0),
            cell::<ilvet::metadata::GuidIndex>(0),
        ]);
        writer
    }

    /// The offset of a name in `#Strings`.
    pub(crate) fn string(&mut self, text: &str) -> u32 {
        let at = self.strings.len();
        self.strings.extend_from_slice(text.as_bytes());
        self.strings.push(0);
        u32::try_from(at).unwrap()
    }

    /// The offset of a blob in `#Blob`.
    pub(crate) fn blob(&mut self, bytes: &[u8]) -> u32 {
        let at = self.blobs.len();
        let length = u32::try_from(bytes.len()).unwrap();
        self.blobs.extend((length | 0xC000_0000).to_be_bytes());
        self.blobs.extend_from_slice(bytes);
        u32::try_from(at).unwrap()
    }

    /// The RVA of a body.
    pub(crate) fn body(&mut self, bytes: &[u8]) -> u32 {
        self.bodies.resize(self.bodies.len().next_multiple_of(4), 0);
        let at = SECTION_RVA + CLI_HEADER + u32::try_from(self.bodies.len()).unwrap();
        self.bodies.extend_from_slice(bytes);
        at
    }

    /// Makes it an assembly of version 1.0.0.0; without a culture the culture is empty.
    pub(crate) fn manifest(&mut self, name: &str, culture: &str) {
        use ilvet::metadata::{Assembly, AssemblyFlags, BlobIndex, StringIndex};
        let name = self.string(name);
        let culture = if culture.is_empty() { 0 } else { self.string(culture) };
        self.row::<Assembly>(&[
            cell::<u32>(0x8004),
            cell::<u16>(1),
            cell::<u16>(0),
            cell::<u16>(0),
            cell::<u16>(0),
            cell::<AssemblyFlags>(0),
            cell::<BlobIndex>(0),
            cell::<StringIndex>(name),
            cell::<StringIndex>(culture),
        ]);
    }

    /// Adds a reference to an assembly of version `major`.0.0.0 and tells its number.
    pub(crate) fn assembly_ref(&mut self, name: &str, major: u32) -> u32 {
        use ilvet::metadata::{AssemblyFlags, AssemblyRef, BlobIndex, StringIndex};
        let name = self.string(name);
        self.row::<AssemblyRef>(&[
            cell::<u16>(major),
            cell::<u16>(0),
            cell::<u16>(0),
            cell::<u16>(0),
            cell::<AssemblyFlags>(0),
            cell::<BlobIndex>(0),
            cell::<StringIndex>(name),
            cell::<StringIndex>(0),
            cell::<BlobIndex>(0),
        ])
    }

    /// Adds a row to table `T` and tells its number.
    pub(crate) fn row<T: Row>(&mut self, cells: &[Cell]) -> u32 {
        let rows = self.rows.entry(T::TABLE).or_default();
        rows.push(cells.to_vec());
        u32::try_from(rows.len()).unwrap()
    }

    /// The file.
    pub(crate) fn finish(mut self) -> Vec<u8> {
        self.bodies.resize(self.bodies.len().next_multiple_of(4), 0);
        let metadata = self.metadata();
        let metadata_rva = SECTION_RVA + CLI_HEADER + u32::try_from(self.bodies.len()).unwrap();
        let metadata_size = u32::try_from(metadata.len()).unwrap();
        let mut section = Vec::new();
        for word in [CLI_HEADER, 0x0005_0002, metadata_rva, metadata_size, 1, 0] {
            section.extend(word.to_le_bytes());
        }
        section.resize(CLI_HEADER as usize, 0);
        section.extend_from_slice(&self.bodies);
        section.extend_from_slice(&metadata);
        let size = u32::try_from(section.len()).unwrap();

        let mut file = vec![0u8; 0x80];
        file[..2].copy_from_slice(b"MZ");
        file[0x3C] = 0x80;
        file.extend_from_slice(b"PE\0\0");
        // COFF header: i386, 1 section, optional header of 0xE0 bytes, executable DLL.
        for half in [0x14C, 1, 0, 0, 0, 0, 0, 0, 0xE0, 0x2102u16] {
            file.extend(half.to_le_bytes());
        }
        let optional = file.len();
        file.extend(0x10Bu16.to_le_bytes());
        file.resize(optional + 0xE0, 0);
        let mut put =
            |at: usize, value: u32| file[optional + at..optional + at + 4].copy_from_slice(&value.to_le_bytes());
        put(28, 0x0040_0000);
        put(32, 0x2000);
        put(36, 0x200);
        put(56, SECTION_RVA + size.next_multiple_of(0x2000));
        put(60, SECTION_AT);
        put(92, 16);
        put(96 + 14 * 8, SECTION_RVA);
        put(96 + 14 * 8 + 4, CLI_HEADER);
        file.extend_from_slice(b".text\0\0\0");
        for word in [size, SECTION_RVA, size, SECTION_AT, 0, 0, 0, 0x6000_0020] {
            file.extend(word.to_le_bytes());
        }
        file.resize(SECTION_AT as usize, 0);
        file.extend_from_slice(&section);
        file
    }

    fn metadata(&self) -> Vec<u8> {
        let tables = self.tables();
        let guids = [7u8; 16];
        let mut streams: Vec<(&str, &[u8])> =
            vec![("#~", &tables), ("#Strings", &self.strings), ("#Blob", &self.blobs), ("#GUID", &guids)];
        streams.extend((0..self.junk_streams).map(|_| ("#x", &[][..])));
        let header: usize = streams.iter().map(|(name, _)| 8 + ((name.len() + 4) & !3)).sum();
        let mut root = b"BSJB\x01\0\x01\0\0\0\0\0\x0c\0\0\0v4.0.30319\0\0\0\0".to_vec();
        root.extend(u16::try_from(streams.len()).unwrap().to_le_bytes());
        let mut at = root.len() + header;
        for (name, bytes) in &streams {
            root.extend(u32::try_from(at).unwrap().to_le_bytes());
            root.extend(u32::try_from(bytes.len()).unwrap().to_le_bytes());
            root.extend_from_slice(name.as_bytes());
            root.resize(root.len() + ((name.len() + 4) & !3) - name.len(), 0);
            at += bytes.len().next_multiple_of(4);
        }
        for (_, bytes) in streams {
            root.extend_from_slice(bytes);
            root.resize(root.len().next_multiple_of(4), 0);
        }
        root
    }

    fn tables(&self) -> Vec<u8> {
        let heaps = u8::from(self.strings.len() > 0xFFFF) | u8::from(self.blobs.len() > 0xFFFF) << 2;
        let mut rows = [0u32; 64];
        let mut valid = 0u64;
        for (table, content) in &self.rows {
            let real = u32::try_from(content.len()).unwrap();
            rows[usize::from(*table)] = self.stated.get(table).copied().unwrap_or(real);
            valid |= 1 << table;
        }
        let sizes = Sizes::new(heaps, rows);
        let mut stream = vec![0, 0, 0, 0, 2, 0, heaps, 1];
        stream.extend(valid.to_le_bytes());
        stream.extend(0u64.to_le_bytes());
        for table in self.rows.keys() {
            stream.extend(rows[usize::from(*table)].to_le_bytes());
        }
        for cells in self.rows.values().flatten() {
            for Cell(width, value) in cells {
                stream.extend_from_slice(&value.to_le_bytes()[..width(&sizes) as usize]);
            }
        }
        stream
    }
}
