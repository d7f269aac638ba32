//! Windows PDBs (MSF 7.00), which the .NET Framework's own compilers write: read by pdb2, all at once.
//!
//! The reader is somebody else's, so it is kept in a box: it sees bytes through [`Pages`], which gives it a few times the file at most, and
//! what panics in it costs the symbols.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use pdb2::{FallibleIterator, FileChecksum, PDB, Source, SourceSlice, SourceView, SymbolData};
use rustc_hash::FxHashMap;

use super::sources::SOURCE_LINK_BYTES;
use super::{DocumentIndex, Refused, SequencePoint, SourceHash, SourcePosition, is_hidden_line, locate, visible_of};
use crate::bytes::{FileOffset, Malformed};
use crate::il::IlOffset;
use crate::limits::Limits;
use crate::metadata::{MethodDef, Rid, Token};
use crate::text::Text;

/// First bytes of the file.
pub(super) const MAGIC: &[u8] = b"Microsoft C/C++ MSF 7.00\r\n\x1ADS\0\0\0";
const SECTION: &str = "Windows PDB (MSF 7.00)";
/// `S_GMANPROC` and `S_LMANPROC`: a method, with its token. Nothing else is parsed.
const MANAGED_PROCEDURES: [u16; 2] = [0x112A, 0x112B];
/// How often a byte of the file may be handed out: streams of one file are disjoint.
const VIEWS: usize = 4;
/// Documents of one file; names beyond are not kept.
const DOCUMENTS: usize = 1 << 20;

/// The lines of a Windows PDB.
#[derive(Debug)]
pub struct WindowsPdb {
    documents: Vec<(Text, Option<SourceHash>)>,
    /// By method row.
    methods: BTreeMap<u32, Lines>,
    source_link: Option<Vec<u8>>,
}

/// The sequence points of a method, ascending by IL offset, and the visible ones again.
#[derive(Debug, Default)]
struct Lines {
    points: Vec<SequencePoint>,
    visible: Vec<(IlOffset, SourcePosition)>,
}

impl WindowsPdb {
    /// Reads a Windows PDB; no more than its ids of one that is of none of the images that state these GUIDs and ages.
    ///
    /// # Errors
    /// It is damaged, larger than symbols may be, or belongs to another build.
    pub fn open(bytes: &[u8], limits: &Limits, stated: &[([u8; 16], u32)]) -> Result<Self, Refused> {
        let read = boxed(bytes, limits, |pdb| {
            let information = pdb.pdb_information()?;
            let debug = pdb.debug_information()?;
            let guid = information.guid.to_bytes_le();
            let ages = [Some(information.age), debug.age()];
            if !stated.iter().any(|(of, age)| *of == guid && ages.contains(&Some(*age))) {
                return Ok(None);
            }
            let mut read = Self { documents: Vec::new(), methods: BTreeMap::new(), source_link: None };
            read.modules(pdb, &debug)?;
            read.hashes(pdb, &information);
            let link = pdb.named_stream(b"sourcelink").ok();
            read.source_link = link.map(|it| it.as_slice().to_vec()).filter(|it| it.len() <= SOURCE_LINK_BYTES);
            Ok(Some(read))
        });
        read?.ok_or(Refused::Mismatch)
    }

    /// The GUID that a Windows PDB states, in the byte order of an image; `None` for a file that is none.
    pub(super) fn id(bytes: &[u8], limits: &Limits) -> Option<[u8; 16]> {
        boxed(bytes, limits, |pdb| Ok(pdb.pdb_information()?.guid.to_bytes_le())).ok()
    }

    /// The SourceLink map, JSON.
    #[must_use]
    pub fn source_link(&self) -> Option<&[u8]> {
        self.source_link.as_deref()
    }

    /// See [`super::Symbols::sequence_points`].
    #[must_use]
    pub fn sequence_points(&self, method: Rid<MethodDef>) -> Vec<SequencePoint> {
        self.methods.get(&method.row()).map(|lines| lines.points.clone()).unwrap_or_default()
    }

    /// See [`super::Symbols::locate`].
    #[must_use]
    pub fn locate(&self, method: Rid<MethodDef>, il: IlOffset) -> Option<SourcePosition> {
        locate(&self.methods.get(&method.row())?.visible, il)
    }

    /// See [`super::Symbols::first_position`].
    #[must_use]
    pub fn first_position(&self, method: Rid<MethodDef>) -> Option<SourcePosition> {
        self.methods.get(&method.row())?.visible.first().map(|(_, position)| *position)
    }

