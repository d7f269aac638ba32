//! Collects the files of one unit of work: the input, the references that are at hand, and their symbols.

use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

use super::origin::{Origin, origin};
use super::supply::{Supplied, Supply};
use crate::bytes::{Diagnostics, Malformed};
use crate::limits::Limits;
use crate::metadata::{AssemblyRef, File, FileAttributes, Metadata, Refused};
use crate::pe::{self, Image};
use crate::symbols::{Symbols, WindowsPdb};
use crate::text::Text;

/// Why an input cannot be analysed.
#[derive(Clone, Debug)]
pub enum OpenError {
    /// The container, or the CLI header.
    Container(pe::OpenError),
    /// The metadata.
    Metadata(Refused),
}

impl OpenError {
    /// Whether a CLI header says that the file is a managed assembly, however little of it can be read.
    #[must_use]
    pub fn is_managed(&self) -> bool {
        !self.is_not_managed() && !matches!(self, Self::Container(pe::OpenError::Headers(_)))
    }

    /// Whether the file holds no .NET code at all, as against being broken.
    #[must_use]
    pub fn is_not_managed(&self) -> bool {
        matches!(
            self,
            Self::Container(pe::OpenError::NotManaged(_)) | Self::Metadata(Refused::Delta | Refused::Symbols)
        )
    }
}

impl OpenError {
    /// The place at which the bytes are not what the format asks for; `None` where the file is something else.
    #[must_use]
    pub fn malformed(&self) -> Option<Malformed> {
        match self {
            Self::Container(pe::OpenError::Headers(at) | pe::OpenError::Malformed(at))
            | Self::Metadata(Refused::Malformed(at)) => Some(*at),
            _ => None,
        }
    }
}

impl From<pe::OpenError> for OpenError {
    fn from(error: pe::OpenError) -> Self {
        Self::Container(error)
    }
}

impl From<Refused> for OpenError {
    fn from(error: Refused) -> Self {
        Self::Metadata(error)
    }
}

impl fmt::Display for OpenError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Container(error) => error.fmt(f),
            Self::Metadata(error) => error.fmt(f),
        }
    }
}

impl std::error::Error for OpenError {}

/// The bytes of a symbol file that belongs to an assembly.
#[derive(Clone, Debug)]
pub struct SymbolFile {
    /// How a person knows the file: the assembly where they are in it.
    pub label: Text,
    /// `embedded`, or the format of a file of its own: `portable`, `windows`, `mdb`.
    pub kind: &'static str,
    /// The file, inflated; none of what was read as a whole.
    pub bytes: Vec<u8>,
    /// What was read as a whole.
    pub windows: Option<Arc<WindowsPdb>>,
    /// Folders of sources.
    pub source_roots: Vec<Text>,
}

impl SymbolFile {
    /// Opens it once more for the module it is of.
    pub(super) fn open(&self, image: &Image<'_>, module: &Metadata<'_>, limits: &Limits) -> Option<Symbols<'_>> {
        match &self.windows {
            Some(windows) => Some(Symbols::Windows(Arc::clone(windows))),
            None => Symbols::open(&self.bytes, image, module, limits).ok(),
        }
    }
}

/// One file of a unit.
#[derive(Clone, Debug)]
pub struct LoadedFile {
    /// The file.
    pub supplied: Supplied,
    /// Its symbols, where they match.
    pub symbols: Option<SymbolFile>,
}

/// The files of a unit and what was not at hand.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The input first, then references in the order in which they were met.
    pub files: Vec<LoadedFile>,
    /// How many of them, the first ones, there would be without those of the framework and the SDK, and what only these refer to.
    pub without_framework: usize,
    /// Simple names of referenced assemblies, neither framework nor SDK, that were not supplied or could not be opened.
    pub missing: BTreeSet<Text>,
    /// Why symbols that are there were not used: label of the assembly, reason.
    pub refused_symbols: Vec<(Text, String)>,
}

