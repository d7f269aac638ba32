//! How the model asks for files without knowing where they are.

use std::fmt;

use crate::symbols::SymbolId;
use crate::text::{Safe, Text};

/// A file that was supplied.
#[derive(Clone, Debug)]
pub struct Supplied {
    /// How a person knows it: the path as written, with `/`.
    pub label: Text,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What may be a source file.
#[derive(Clone, Debug)]
pub struct SourceFile {
    /// Its bytes; `None` where there are more than were asked for.
    pub bytes: Option<Vec<u8>>,
    /// Whether the user said that sources are there.
    pub is_named: bool,
}

/// Why something cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable id of the trap; `IO` for what the operating system says.
    pub code: &'static str,
    /// One sentence.
    pub what: String,
}

impl Refusal {
    /// A refusal with the id of a trap.
    pub fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self { code, what: what.into() }
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        Safe::new(&self.what).fmt(f)
    }
}

impl From<String> for Refusal {
    fn from(what: String) -> Self {
        Self::new("IO", what)
    }
}

/// An archive: it has nothing to analyse itself, its members are units of their own.
#[derive(Clone, Debug)]
pub struct Container {
    /// `archive`, or `solution` for an unpacked one.
    pub kind: &'static str,
    /// SHA-256 of its bytes.
    pub sha256: [u8; 32],
    /// What is lost in it, beside members that say so themselves.
    pub lost: Vec<Refusal>,
    /// What is odd about it and costs nothing.
    pub tolerated: Vec<Refusal>,
}

/// Gives one unit of work (an input assembly and the references it opens) its files.
pub trait Supply: Send + Sync {
    /// The input itself.
    ///
    /// # Errors
    /// Why it cannot be read.
    fn input(&self) -> Result<Supplied, Refusal>;

    /// The archive that the input is; then there is nothing else to ask for.
    fn container(&self) -> Option<&Container> {
        None
    }

    /// The assembly or module called `name`: from the input's own folder, then its archive or package, then the reference folders.
    /// `name` comes from a binary: anything but a plain file name must not be looked up.
    fn assembly(&self, name: &str) -> Option<Supplied>;

    /// The assembly called `name` from the reference folders only: the framework's own are looked for nowhere else.
    fn named(&self, _name: &str) -> Option<Supplied> {
        None
    }

    /// Hands the symbol files that may belong to the assembly called `label`, or why one cannot be read, to `accept`, the likeliest first,
    /// until it takes one.
    /// `ids` are those that the assembly states.
    fn symbols(&self, label: &Text, ids: &[SymbolId], accept: &mut dyn FnMut(Result<Supplied, Refusal>) -> bool);

    /// Whether symbols are wanted at all.
    fn wants_symbols(&self) -> bool {
        true
    }

    /// Hands what may be the source file that symbols call `stated` and a report `shown` to `accept`, the likeliest first, until it takes
    /// one. Of one that has more than `most` bytes nothing is read.
    fn source(&self, _stated: &Text, _shown: &Text, _most: u64, _accept: &mut dyn FnMut(SourceFile) -> bool) {}

    /// The folders of sources; paths in symbols are relative to them.
    fn source_roots(&self) -> &[Text] {
        &[]
    }
}
