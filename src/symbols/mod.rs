//! Symbols: from a method and an IL offset to the file, line and column that the author wrote.
//!
//! Opens nothing: bytes in, positions out. A symbol file that belongs to another build is refused, because no line beats a wrong line.
//! Symbols are never needed: whatever is wrong with them costs lines, not findings.
//!
//! Offsets in errors and diagnostics count from the start of the symbol file, after inflating where it was embedded.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing,
        clippy::arithmetic_side_effects
    )
)]

mod blobs;
pub mod embedded;
mod id;
mod line_program;
mod mdb;
mod portable;
mod source_file;
mod sources;
#[cfg(test)]
mod tests;
mod windows;

use std::fmt;
use std::sync::Arc;

pub use id::SymbolId;
pub use mdb::Mdb;
pub use portable::PortablePdb;
pub use source_file::SourceHash;
pub use sources::{SourcePaths, is_windows};
pub use windows::{WindowsPdb, is_boxed};

use crate::bytes::{Diagnostics, FileOffset, Loss, Malformed, Reader};
use crate::il::IlOffset;
use crate::limits::Limits;
use crate::metadata::{Metadata, MethodDef, Module, Rid};
use crate::pe::Image;
use crate::text::{Name, Text};

/// A source file of one symbol file: 0-based, meaningless in another symbol file.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct DocumentIndex(pub u32);

/// A stretch of source text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SourcePosition {
    /// The source file.
    pub document: DocumentIndex,
    /// First line, 1-based; never 0.
    pub line: u32,
    /// First column, 1-based, in UTF-16 units; 0 where the compiler states none.
    pub column: u32,
    /// Last line, 1-based; at least `line`.
    pub end_line: u32,
    /// Column behind the last character, 1-based, in UTF-16 units; 0 where the compiler states none.
    pub end_column: u32,
}

/// Where the code of a piece of source text starts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SequencePoint {
    /// The first instruction of the piece; it reaches to the next sequence point.
    pub il: IlOffset,
    /// The text; `None` for a hidden point: code that the compiler made and no line stands for.
    pub position: Option<SourcePosition>,
}

/// Why a symbol file is not used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Refused {
    /// The bytes are not what the format asks for.
    Malformed(Malformed),
    /// Its id is not the one that the assembly states: its lines would be wrong (trap D03).
    Mismatch,
    /// The assembly states no id of symbols: nobody knows whether these are its own.
    Unstated,
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
            Self::Mismatch => f.write_str("the symbols belong to another build"),
            Self::Unstated => f.write_str("the assembly does not say which symbols are its own"),
        }
    }
}

impl std::error::Error for Refused {}

