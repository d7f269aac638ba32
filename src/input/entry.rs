//! One entry of an archive: what its headers claim, and its bytes within limits.

use std::fmt;
use std::io::{Read, Seek, SeekFrom};

use zip::CompressionMethod;
use zip::read::{OwnedZipFileEntry, ZipFileEntry, ZipReadOptions};

use super::listing::{EXTENSIONS, SYMBOLS};
use super::symbol_packages::PACKAGES;
use super::walk::ARCHIVES;
use crate::dataverse::registration::solution_of;
use crate::limits::Limits;
use crate::model::Refusal;
use crate::text::{Safe, Text};

/// From this size on, how well an entry is compressed matters.
const SMALL: u64 = 8 << 20;

/// What an entry may be, by its name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// An assembly or a module.
    Assembly,
    /// An archive.
    Archive,
    /// A symbol file.
    Symbols,
    /// A package of symbol files.
    SymbolPackage,
    /// A file that says how plug-ins are registered.
    Registration,
    /// Something in a folder for plug-ins; its content decides.
    Unknown,
}

/// An entry that may be of interest.
pub(super) struct Entry {
    /// How a report calls it.
    pub(super) label: Text,
    /// Its name as it stands in the list.
    pub(super) name: String,
    /// The same with `/` between the parts.
    pub(super) path: String,
    /// What it may be.
    pub(super) kind: Kind,
    /// The folder that it is in, in lower case.
    folder: String,
    /// The framework that it is for, as a folder of a package says it.
    framework: Option<String>,
    /// Why it is not read.
    pub(super) refused: Option<Refusal>,
    zip: OwnedZipFileEntry,
}

impl Entry {
    /// The entry, unless its name says that it is of no interest.
    pub(super) fn of(file: ZipFileEntry<'static>, limits: &Limits) -> Option<Self> {
        let name = match std::str::from_utf8(file.name_raw()) {
            Ok(name) => name.to_owned(),
            // Older tools write the code page of DOS.
            Err(_) => file
                .name()
                .map_or_else(|_| String::from_utf8_lossy(file.name_raw()).into_owned(), std::borrow::Cow::into_owned),
        };
        let path = name.replace('\\', "/");
        if path.ends_with('/') || file.is_dir() || file.is_symlink() {
            return None;
        }
        let kind = kind(&path)?;
        let refused = refusal(&file, limits);
        let folder = path.rsplit_once('/').map_or("", |(folder, _)| folder).to_lowercase();
        let framework = framework(&path);
        Some(Self { label: Text::default(), name, path, kind, folder, framework, refused, zip: file.into() })
    }

    /// Bytes that it claims to have.
    pub(super) fn size(&self) -> u64 {
        self.zip.size()
    }

    /// The last part of its path.
    pub(super) fn file_name(&self) -> &str {
        self.path.rsplit('/').next().unwrap_or(&self.path)
    }

    /// The folder that it is in, in lower case.
    pub(super) fn folder(&self) -> &str {
        &self.folder
    }

    /// Whether it is in the same folder, whatever the case of letters.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.folder == other.folder
    }

    /// Whether it may be what an assembly elsewhere in its archive refers to: assemblies for other frameworks never meet.
    pub(super) fn may_serve(&self, other: &Self) -> bool {
        match (&self.framework, &other.framework) {
            (Some(own), Some(theirs)) => own == theirs,
            (_, None) | (None, _) => self.has_code(),
        }
    }

    /// Whether it is not in a folder of what is only compiled against.
    pub(super) fn has_code(&self) -> bool {
        self.framework.as_ref().is_none_or(|own| !own.starts_with("ref/"))
    }

    /// Whether it is in a folder from which the platform takes plug-ins.
    pub(super) fn is_deployed(&self) -> bool {
        is_deployed(&self.path)
    }

    /// The bytes, exactly as many as were claimed and no more than `limit`.
    pub(super) fn read(&self, stream: &mut (impl Read + Seek), limit: u64) -> Result<Vec<u8>, Refusal> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone());
        }
        let size = self.size().min(limit);
        let file = self.zip.as_ref().with_reader(stream, ZipReadOptions::default());
        let mut bytes = Vec::new();
        let mut file = file.map_err(|error| broken(&error))?.take(size.saturating_add(1));
        // What it claims is only a first guess, and not taken for true above what it can be.
        let expected = size.min(self.zip.compressed_size().saturating_mul(4).max(SMALL));
        bytes
            .try_reserve_exact(usize::try_from(expected).unwrap_or(0))
            .map_err(|_| Refusal::from("there is not enough memory to read it".to_owned()))?;
        file.read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        if bytes.len() as u64 == self.size() {
            Ok(bytes)
        } else {
            Err(Refusal::new("Z03", format!("it is not as long as the {} bytes that the archive claims", self.size())))
        }
    }

    /// The first bytes, at most so many.
    pub(super) fn first_bytes(&self, stream: &mut (impl Read + Seek), count: u64) -> Result<Vec<u8>, Refusal> {
        if let Some(refused) = &self.refused {
            return Err(refused.clone());
        }
        let mut bytes = Vec::new();
        let file = self.zip.as_ref().with_reader(stream, ZipReadOptions::default());
        let file = file.map_err(|error| broken(&error))?;
        file.take(count).read_to_end(&mut bytes).map_err(|error| broken(&error))?;
        Ok(bytes)
    }
}

