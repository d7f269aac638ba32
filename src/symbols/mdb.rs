//! The symbol file of Mono's compiler, `A.dll.mdb` (Mono.CompilerServices.SymbolWriter, version 50.0): documents, and for each method a
//! program of line numbers. Lines and columns only; names of locals in it are not read.

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxBuildHasher;

use super::line_program::{LineProgram, Parameters};
use super::{DocumentIndex, SequencePoint, SourceHash, SourcePosition, locate, visible_of};
use crate::bytes::{FileOffset, Malformed, Reader};
use crate::il::IlOffset;
use crate::metadata::{MethodDef, Rid, Token};
use crate::text::Text;

/// What errors cite.
pub(super) const SECTION: &str = "Mono symbol file";
/// First bytes of the file, little-endian.
pub(super) const MAGIC: u64 = 0x45E8_2623_FD7F_A614;
/// Bytes of an entry of the table of source files: number, where the name is.
const SOURCE: usize = 8;
/// Bytes of an entry of the method table: token, where its data are, where its line numbers are.
const METHOD: usize = 12;
/// The line numbers of the method are followed by a column each.
const HAS_COLUMNS: u32 = 2;
/// And by where each piece of text ends.
const HAS_ENDS: u32 = 4;

/// A table of line numbers: where it starts in the file, and the flags of the method.
type Key = (u32, u32);

/// A Mono symbol file. Tables of line numbers are decoded when asked for.
#[derive(Debug)]
pub struct Mdb<'a> {
    file: Reader<'a>,
    module_version_id: [u8; 16],
    parameters: Parameters,
    /// The entries of the table of source files.
    sources: Reader<'a>,
    /// Where the data and the line numbers of a method are, by its row.
    methods: BTreeMap<u32, (u32, u32)>,
    /// Where line numbers start. A table reaches to the next one at most, so that no byte is decoded for two.
    starts: BTreeSet<u32>,
    decoded: Mutex<Decoded>,
}

/// What has been decoded so far.
#[derive(Debug, Default)]
struct Decoded {
    visible: HashMap<Key, Result<Visible, Malformed>, FxBuildHasher>,
    /// By method row.
    broken: BTreeMap<u32, Malformed>,
}

/// The visible sequence points of a table.
type Visible = Arc<Vec<(IlOffset, SourcePosition)>>;

impl<'a> Mdb<'a> {
    /// Opens a Mono symbol file.
    ///
    /// # Errors
    /// The file is of another version, or one of its tables is not inside it.
    pub fn open(bytes: &'a [u8]) -> Result<Self, Malformed> {
        const CUT: &str = "the header of the Mono symbol file is cut";
        let file = Reader::new(bytes, FileOffset(0), SECTION);
        let mut r = file;
        if r.u64(CUT)? != MAGIC {
            return Err(file.malformed("not a Mono symbol file"));
        }
        let version = r;
        if (r.u32(CUT)?, r.u32(CUT)?) != (50, 0) {
            return Err(version.malformed("a Mono symbol file of another version than 50.0"));
        }
        let module_version_id = r.structure(CUT)?;
        // Size of the file, data, and compilation units: number, offset, size.
        r.skip(6 * 4, CUT)?;
        let sources = table(&mut r, file, SOURCE)?;
        let methods = table(&mut r, file, METHOD)?;
        // Number of types; scopes of anonymous methods: number, offset, size.
        r.skip(4 * 4, CUT)?;
        let parameters = Parameters::read(&mut r)?;
        let mut mdb = Self {
            file,
            module_version_id,
            parameters,
            sources,
            methods: BTreeMap::new(),
            starts: BTreeSet::new(),
            decoded: Mutex::default(),
        };
        let mut rest = methods;
        while !rest.is_empty() {
            let (token, data, lines) = (Token(rest.u32(CUT)?), rest.u32(CUT)?, rest.u32(CUT)?);
            if let Some(method) = token.rid::<MethodDef>() {
                mdb.methods.entry(method.row()).or_insert((data, lines));
                mdb.starts.insert(lines);
            }
        }
        Ok(mdb)
    }

    /// The version id of the module that the file belongs to, in the byte order of the file.
    #[must_use]
    pub fn module_version_id(&self) -> [u8; 16] {
        self.module_version_id
    }

    /// The greatest row of a method that the file knows.
    #[must_use]
    pub fn last_method(&self) -> u32 {
        self.methods.last_key_value().map_or(0, |(row, _)| *row)
    }

    /// See [`super::Symbols::sequence_points`].
    ///
    /// # Errors
    /// The method's line numbers are malformed.
    pub fn sequence_points(&self, method: Rid<MethodDef>) -> Result<Vec<SequencePoint>, Malformed> {
        self.key(method)?.map_or(Ok(Vec::new()), |key| self.decode(key))
    }

    /// See [`super::Symbols::locate`].
    #[must_use]
    pub fn locate(&self, method: Rid<MethodDef>, il: IlOffset) -> Option<SourcePosition> {
        locate(&self.visible(method)?, il)
    }

    /// See [`super::Symbols::first_position`].
    #[must_use]
    pub fn first_position(&self, method: Rid<MethodDef>) -> Option<SourcePosition> {
        Some(self.visible(method)?.first()?.1)
    }

