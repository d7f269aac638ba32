//! The metadata root, its streams, and the header of the table stream (§II.24.2.1, §II.24.2.2, §II.24.2.6).

use std::fmt;
use std::ops::Deref;
use std::sync::atomic::{AtomicU64, Ordering};

use super::cell::StreamShape;
use super::columns::{BlobIndex, Row, Sizes, StringIndex, TABLES};
use super::heaps::Heap;
use super::table::Tables;
use super::tables::{Deletable, EventPtr, FieldPtr, MethodPtr, Module, ParamPtr, PropertyPtr, table_name};
use super::{GuidIndex, Rid};
use crate::bytes::{Diagnostic, Diagnostics, Loss, Malformed, Reader};
use crate::limits::Limits;
use crate::text::Name;

/// Why metadata cannot be used as that of an assembly.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The bytes are not what the format asks for.
    Malformed(Malformed),
    /// An edit-and-continue delta: it changes another module and means nothing alone.
    Delta,
    /// A portable PDB: symbols, no code.
    Symbols,
}

impl From<Malformed> for Refused {
    fn from(malformed: Malformed) -> Self {
        Self::Malformed(malformed)
    }
}

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Malformed(malformed) => malformed.fmt(f),
            Self::Delta => {
                f.write_str("an edit-and-continue delta, not an assembly: it only describes changes to another module")
            }
            Self::Symbols => f.write_str("a portable PDB, not an assembly: it holds symbols and no code"),
        }
    }
}

impl std::error::Error for Refused {}

/// The `#Pdb` stream of a portable PDB.
#[derive(Clone, Copy, Debug)]
pub struct PdbHeader {
    /// GUID and stamp that the debug directory of the assembly repeats.
    pub id: [u8; 20],
}

/// The metadata of one module, or of one portable PDB.
#[derive(Debug)]
pub struct Metadata<'a> {
    version: Name<'a>,
    pub(super) stream_shapes: Vec<StreamShape<'a>>,
    strings: Heap<'a>,
    pub(super) user_strings: Heap<'a>,
    blobs: Heap<'a>,
    guids: Heap<'a>,
    tables: Tables<'a>,
    pdb: Option<PdbHeader>,
    limits: Limits,
    /// Bytes of long blobs that may still be decoded.
    fuel: AtomicU64,
    /// Long blobs that were not decoded.
    refused: AtomicU64,
}

/// Blobs up to here are decoded as often as anybody asks. Signatures and attribute values are hardly ever longer.
const SHORT: usize = 256;

/// The streams that are known, the last of each name (trap M07).
#[derive(Default)]
struct Streams<'a> {
    strings: Option<Reader<'a>>,
    user_strings: Option<Reader<'a>>,
    blobs: Option<Reader<'a>>,
    guids: Option<Reader<'a>>,
    optimised: Option<Reader<'a>>,
    unoptimised: Option<Reader<'a>>,
    /// Which of `#~` and `#-` came first decides which of them counts (trap M08).
    first_is_unoptimised: Option<bool>,
    pdb: Option<Reader<'a>>,
    delta: bool,
    /// All of them, known or not.
    shapes: Vec<StreamShape<'a>>,
}

const ROOT: &str = "§II.24.2.1";
const STREAM_HEADER: &str = "§II.24.2.2";
const TABLE_STREAM: &str = "§II.24.2.6";

impl<'a> Metadata<'a> {
    /// Opens the metadata of a module; `root` starts at the signature `BSJB` and runs to the end of what can belong to it.
    ///
    /// # Errors
    /// The root or the table stream's header is malformed, or this is a delta or a portable PDB.
    pub fn open(root: Reader<'a>, limits: &Limits, diagnostics: &mut Diagnostics) -> Result<Self, Refused> {
        let (version, streams) = read_root(root, limits, diagnostics)?;
        if streams.delta {
            return Err(Refused::Delta);
        }
        if streams.pdb.is_some() {
            return Err(Refused::Symbols);
        }
        let metadata = Self::with_streams(root, version, &streams, None, limits, diagnostics)?;
        // The first delta after a build has no base id, but then it has a `#JTD` stream.
        let is_delta = metadata.row(Rid::<Module>::FIRST).is_ok_and(|module| {
            module.generation > 0 && matches!(metadata.guids.guid(module.enc_base_id), Ok(Some(id)) if id != [0; 16])
        });
        if is_delta { Err(Refused::Delta) } else { Ok(metadata) }
    }