fn broken(error: &impl fmt::Display) -> Refusal {
    Refusal::new("Z09", format!("the entry is broken: {}", clause(error)))
}

/// What the decoder of archives says, without the words that every sentence of it begins with.
pub(super) fn clause(error: &impl fmt::Display) -> String {
    let text = error.to_string();
    let beginnings = ["invalid Zip archive: ", "unsupported Zip archive: ", "i/o error: "];
    let rest = beginnings.iter().fold(text.as_str(), |text, start| text.strip_prefix(start).unwrap_or(text));
    Safe::new(rest).to_string()
}

/// Why an entry is not read, by what its header says.
fn refusal(file: &ZipFileEntry<'_>, limits: &Limits) -> Option<Refusal> {
    if file.encrypted() {
        return Some(Refusal::new("Z11", "the entry is encrypted"));
    }
    if !matches!(file.compression(), CompressionMethod::Stored | CompressionMethod::Deflated) {
        let what = format!("the entry is compressed by a method that is not supported: {}", file.compression());
        return Some(Refusal::new("Z11", what));
    }
    let size = file.size();
    if size > limits.archive_entry_bytes {
        let what = format!(
            "larger than the {} bytes of an entry that are read; `--limit archive-entry-bytes=NUMBER` raises that",
            limits.archive_entry_bytes
        );
        return Some(Refusal::new("Z05", what));
    }
    if size > SMALL && size > file.compressed_size().saturating_mul(limits.archive_ratio) {
        let what = format!(
            "it would inflate to more than {} times its size; `--limit archive-ratio=NUMBER` raises that",
            limits.archive_ratio
        );
        return Some(Refusal::new("Z05", what));
    }
    None
}

/// What an entry may be, by its name; `None` if it is of no interest.
fn kind(path: &str) -> Option<Kind> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let extension = name.rsplit_once('.').map_or("", |(_, extension)| extension);
    let is = |known: &[&str]| known.iter().any(|known| known.eq_ignore_ascii_case(extension));
    match extension {
        _ if is(&EXTENSIONS) => Some(Kind::Assembly),
        _ if is(&ARCHIVES) => Some(Kind::Archive),
        _ if is(&SYMBOLS) => Some(Kind::Symbols),
        _ if is(&[PACKAGES]) => Some(Kind::SymbolPackage),
        _ if solution_of(path).is_some() => Some(Kind::Registration),
        _ if is_deployed(path) && !is(&["xml"]) => Some(Kind::Unknown),
        _ => None,
    }
}

/// Whether a path leads through a folder from which the platform takes plug-ins.
fn is_deployed(path: &str) -> bool {
    let folders = ["pluginassemblies", "pluginpackages"];
    let mut parts = path.split('/').rev().skip(1);
    parts.any(|part| folders.iter().any(|known| part.eq_ignore_ascii_case(known)))
}

/// The folder of a package for one framework, such as `lib/net462`.
fn framework(path: &str) -> Option<String> {
    let mut parts = path.split('/');
    let (first, second) = (parts.next()?.to_lowercase(), parts.next()?.to_lowercase());
    let inside = parts.next().is_some() && (first == "lib" || first == "ref");
    inside.then(|| format!("{first}/{second}"))
}

/// The bytes that an entry takes in its archive.
pub(super) struct Span {
    start: u64,
    end: u64,
    /// Whether the header in front of the entry has another name than the list.
    pub(super) name_differs: bool,
}

impl Span {
    /// Reads the header in front of an entry; `None` where there is none.
    pub(super) fn of(file: &ZipFileEntry<'_>, stream: &mut (impl Read + Seek)) -> Option<Self> {
        let start = file.header_start();
        stream.seek(SeekFrom::Start(start)).ok()?;
        let mut header = [0; 30];
        stream.read_exact(&mut header).ok()?;
        let [b'P', b'K', 3, 4, .., name_low, name_high, extra_low, extra_high] = header else { return None };
        let (name, extra) = (u16::from_le_bytes([name_low, name_high]), u16::from_le_bytes([extra_low, extra_high]));
        let mut local = vec![0; usize::from(name)];
        stream.read_exact(&mut local).ok()?;
        let length = 30_u64.saturating_add(u64::from(name)).saturating_add(u64::from(extra));
        let end = start.saturating_add(length).saturating_add(file.compressed_size());
        Some(Self { start, end, name_differs: local != file.name_raw() })
    }
}

/// Finds entries that share bytes: a small archive of them can claim any size.
#[derive(Default)]
pub(super) struct Overlaps(Vec<(u64, u64, Option<usize>)>);

impl Overlaps {
    /// Adds a span, with the place of its entry if that is of interest.
    pub(super) fn add(&mut self, span: &Span, place: Option<usize>) {
        self.0.push((span.start, span.end, place));
    }

    /// The places of entries that share bytes with others, or reach behind `end`.
    pub(super) fn overlapping(mut self, end: u64) -> Vec<usize> {
        self.0.sort_unstable();
        let mut places = Vec::new();
        let mut widest: Option<(u64, Option<usize>)> = None;
        for (start, stop, place) in self.0 {
            if widest.is_some_and(|(known, _)| start < known) {
                places.extend(place);
                places.extend(widest.and_then(|(_, place)| place));
            }
            if stop > end {
                places.extend(place);
            }
            if widest.is_none_or(|(known, _)| stop > known) {
                widest = Some((stop, place));
            }
        }
        places
    }
}