    /// See [`super::Symbols::document_name`].
    ///
    /// # Errors
    /// There is no such document.
    pub fn document_name(&self, document: DocumentIndex) -> Result<Text, Malformed> {
        let known = self.document(document).map(|(name, _)| name.clone());
        known.ok_or_else(|| malformed("there is no such document"))
    }

    /// See [`super::Symbols::source_hash`].
    #[must_use]
    pub fn source_hash(&self, document: DocumentIndex) -> Option<SourceHash> {
        self.document(document)?.1
    }

    fn document(&self, document: DocumentIndex) -> Option<&(Text, Option<SourceHash>)> {
        self.documents.get(usize::try_from(document.0).ok()?)
    }

    fn modules<'s>(&mut self, pdb: &mut PDB<'s, Pages<'s>>, debug: &pdb2::DebugInformation<'s>) -> pdb2::Result<()> {
        let strings = pdb.string_table()?;
        let mut known: FxHashMap<u32, DocumentIndex> = FxHashMap::default();
        let mut modules = debug.modules()?;
        while let Some(module) = modules.next()? {
            let Some(module) = pdb.module_info(&module)? else { continue };
            let mut procedures: BTreeMap<(u16, u32), (u32, u32)> = BTreeMap::new();
            let mut symbols = module.symbols()?;
            while let Some(symbol) = symbols.next()? {
                if !MANAGED_PROCEDURES.contains(&symbol.raw_kind()) {
                    continue;
                }
                let Ok(SymbolData::ManagedProcedure(it)) = symbol.parse() else { continue };
                if let Some(method) = Token(it.token.0).rid::<MethodDef>() {
                    let at = (it.offset.section, it.offset.offset);
                    procedures.entry(at).or_insert((it.len, method.row()));
                }
            }
            let program = module.line_program()?;
            let mut lines = program.lines();
            while let Some(line) = lines.next()? {
                let at = (line.offset.section, line.offset.offset);
                let Some((start, (length, method))) = procedures.range(..=at).next_back() else { continue };
                let il = at.1.saturating_sub(start.1);
                // The end of a method can have a line of its own.
                if start.0 != at.0 || il > *length {
                    continue;
                }
                let document = program.get_file_info(line.file_index).ok().and_then(|file| {
                    let next = DocumentIndex(u32::try_from(self.documents.len()).ok()?);
                    if let Some(document) = known.get(&file.name.0) {
                        return Some(*document);
                    }
                    let name = strings.get(file.name).ok().filter(|_| self.documents.len() < DOCUMENTS)?;
                    let hash = match file.checksum {
                        FileChecksum::None => None,
                        FileChecksum::Md5(hash) => SourceHash::md5(hash),
                        FileChecksum::Sha1(hash) => SourceHash::sha1(hash),
                        FileChecksum::Sha256(hash) => SourceHash::sha256(hash),
                    };
                    self.documents.push((Text(name.to_string().into_owned()), hash));
                    known.insert(file.name.0, next);
                    Some(next)
                });
                let is_visible = !is_hidden_line(line.line_start);
                let position = document.filter(|_| is_visible).map(|document| SourcePosition {
                    document,
                    line: line.line_start,
                    column: line.column_start.unwrap_or(0),
                    end_line: line.line_end.max(line.line_start),
                    end_column: line.column_end.unwrap_or(0),
                });
                self.methods.entry(*method).or_default().points.push(SequencePoint { il: IlOffset(il), position });
            }
        }
        for Lines { points, visible } in self.methods.values_mut() {
            points.sort_by_key(|point| point.il);
            points.dedup_by_key(|point| point.il);
            *visible = visible_of(points);
        }
        Ok(())
    }
}

impl WindowsPdb {
    /// Hashes of the documents whose lines have none: those of managed code stand in streams of their own.
    fn hashes<'s>(&mut self, pdb: &mut PDB<'s, Pages<'s>>, information: &pdb2::PDBInformation<'s>) {
        let Ok(names) = information.stream_names() else { return };
        let mut streams: FxHashMap<String, pdb2::StreamIndex> = FxHashMap::default();
        for it in names.iter().take(DOCUMENTS) {
            let name = it.name.to_string().to_lowercase();
            if let Some(document) = name.strip_prefix("/src/files/") {
                streams.entry(document.to_owned()).or_insert(it.stream_id);
            }
        }
        for (name, hash) in self.documents.iter_mut().filter(|(_, hash)| hash.is_none()) {
            let stream = streams.get(&name.as_str().to_lowercase());
            let stream = stream.and_then(|index| pdb.raw_stream(*index).ok().flatten());
            *hash = stream.and_then(|stream| document_hash(stream.as_slice()));
        }
    }
}