    /// Opens a portable PDB.
    ///
    /// # Errors
    /// The root, the `#Pdb` stream or the table stream's header is malformed.
    pub fn open_pdb(root: Reader<'a>, limits: &Limits, diagnostics: &mut Diagnostics) -> Result<Self, Malformed> {
        let (version, streams) = read_root(root, limits, diagnostics)?;
        let pdb = streams.pdb.ok_or_else(|| root.malformed("a portable PDB has no #Pdb stream"))?;
        Self::with_streams(root, version, &streams, Some(pdb), limits, diagnostics)
    }

    fn with_streams(
        root: Reader<'a>,
        version: Name<'a>,
        streams: &Streams<'a>,
        pdb: Option<Reader<'a>>,
        limits: &Limits,
        diagnostics: &mut Diagnostics,
    ) -> Result<Self, Malformed> {
        let mut rows = [0; TABLES];
        let pdb = pdb.map(|r| read_pdb_header(r, &mut rows)).transpose()?;
        let unoptimised = streams.first_is_unoptimised == Some(true);
        let tables = if unoptimised {
            streams.unoptimised.or(streams.optimised)
        } else {
            streams.optimised.or(streams.unoptimised)
        };
        let root = root.citing(ROOT).clamped(0);
        let tables = tables.ok_or_else(|| root.malformed("there is no table stream, #~ or #-"))?;
        if streams.optimised.is_some() && streams.unoptimised.is_some() {
            tolerate(diagnostics, limits, "M08", tables.malformed("both #~ and #- are present; the first one counts"));
        }
        let at_tables = tables;
        let tables = read_tables(tables, rows, limits, diagnostics)?;
        let pointers = [FieldPtr::TABLE, MethodPtr::TABLE, ParamPtr::TABLE, EventPtr::TABLE, PropertyPtr::TABLE];
        if !unoptimised && pointers.iter().any(|table| tables.available(*table) > 0) {
            tolerate(diagnostics, limits, "T13", at_tables.malformed("a #~ stream has pointer tables; they count"));
        }
        Ok(Self {
            version,
            stream_shapes: streams.shapes.clone(),
            strings: Heap(streams.strings.unwrap_or(root)),
            user_strings: Heap(streams.user_strings.unwrap_or(root)),
            blobs: Heap(streams.blobs.unwrap_or(root)),
            guids: Heap(streams.guids.unwrap_or(root)),
            tables,
            pdb,
            limits: *limits,
            fuel: AtomicU64::new(limits.blob_fuel(streams.blobs.map_or(0, |blobs| blobs.len()))),
            refused: AtomicU64::new(0),
        })
    }

    /// The version string of the root, such as `v4.0.30319`.
    #[must_use]
    pub fn version(&self) -> Name<'a> {
        self.version
    }

    /// The name at `index` of `#Strings`; the empty name where the index lies outside (trap H10).
    #[must_use]
    pub fn name(&self, index: StringIndex) -> Name<'a> {
        self.strings.name(index).unwrap_or_default()
    }

    /// The blob at `index`, without its length.
    ///
    /// # Errors
    /// See [`Heap::blob`].
    pub fn blob(&self, index: BlobIndex) -> Result<Reader<'a>, Malformed> {
        self.blobs.blob(index)
    }

    /// The blob at `index`, to be decoded to its end. Any number of rows may share one that is as long as the heap: what is long is
    /// handed out until it was `blob-ratio` times as much as there is (trap S15).
    ///
    /// # Errors
    /// See [`Heap::blob`]; or the fuel is used up.
    pub(super) fn blob_to_decode(&self, index: BlobIndex) -> Result<Reader<'a>, Malformed> {
        let blob = self.blob(index)?;
        if blob.len() <= SHORT {
            return Ok(blob);
        }
        let left = |fuel: u64| fuel.checked_sub(blob.len() as u64);
        if self.fuel.fetch_update(Ordering::Relaxed, Ordering::Relaxed, left).is_err() {
            self.refused.fetch_add(1, Ordering::Relaxed);
            return Err(
                blob.malformed("long blobs are shared so often that no more are decoded; see --limit blob-ratio")
            );
        }
        Ok(blob)
    }

    /// How often a blob was not decoded because too many rows share long ones.
    #[must_use]
    pub fn refused_blobs(&self) -> u64 {
        self.refused.load(Ordering::Relaxed)
    }

    /// The UTF-16 little-endian bytes of the literal at byte `offset` of `#US`.
    ///
    /// # Errors
    /// See [`Heap::literal`].
    pub fn literal(&self, offset: u32) -> Result<&'a [u8], Malformed> {
        self.user_strings.literal(offset)
    }

    /// The GUID at `index`, in the byte order of the file; `None` for index 0.
    ///
    /// # Errors
    /// See [`Heap::guid`].
    pub fn guid(&self, index: GuidIndex) -> Result<Option<[u8; 16]>, Malformed> {
        self.guids.guid(index)
    }

    /// The `#Pdb` stream; `None` for the metadata of a module.
    #[must_use]
    pub fn pdb(&self) -> Option<&PdbHeader> {
        self.pdb.as_ref()
    }

    /// `#Strings`, `#Blob` and `#GUID`.
    pub(super) fn heaps(&self) -> [Heap<'a>; 3] {
        [self.strings, self.blobs, self.guids]
    }

    /// Whether a row is there no longer: in tables with deletions, what has such a name and `RTSpecialName` (trap T04).
    #[must_use]
    pub fn is_deleted<T: Deletable>(&self, row: &T) -> bool {
        self.sizes().has_deletions()
            && row.special_name().is_some_and(|name| self.name(name).as_bytes().starts_with(b"_Deleted"))
    }

    /// The limits in force.
    #[must_use]
    pub fn limits(&self) -> &Limits {
        &self.limits
    }
}

