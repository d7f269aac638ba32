//! Where in a file the things are that can be wrong: told by the decoder itself.

use std::collections::BTreeSet;
use std::ops::Range;

use ilvet::bytes::{Diagnostics, FileOffset, Reader};
use ilvet::limits::Limits;
use ilvet::metadata::{Cell, Metadata, MethodDef, Token};
use ilvet::pe::{Image, Rva};

use super::get;

/// A cell of a row.
#[derive(Clone, Copy)]
pub(crate) struct CellAt {
    pub(super) at: usize,
    pub(super) width: usize,
    pub(super) table: u8,
    pub(super) row: u32,
    pub(super) name: &'static str,
    pub(super) kind: Cell,
}

/// The rows of one table.
#[derive(Clone, Copy)]
pub(crate) struct TableAt {
    pub(super) at: usize,
    pub(super) size: usize,
    pub(super) rows: u32,
}

/// The places of one file; none where it is no module.
#[derive(Default)]
pub(crate) struct Places {
    /// Stretches that say where everything else is: PE headers, CLI header, metadata root with the stream headers, header of the table
    /// stream with the row counts.
    pub(crate) headers: Vec<Range<usize>>,
    /// Headers of sections, 40 bytes each.
    pub(super) sections: Vec<usize>,
    /// Headers of streams, with the length of their names.
    pub(super) streams: Vec<(usize, usize)>,
    /// Header of the table stream.
    pub(super) table_stream: usize,
    /// How many row counts there are.
    pub(super) counts: usize,
    pub(super) tables: Vec<TableAt>,
    pub(super) cells: Vec<CellAt>,
    /// Blobs with their length, by what they are: signatures, values of attributes, all.
    pub(super) signatures: Vec<Range<usize>>,
    pub(super) attributes: Vec<Range<usize>>,
    pub(super) blobs: Vec<Range<usize>>,
    /// Starts of method bodies.
    pub(super) bodies: Vec<usize>,
    /// Sizes of the heaps of names, blobs and GUIDs.
    pub(super) heaps: [usize; 3],
}

impl Places {
    /// The places of an assembly, a metadata root or a portable PDB.
    pub(crate) fn of(bytes: &[u8]) -> Self {
        let limits = Limits::default();
        let mut places = Self::default();
        if bytes.starts_with(b"BSJB") {
            let root = Reader::new(bytes, FileOffset(0), "§II.24.2.1");
            let opened = Metadata::open(root, &limits, &mut Diagnostics::default()).ok();
            let opened = opened.or_else(|| Metadata::open_pdb(root, &limits, &mut Diagnostics::default()).ok());
            if let Some(metadata) = opened {
                places.metadata(bytes, 0, &metadata);
            }
        } else if let Ok(image) = Image::open(bytes, &limits, &mut Diagnostics::default()) {
            places.image(bytes, &image);
            if let Ok(root) = image.metadata()
                && let Ok(metadata) = Metadata::open(root, &limits, &mut Diagnostics::default())
            {
                places.metadata(bytes, root.offset().0 as usize, &metadata);
                let rvas: BTreeSet<u32> = metadata.rows::<MethodDef>().map(|(_, row)| row.rva).collect();
                let bodies = rvas.into_iter().filter(|rva| *rva != 0).filter_map(|rva| image.at(Rva(rva), "").ok());
                places.bodies = bodies.map(|at| at.offset().0 as usize).collect();
            }
        }
        places
    }

    fn image(&mut self, bytes: &[u8], image: &Image<'_>) {
        let pe = get(bytes, 0x3C, 4) as usize;
        let optional = pe + 24;
        let first = optional + get(bytes, pe + 20, 2) as usize;
        self.sections = (0..image.sections().len()).map(|number| first + number * 40).collect();
        // The DOS header and the offset of the PE header; the program between says that it cannot be run.
        self.headers = vec![0..0x40, pe..first + image.sections().len() * 40];
        let directory = optional + if image.is_pe32_plus() { 112 } else { 96 } + 14 * 8;
        if let Ok(cli) = image.at(Rva(get(bytes, directory, 4)), "") {
            self.headers.push(cli.offset().0 as usize..cli.offset().0 as usize + 72);
        }
    }

    fn metadata(&mut self, bytes: &[u8], root: usize, metadata: &Metadata<'_>) {
        let mut at = root + 16 + get(bytes, root + 12, 4) as usize;
        let streams = get(bytes, at + 2, 2);
        at += 4;
        for _ in 0..streams.min(1_000) {
            let name = bytes.get(at + 8..).unwrap_or_default();
            let Some(length) = name.iter().position(|byte| *byte == 0) else { break };
            self.streams.push((at, length));
            if matches!(&name[..length], b"#~" | b"#-") {
                self.table_stream = root + get(bytes, at, 4) as usize;
            }
            at += 8 + ((length + 4) & !3);
        }
        let valid: u32 = [8, 12].map(|part| get(bytes, self.table_stream + part, 4).count_ones()).iter().sum();
        self.counts = valid as usize;
        self.headers.extend([root..at, self.table_stream..self.table_stream + 24 + self.counts * 4]);
        let heaps = [metadata.heap_of_names(), metadata.heap_of_blobs(), metadata.heap_of_guids()];
        self.heaps = heaps.map(|heap| heap.0.len());
        self.rows(metadata);
    }

    fn rows(&mut self, metadata: &Metadata<'_>) {
        let mut seen = BTreeSet::new();
        for shape in metadata.table_shapes() {
            let Some(at) = shape.offset.filter(|_| shape.rows > 0) else { continue };
            self.tables.push(TableAt { at: at.0 as usize, size: shape.row_size as usize, rows: shape.rows });
            for row in 1..=shape.rows {
                let Some((at, columns)) = metadata.columns_of(Token::new(shape.number, row)) else { continue };
                let mut at = at.0 as usize;
                for column in columns {
                    let width = column.width as usize;
                    let cell = CellAt { at, width, table: shape.number, row, name: column.name, kind: column.cell };
                    self.cells.push(cell);
                    at += width;
                    if let Cell::Blob(index) = column.cell
                        && seen.insert(index)
                        && let Ok(blob) = metadata.blob(index)
                    {
                        let start = blob.offset().0 as usize;
                        self.blob(shape.name, start..start + blob.len());
                    }
                }
            }
        }
    }

    fn blob(&mut self, table: &str, blob: Range<usize>) {
        if blob.is_empty() {
            return;
        }
        match table {
            "CustomAttribute" => self.attributes.push(blob.clone()),
            "Field" | "MethodDef" | "MemberRef" | "StandAloneSig" | "Property" | "TypeSpec" | "MethodSpec" => {
                self.signatures.push(blob.clone());
            }
            _ => {}
        }
        self.blobs.push(blob);
    }

    /// Whether there is a place of any kind.
    pub(super) fn is_empty(&self) -> bool {
        self.headers.is_empty()
    }
}
