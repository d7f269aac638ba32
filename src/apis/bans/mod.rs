//! What the user forbids, wherever that is said: `BannedSymbols.txt`, a set that comes with the tool, a config.
//!
//! A [`Ban`] is one entry, a [`BanList`] all of them with an index by name, [`Banned`] finds their uses in the assemblies of one unit of work.

mod awaits;
mod code;
mod declared;
mod except;
mod list;
mod rows;
mod sets;
mod text;
mod uses;

use std::str::FromStr;

use crate::finding::{Confidence, Severity};
use crate::model::{DocId, DocKind, Unparsable};
use crate::text::Text;

pub use except::Exceptions;
pub use list::BanList;
pub use sets::{SETS, Set};
pub use text::Unread;
pub use uses::{Banned, Role, Used, What};

/// What code is looked at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Scope {
    /// What can run because the platform calls a root.
    #[default]
    Reach,
    /// All of the input: in code that no root reaches, the rules that ask for uses of certain members find patterns.
    Assembly,
}

impl Scope {
    /// Every scope.
    pub const ALL: &'static [Self] = &[Self::Reach, Self::Assembly];

    /// The word for it on the command line.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Reach => "reach",
            Self::Assembly => "assembly",
        }
    }
}

impl FromStr for Scope {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        Self::ALL.iter().copied().find(|scope| scope.word() == word).ok_or("the scope is reach or assembly")
    }
}

/// Where an entry stands.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Origin {
    /// The file, as the user named it; of a set that comes with the tool `the set NAME`.
    pub file: Text,
    /// 1-based.
    pub line: u32,
}

/// One entry: something that must not be used.
#[derive(Clone, Debug)]
pub struct Ban {
    /// What it names.
    pub id: DocId,
    /// Why, or what to use instead; in the user's words.
    pub message: Option<String>,
    /// How much harm a use does, where somebody says that of this entry.
    pub severity: Option<Severity>,
    /// How sure a use is.
    pub confidence: Confidence,
    /// Where it may be used nevertheless.
    pub except: Exceptions,
    /// In which code it is forbidden; without an answer in what the platform's calls reach, and in all of an assembly that has
    /// no class which the platform calls.
    pub scope: Option<Scope>,
    /// Where the entry stands.
    pub origin: Origin,
    /// Whether it comes with the tool: then nobody has to hear that it is not used.
    pub bundled: bool,
}

impl Ban {
    /// An entry with the defaults of all that is not said.
    ///
    /// # Errors
    /// `id` is no documentation-comment id.
    pub fn new(id: &str, origin: Origin) -> Result<Self, Unparsable> {
        Ok(Self {
            id: DocId::parse(id)?,
            message: None,
            severity: None,
            confidence: Confidence::High,
            except: Exceptions::default(),
            scope: None,
            origin,
            bundled: false,
        })
    }

    /// How much harm a use does.
    #[must_use]
    pub fn level(&self) -> Severity {
        self.severity.unwrap_or(Severity::High)
    }

    /// Whether it names types, by themselves or by their namespace, and not one member.
    pub(super) fn covers_types(&self) -> bool {
        matches!(self.id.kind(), DocKind::Namespace | DocKind::Type)
    }

    /// What is more specific comes first: a member, the innermost type, the longest namespace.
    fn rank(&self) -> impl Ord + use<> {
        let kind = match self.id.kind() {
            DocKind::Namespace => 2,
            DocKind::Type => 1,
            _ => 0,
        };
        (kind, std::cmp::Reverse(self.id.depth()))
    }
}