impl<'a> Deref for Metadata<'a> {
    type Target = Tables<'a>;
    fn deref(&self) -> &Tables<'a> {
        &self.tables
    }
}

fn tolerate(diagnostics: &mut Diagnostics, limits: &Limits, code: &'static str, at: Malformed) {
    diagnostics.note(limits, Diagnostic { at, code, loss: Loss::Nothing, token: None });
}

fn read_root<'a>(
    root: Reader<'a>,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<(Name<'a>, Streams<'a>), Malformed> {
    let mut r = root.citing(ROOT);
    let start = r;
    if r.u32("the metadata root is cut")? != 0x424A_5342 {
        return Err(start.malformed("the metadata root does not start with BSJB"));
    }
    // Major and minor version, "ignore on read"; reserved.
    r.skip(8, "the metadata root is cut")?;
    let length = r.u32("the metadata root is cut")?;
    let at_length = r;
    let version = r.bytes(length as usize, "the version string runs over the end of the metadata")?;
    if length > 255 || length % 4 != 0 {
        tolerate(
            diagnostics,
            limits,
            "M03",
            at_length.malformed("the version's length is over 255 or not a multiple of 4"),
        );
    }
    let version = version.split(|byte| *byte == 0).next().unwrap_or_default();
    r.skip(2, "the metadata root is cut")?;
    let count = r.u16("the metadata root is cut")?;

    let mut streams = Streams::default();
    let mut r = r.citing(STREAM_HEADER);
    for number in 0..u64::from(count) {
        if number >= limits.streams {
            tolerate(
                diagnostics,
                limits,
                "M04",
                r.malformed("there are more streams than the limit; the rest is ignored"),
            );
            break;
        }
        let header = r;
        match read_stream_header(&mut r, root) {
            Ok((name, stream, whole)) => {
                if !whole {
                    tolerate(
                        diagnostics,
                        limits,
                        "M11",
                        header.malformed("a stream runs over the end of the file and is cut there"),
                    );
                }
                streams.shapes.push(StreamShape { name: Name(name), offset: stream.offset(), size: stream.len() });
                if !streams.keep(name, stream) {
                    tolerate(
                        diagnostics,
                        limits,
                        "M07",
                        header.malformed("a stream name is there twice; the last one counts"),
                    );
                }
            }
            Err(malformed) => {
                tolerate(diagnostics, limits, "M05", malformed);
                break;
            }
        }
    }
    Ok((Name(version), streams))
}