/// The hash in a stream about a document: GUIDs of language, vendor, kind of document and hash, the sizes of the hash and of the text,
/// 4 bytes each, the hash, the text.
fn document_hash(stream: &[u8]) -> Option<SourceHash> {
    let kind: [u8; 16] = stream.get(48..64)?.try_into().ok()?;
    let size: [u8; 4] = stream.get(64..68)?.try_into().ok()?;
    let size = usize::try_from(u32::from_le_bytes(size)).ok()?;
    SourceHash::new(kind, stream.get(72..)?.get(..size)?)
}

fn malformed(what: &'static str) -> Malformed {
    Malformed { offset: FileOffset(0), what, section: SECTION }
}

thread_local! {
    static IN_BOX: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread lets somebody else's code read a file: a panic there is caught and says that the file is damaged.
#[must_use]
pub fn is_boxed() -> bool {
    IN_BOX.get()
}

/// Lets pdb2 read a file; whatever becomes of that.
fn boxed<'b, T>(
    bytes: &'b [u8],
    limits: &Limits,
    read: impl FnOnce(&mut PDB<'b, Pages<'b>>) -> pdb2::Result<T>,
) -> Result<T, Malformed> {
    if !bytes.starts_with(MAGIC) {
        return Err(malformed("no symbol file of a known format"));
    }
    if bytes.len() as u64 > limits.symbol_bytes {
        return Err(malformed("the symbol file is larger than the limit; `--limit symbol-bytes=NUMBER` raises that"));
    }
    let pages = Pages { file: bytes, left: bytes.len().saturating_mul(VIEWS) };
    IN_BOX.set(true);
    let read = catch_unwind(AssertUnwindSafe(|| read(&mut PDB::open(pages)?)));
    IN_BOX.set(false);
    match read {
        Ok(Ok(read)) => Ok(read),
        Ok(Err(_)) | Err(_) => Err(malformed("the Windows PDB is damaged")),
    }
}

/// The file as pdb2 sees it.
#[derive(Debug)]
struct Pages<'s> {
    file: &'s [u8],
    /// Bytes that are still handed out: a short list of pages can name one page without end.
    left: usize,
}

impl<'s> Source<'s> for Pages<'s> {
    fn view(&mut self, slices: &[SourceSlice]) -> Result<Box<dyn SourceView<'s> + Send + Sync>, std::io::Error> {
        let refused = || std::io::Error::from(std::io::ErrorKind::UnexpectedEof);
        let size = slices.iter().fold(0_usize, |sum, slice| sum.saturating_add(slice.size));
        self.left = self.left.checked_sub(size).ok_or_else(refused)?;
        let mut bytes = Vec::with_capacity(size);
        for slice in slices {
            let start = usize::try_from(slice.offset).map_err(|_| refused())?;
            let end = start.checked_add(slice.size).ok_or_else(refused)?;
            bytes.extend_from_slice(self.file.get(start..end).ok_or_else(refused)?);
        }
        Ok(Box::new(View(bytes)))
    }
}

/// Some pages, one after the other.
#[derive(Debug)]
struct View(Vec<u8>);

impl SourceView<'_> for View {
    fn as_slice(&self) -> &[u8] {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stream_about_a_document_has_its_hash() {
        const SHA1: [u8; 16] =
            [0xEC, 0x16, 0x18, 0xFF, 0x5E, 0xAA, 0x10, 0x4D, 0x87, 0xF7, 0x6F, 0x49, 0x63, 0x83, 0x34, 0x60];
        let stream = [&[7; 48][..], &SHA1, &20u32.to_le_bytes(), &0u32.to_le_bytes(), &[5; 20]].concat();
        assert_eq!(document_hash(&stream), Some(SourceHash::Sha1([5; 20])));
        assert_eq!(document_hash(&stream[..91]), None, "cut");
        let huge = [&stream[..64], &u32::MAX.to_le_bytes(), &stream[68..]].concat();
        assert_eq!((document_hash(&huge), document_hash(&[])), (None, None));
    }
}