/// Opens the metadata of an image.
pub(super) fn open_metadata<'a>(
    image: &Image<'a>,
    limits: &Limits,
    diagnostics: &mut Diagnostics,
) -> Result<Metadata<'a>, OpenError> {
    let root = image.metadata().map_err(Refused::from)?;
    Ok(Metadata::open(root, limits, diagnostics)?)
}

/// Collects the files of the unit whose input is `input`.
///
/// # Errors
/// The input is no managed assembly, or too broken to read anything of it.
pub fn load(input: Supplied, supply: &dyn Supply, limits: &Limits) -> Result<Loaded, OpenError> {
    load_with(input, supply, limits, false)
}

/// The same; with `framework` also assemblies of the framework and the SDK, as far as the user named where they are.
///
/// # Errors
/// Those of [`load`].
pub fn load_with(input: Supplied, supply: &dyn Supply, limits: &Limits, framework: bool) -> Result<Loaded, OpenError> {
    let (files, missing, refused_symbols) = (Vec::new(), BTreeSet::new(), Vec::new());
    let mut loaded = Loaded { files, without_framework: 0, missing, refused_symbols };
    let mut known: BTreeSet<String> = BTreeSet::new();
    let mut wanted: Vec<(String, bool)> = Vec::new();
    add(&mut loaded, &mut wanted, input, supply, limits)?;
    follow(&mut loaded, &mut known, &mut wanted, false, supply, limits);
    loaded.without_framework = loaded.files.len();
    if framework {
        follow(&mut loaded, &mut known, &mut wanted, true, supply, limits);
    }
    Ok(loaded)
}

/// Adds what is wanted and not known yet; of the framework only with `framework`.
fn follow(
    loaded: &mut Loaded,
    known: &mut BTreeSet<String>,
    wanted: &mut Vec<(String, bool)>,
    framework: bool,
    supply: &dyn Supply,
    limits: &Limits,
) {
    let mut next = 0;
    while let Some((name, is_framework)) = wanted.get(next).cloned() {
        next += 1;
        if is_framework && !framework || !known.insert(name.to_ascii_lowercase()) {
            continue;
        }
        let found = if is_framework { supply.named(&name) } else { supply.assembly(&name) };
        let found = found.filter(|file| loaded.files.iter().all(|known| known.supplied.label != file.label));
        let opened = found.map(|file| add(loaded, wanted, file, supply, limits));
        // What the framework refers to is nobody's loss.
        if !framework && !matches!(opened, Some(Ok(()))) {
            loaded.missing.insert(Text(name));
        }
    }
}

/// Adds a file with its symbols and notes what it refers to.
fn add(
    loaded: &mut Loaded,
    wanted: &mut Vec<(String, bool)>,
    file: Supplied,
    supply: &dyn Supply,
    limits: &Limits,
) -> Result<(), OpenError> {
    let mut ignored = Diagnostics::default();
    let image = Image::open(&file.bytes, limits, &mut ignored)?;
    let metadata = open_metadata(&image, limits, &mut ignored)?;
    for (_, row) in metadata.rows::<AssemblyRef>() {
        let name = metadata.name(row.name).text();
        let key = metadata.blob(row.public_key_or_token).map(|r| r.rest()).unwrap_or_default();
        let is_framework = origin(&name, row.flags, key) != Origin::Other;
        wanted.push((name.into_owned(), is_framework));
    }
    for (_, row) in metadata.rows::<File>() {
        if !row.flags.contains(FileAttributes::CONTAINS_NO_METADATA) {
            let name = metadata.name(row.name).text();
            wanted.push((name.rsplit_once('.').map_or(&*name, |(stem, _)| stem).to_owned(), false));
        }
    }
    let symbols = match super::symbol_files::find(&image, &metadata, supply, &file.label, limits) {
        Ok(symbols) => symbols,
        Err(reason) => {
            loaded.refused_symbols.push((file.label.clone(), reason));
            None
        }
    };
    loaded.files.push(LoadedFile { supplied: file, symbols });
    Ok(())
}