/// A stream's name and bytes, and whether all of the bytes it claims are there.
fn read_stream_header<'a>(r: &mut Reader<'a>, root: Reader<'a>) -> Result<(&'a [u8], Reader<'a>, bool), Malformed> {
    const CUT: &str = "the stream headers are cut";
    let offset = r.u32(CUT)? as usize;
    let size = r.u32(CUT)? as usize;
    let window = r.rest().get(..32).unwrap_or(r.rest());
    let length = window
        .iter()
        .position(|byte| *byte == 0)
        .ok_or_else(|| r.malformed("a stream name has no NUL within 32 bytes"))?;
    let name = window.get(..length).unwrap_or(window);
    // The name and its NUL are padded to 4 bytes, counted as the CLR does: from the name, which is 4-aligned in the root unless
    // the version's length is odd (trap M03).
    let padded = length.saturating_add(4) & !3;
    r.skip(padded.min(r.len()), CUT)?;
    let from = root.at(offset).unwrap_or_else(|| root.clamped(0));
    let stream = from.clamped(size);
    Ok((name, stream, stream.len() == size))
}

impl<'a> Streams<'a> {
    /// Keeps a stream by its name; `false` when there was one of that name before. Unknown names are ignored (trap M06).
    fn keep(&mut self, name: &[u8], stream: Reader<'a>) -> bool {
        let slot = match name {
            b"#Strings" => &mut self.strings,
            b"#US" => &mut self.user_strings,
            b"#Blob" => &mut self.blobs,
            b"#GUID" => &mut self.guids,
            b"#~" => {
                self.first_is_unoptimised.get_or_insert(false);
                &mut self.optimised
            }
            b"#-" => {
                self.first_is_unoptimised.get_or_insert(true);
                &mut self.unoptimised
            }
            b"#Pdb" => &mut self.pdb,
            // It says that the tables are not optimised, whatever their stream is called.
            b"#Schema" => {
                self.first_is_unoptimised.get_or_insert(true);
                return true;
            }
            b"#JTD" => {
                self.delta = true;
                return true;
            }
            _ => return true,
        };
        slot.replace(stream).is_none()
    }
}

/// Portable PDB format, "#Pdb stream": id, entry point, which tables of the module are referred to, and their row counts.
fn read_pdb_header(r: Reader<'_>, rows: &mut [u32; TABLES]) -> Result<PdbHeader, Malformed> {
    const CUT: &str = "the #Pdb stream is cut";
    let mut r = r.citing("Portable PDB, #Pdb stream");
    let id = *r.rest().first_chunk::<20>().ok_or_else(|| r.malformed(CUT))?;
    // The id and the entry point.
    r.skip(24, CUT)?;
    let referenced = r.u64(CUT)?;
    for (table, slot) in rows.iter_mut().enumerate() {
        if referenced >> table & 1 == 1 {
            *slot = r.u32(CUT)?;
        }
    }
    Ok(PdbHeader { id })
}

fn read_tables<'a>(
    r: Reader<'a>,
    mut rows: [u32; TABLES],
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<Tables<'a>, Malformed> {
    const CUT: &str = "the header of the table stream is cut";
    let mut r = r.citing(TABLE_STREAM);
    r.skip(4, CUT)?;
    let schema = r;
    let major = r.u8(CUT)?;
    r.skip(1, CUT)?;
    let heap_sizes = r.u8(CUT)?;
    r.skip(1, CUT)?;
    let valid = r.u64(CUT)?;
    // The Sorted vector is a claim: whether a table is sorted is looked up in its rows (trap T11).
    r.skip(8, CUT)?;
    if major < 2 && valid >> 0x2A != 0 {
        tolerate(diagnostics, limits, "T01", schema.malformed("a table schema of version 1 has tables of version 2"));
    }
    for (table, slot) in (0u8..).zip(rows.iter_mut()) {
        if valid >> table & 1 == 0 {
            continue;
        }
        let at_count = r;
        *slot = r.u32("the row counts of the table stream are cut")?;
        if table_name(table).is_none() {
            tolerate(diagnostics, limits, "T05", at_count.malformed("a table that no standard defines is ignored"));
        }
    }
    if heap_sizes & 0xA8 != 0 {
        tolerate(diagnostics, limits, "T04", schema.malformed("the tables are those of an editing session"));
    }
    if heap_sizes & 0x40 != 0 {
        tolerate(diagnostics, limits, "T03", r.malformed("4 bytes of extra data follow the row counts"));
        r.skip(4, "the extra data of the table stream is cut")?;
    }
    let tables = Tables::new(Sizes::new(heap_sizes, rows), valid, r);
    for table in (0u8..64).filter(|table| valid >> table & 1 == 1) {
        if table_name(table).is_some() && tables.available(table) < tables.sizes().rows(table) {
            tolerate(diagnostics, limits, "T06", r.malformed("a table states more rows than the stream has bytes for"));
        }
    }
    Ok(tables)
}