/// The symbols of one module, whatever their format. Cheap to open; a method's blob is decoded when it is asked for.
#[derive(Debug)]
pub enum Symbols<'a> {
    /// A portable PDB, beside the assembly or embedded in it.
    Portable(Box<PortablePdb<'a>>),
    /// The symbol file of Mono's compiler.
    Mdb(Box<Mdb<'a>>),
    /// A Windows PDB, read as a whole.
    Windows(Arc<WindowsPdb>),
}

impl<'a> Symbols<'a> {
    /// Opens a symbol file and makes sure that it is the one of `image`, whose metadata is `module`. Its first bytes say what it is.
    /// Embedded symbols come here too, after [`embedded::inflate`].
    ///
    /// # Errors
    /// The file cannot be read, or it belongs to another build.
    pub fn open(bytes: &'a [u8], image: &Image<'_>, module: &Metadata<'_>, limits: &Limits) -> Result<Self, Refused> {
        let file = Reader::new(bytes, FileOffset(0), "symbol file");
        let mut start = file;
        if bytes.starts_with(b"BSJB") {
            let mut pdb = PortablePdb::open(bytes, limits)?;
            if !matches(image, &pdb) {
                return Err(if states_symbols(image) { Refused::Mismatch } else { Refused::Unstated });
            }
            pdb.compare_with(module);
            Ok(Self::Portable(Box::new(pdb)))
        } else if start.u64("").is_ok_and(|magic| magic == mdb::MAGIC) {
            let mdb = Mdb::open(bytes)?;
            if module_version_id(module) != Some(mdb.module_version_id()) {
                return Err(Refused::Mismatch);
            }
            Ok(Self::Mdb(Box::new(mdb)))
        } else if bytes.starts_with(windows::MAGIC) {
            let stated = image.debug_directory().iter().filter_map(|entry| entry.code_view().ok().flatten());
            let stated: Vec<_> = stated.map(|code_view| (code_view.guid, code_view.age)).collect();
            if stated.is_empty() {
                return Err(Refused::Unstated);
            }
            Ok(Self::Windows(Arc::new(WindowsPdb::open(bytes, limits, &stated)?)))
        } else {
            Err(file.malformed("no symbol file of a known format").into())
        }
    }

    /// The word for the format.
    #[must_use]
    pub fn format(&self) -> &'static str {
        match self {
            Self::Portable(_) => "portable",
            Self::Mdb(_) => "mdb",
            Self::Windows(_) => "windows",
        }
    }

    /// What opening the symbols noticed.
    #[must_use]
    pub fn diagnostics(&self) -> Option<&Diagnostics> {
        match self {
            Self::Portable(pdb) => Some(pdb.diagnostics()),
            Self::Mdb(_) | Self::Windows(_) => None,
        }
    }

    /// What of the file is not there, so that lines may be missing; `None` where it seems whole.
    #[must_use]
    pub fn damage(&self) -> Option<Malformed> {
        let noticed = self.diagnostics()?.entries().iter();
        // A stream that is cut costs nothing by itself, but for what stands in it.
        noticed.filter(|it| it.loss == Loss::Unit || it.code == "M11").map(|it| it.at).next()
    }

    /// The sequence points of a method, ascending by IL offset; none for a method without any.
    ///
    /// # Errors
    /// The method's debug information is malformed; other methods are not concerned (trap D04).
    pub fn sequence_points(&self, method: Rid<MethodDef>) -> Result<Vec<SequencePoint>, Malformed> {
        match self {
            Self::Portable(pdb) => pdb.sequence_points(method),
            Self::Mdb(mdb) => mdb.sequence_points(method),
            Self::Windows(pdb) => Ok(pdb.sequence_points(method)),
        }
    }

    /// The text that the instruction at `il` was made from: the last visible sequence point at or before it, so that hidden points
    /// are looked through; else, in a method that starts with hidden code, the first visible one. (A debugger would step over hidden
    /// code; a piece of evidence needs the nearest line.) `None` where the method has no visible point or its points are malformed.
    #[must_use]
    pub fn locate(&self, method: Rid<MethodDef>, il: IlOffset) -> Option<SourcePosition> {
        match self {
            Self::Portable(pdb) => pdb.locate(method, il),
            Self::Mdb(mdb) => mdb.locate(method, il),
            Self::Windows(pdb) => pdb.locate(method, il),
        }
    }

    /// The same for the instruction with which a handler begins that ends before `end`; its filter begins at `start`. Where a hidden point says
    /// that it begins with code of the compiler (Visual Basic), the first visible one inside counts, for what precedes belongs to other text.
    /// Where no point says anything (mcs), the line of the `catch` is what precedes.
    #[must_use]
    pub fn locate_within(
        &self,
        method: Rid<MethodDef>,
        il: IlOffset,
        (start, end): (IlOffset, IlOffset),
    ) -> Option<SourcePosition> {
        let points = self.sequence_points(method).ok()?;
        let is_hidden = points.iter().any(|point| point.il == il && point.position.is_none());
        let visible = visible_of(&points);
        let behind = visible.partition_point(|(point, _)| *point <= il);
        let own = behind.checked_sub(1).and_then(|before| visible.get(before)).filter(|(point, _)| *point >= start);
        let found = own.or_else(|| visible.get(behind).filter(|(point, _)| is_hidden && *point < end));
        found.map(|(_, position)| *position).or_else(|| locate(&visible, il))
    }

    /// The text of a method's first visible sequence point: the nearest thing to its declaration that symbols hold.
    #[must_use]
    pub fn first_position(&self, method: Rid<MethodDef>) -> Option<SourcePosition> {
        match self {
            Self::Portable(pdb) => pdb.first_position(method),
            Self::Mdb(mdb) => mdb.first_position(method),
            Self::Windows(pdb) => pdb.first_position(method),
        }
    }

    /// The methods that were asked for and whose symbols are malformed, ascending, with the reason.
    #[must_use]
    pub fn broken(&self) -> Vec<(Rid<MethodDef>, Malformed)> {
        match self {
            Self::Portable(pdb) => pdb.broken(),
            Self::Mdb(mdb) => mdb.broken(),
            Self::Windows(_) => Vec::new(),
        }
    }

    /// The path of a source file as the compiler was given it: untrusted text, with `\` or `/` (trap D06).
    ///
    /// # Errors
    /// The name is malformed.
    pub fn document_name(&self, document: DocumentIndex) -> Result<Text, Malformed> {
        match self {
            Self::Portable(pdb) => pdb.document_name(document),
            Self::Mdb(mdb) => mdb.document_name(document),
            Self::Windows(pdb) => pdb.document_name(document),
        }
    }

    /// The hash of a source file; `None` where the symbols hold none of a known kind.
    #[must_use]
    pub fn source_hash(&self, document: DocumentIndex) -> Option<SourceHash> {
        match self {
            Self::Portable(pdb) => pdb.source_hash(document),
            Self::Mdb(mdb) => mdb.source_hash(document),
            Self::Windows(pdb) => pdb.source_hash(document),
        }
    }

    /// The source file itself, where the symbols hold it; at most `most` bytes.
    #[must_use]
    pub fn embedded_source(&self, document: DocumentIndex, most: u64) -> Option<Result<Vec<u8>, Malformed>> {
        self.portable()?.embedded_source(document, most)
    }

    /// The method that the author wrote, for the `MoveNext` of its state machine (iterator or async).
    #[must_use]
    pub fn kickoff(&self, move_next: Rid<MethodDef>) -> Option<Rid<MethodDef>> {
        self.portable()?.kickoff(move_next)
    }

    /// The `MoveNext` that holds the code of an iterator or async method.
    #[must_use]
    pub fn move_next(&self, kickoff: Rid<MethodDef>) -> Option<Rid<MethodDef>> {
        self.portable()?.move_next(kickoff)
    }

    /// The author's name of the local variable in `slot` (0-based) at the instruction at `il`; `None` for a temporary of the compiler.
    #[must_use]
    pub fn local_name(&self, method: Rid<MethodDef>, slot: u16, il: IlOffset) -> Option<Name<'a>> {
        self.portable()?.local_name(method, slot, il)
    }

    /// The SourceLink map, JSON: which document is where on the web.
    #[must_use]
    pub fn source_link(&self) -> Option<&[u8]> {
        match self {
            Self::Portable(pdb) => pdb.source_link(),
            Self::Mdb(_) => None,
            Self::Windows(pdb) => pdb.source_link(),
        }
    }

    /// The portable PDB: the only format of which more than lines is read.
    fn portable(&self) -> Option<&PortablePdb<'a>> {
        match self {
            Self::Portable(pdb) => Some(pdb),
            Self::Mdb(_) | Self::Windows(_) => None,
        }
    }
}