    /// See [`super::Symbols::broken`].
    #[must_use]
    pub fn broken(&self) -> Vec<(Rid<MethodDef>, Malformed)> {
        let decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        decoded.broken.iter().filter_map(|(row, why)| Some((Rid::new(*row)?, *why))).collect()
    }

    /// See [`super::Symbols::document_name`].
    ///
    /// # Errors
    /// There is no such document, or its name is cut.
    pub fn document_name(&self, document: DocumentIndex) -> Result<Text, Malformed> {
        let mut name = self.source(document)?;
        let length = usize::try_from(number(&mut name)?).unwrap_or(usize::MAX);
        let name = name.bytes(length, "the name of a source file is cut")?;
        Ok(Text::from(String::from_utf8_lossy(name).into_owned()))
    }

    /// See [`super::Symbols::source_hash`]: behind the name and a GUID.
    #[must_use]
    pub fn source_hash(&self, document: DocumentIndex) -> Option<SourceHash> {
        let mut r = self.source(document).ok()?;
        let length = usize::try_from(number(&mut r).ok()?).ok()?;
        r.skip(length.checked_add(16)?, "").ok()?;
        SourceHash::md5(r.bytes(16, "").ok()?)
    }

    /// Where the name of a source file stands.
    fn source(&self, document: DocumentIndex) -> Result<Reader<'a>, Malformed> {
        const CUT: &str = "the entry of a source file is cut";
        let entry = usize::try_from(document.0).ok().and_then(|index| self.sources.at(index.checked_mul(SOURCE)?));
        let mut entry = entry.ok_or_else(|| self.sources.malformed("there is no such source file"))?;
        entry.skip(4, CUT)?;
        self.at(entry.u32(CUT)?)
    }

    fn at(&self, offset: u32) -> Result<Reader<'a>, Malformed> {
        let at = usize::try_from(offset).ok().and_then(|offset| self.file.at(offset));
        at.ok_or_else(|| self.file.malformed("an offset leads out of the file"))
    }

    /// Where the line numbers of a method are; `None` for a method that the file does not know.
    fn key(&self, method: Rid<MethodDef>) -> Result<Option<Key>, Malformed> {
        let Some((data, lines)) = self.methods.get(&method.row()) else { return Ok(None) };
        let mut data = self.at(*data)?;
        // Compilation unit, local variables, namespace, code blocks, scope variables, real name.
        for _ in 0..6 {
            number(&mut data)?;
        }
        Ok(Some((*lines, number(&mut data)? & (HAS_COLUMNS | HAS_ENDS))))
    }

    fn decode(&self, (start, flags): Key) -> Result<Vec<SequencePoint>, Malformed> {
        let r = self.at(start)?;
        let next = self.starts.range(start.saturating_add(1)..).next();
        let r = next.map_or(r, |next| r.clamped(usize::try_from(next.saturating_sub(start)).unwrap_or(usize::MAX)));
        let documents = u32::try_from(self.sources.len().checked_div(SOURCE).unwrap_or(0)).unwrap_or(u32::MAX);
        let program = LineProgram { parameters: self.parameters, documents };
        program.run(r, flags & HAS_COLUMNS != 0, flags & HAS_ENDS != 0)
    }

    fn visible(&self, method: Rid<MethodDef>) -> Option<Visible> {
        let key = self.key(method);
        let mut decoded = self.decoded.lock().unwrap_or_else(PoisonError::into_inner);
        let visible = match key {
            Ok(None) => return None,
            Ok(Some(key)) => {
                let decode = || Ok(Arc::new(visible_of(&self.decode(key)?)));
                decoded.visible.entry(key).or_insert_with(decode).clone()
            }
            Err(malformed) => Err(malformed),
        };
        visible.map_err(|malformed| decoded.broken.insert(method.row(), malformed)).ok()
    }
}

/// The entries of the table that the header describes next: number, offset, size.
fn table<'a>(header: &mut Reader<'a>, file: Reader<'a>, entry: usize) -> Result<Reader<'a>, Malformed> {
    const CUT: &str = "the header of the Mono symbol file is cut";
    let start = *header;
    let (count, offset) = (header.u32(CUT)?, header.u32(CUT)?);
    header.skip(4, CUT)?;
    let outside = || start.malformed("a table of the Mono symbol file is not inside it");
    let size = usize::try_from(count).ok().and_then(|count| count.checked_mul(entry)).ok_or_else(outside)?;
    let mut at = usize::try_from(offset).ok().and_then(|offset| file.at(offset)).ok_or_else(outside)?;
    at.part(size, "a table of the Mono symbol file is not inside it")
}

/// Reads a number of 7 bits a byte, the lowest first. Laxer than the format: what is above 32 bits is dropped, as Mono drops it.
pub(super) fn number(r: &mut Reader<'_>) -> Result<u32, Malformed> {
    let start = *r;
    let mut value = 0_u32;
    for shift in [0, 7, 14, 21, 28] {
        let byte = r.u8("a number is cut")?;
        value |= u32::from(byte & 0x7F).wrapping_shl(shift);
        if byte & 0x80 == 0 {
            return Ok(value);
        }
    }
    Err(start.malformed("a number has more than 5 bytes"))
}