/// The version id of a module, in the byte order of the file.
fn module_version_id(module: &Metadata<'_>) -> Option<[u8; 16]> {
    let row = module.row(Rid::<Module>::FIRST).ok()?;
    module.guid(row.mvid).ok().flatten()
}

/// Whether this is the line that marks a hidden sequence point in formats without another way to say so, or no line at all.
fn is_hidden_line(line: u32) -> bool {
    const HIDDEN: [u32; 3] = [0, 0x00FE_EFEE, 0x00F0_0F00];
    HIDDEN.contains(&line)
}

/// The visible ones of some sequence points.
fn visible_of(points: &[SequencePoint]) -> Vec<(IlOffset, SourcePosition)> {
    points.iter().filter_map(|point| Some((point.il, point.position?))).collect()
}

/// What [`Symbols::locate`] says, by the visible sequence points of the method.
fn locate(visible: &[(IlOffset, SourcePosition)], il: IlOffset) -> Option<SourcePosition> {
    let after = visible.partition_point(|(start, _)| *start <= il);
    // Hidden points are not in the list: what precedes, or else follows, is visible.
    visible.get(after.saturating_sub(1)).map(|(_, position)| *position)
}

/// Whether a portable PDB is the one of this image: one of the image's CodeView entries states its id, GUID and stamp (trap D03).
/// An image that states no id has no symbols that could be trusted.
#[must_use]
pub fn matches(image: &Image<'_>, pdb: &PortablePdb<'_>) -> bool {
    let entries = image.debug_directory().iter();
    let mut stated = entries.filter_map(|entry| entry.code_view().ok().flatten());
    stated.any(|code_view| is_id(pdb.id(), code_view.guid, code_view.stamp))
}

/// Whether an image says which symbols are its own.
fn states_symbols(image: &Image<'_>) -> bool {
    image.debug_directory().iter().any(|entry| matches!(entry.code_view(), Ok(Some(_))))
}

/// Whether a PDB id is made of this GUID, in the byte order of the file, and this stamp (Portable PDB, #Pdb stream).
fn is_id(id: [u8; 20], guid: [u8; 16], stamp: u32) -> bool {
    id.split_first_chunk::<16>().is_some_and(|(id, rest)| *id == guid && rest == stamp.to_le_bytes())
}
