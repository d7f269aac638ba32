//! Disassembly in the syntax of ilasm (ECMA-335 Partition II), such that ilasm makes the same module of it.
//!
//! The text is written while the metadata is read: there is no object for an instruction and no text for an operand, for a
//! library has millions of them. The name of each row is spelled once.

mod blocks;
mod body;
mod chosen;
mod class;
mod head;
mod member;
mod method;
mod source;
mod writer;

use std::io;

use crate::inspect::pick::Selection;
use crate::inspect::source::Sources;
use crate::model::Universe;

use chosen::Chosen;
use writer::Writer;

/// What a person has to know who asked for source lines in vain.
pub const NO_SYMBOLS: &str = "there are no symbols of this build: no source lines";

/// What of a text is not as it stands in the file; each has a comment in its place.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Unwritten {
    /// Rows, signatures, bodies and instructions that cannot be read.
    pub lost: u64,
    /// What can be read and ilasm has no words for.
    pub unsayable: u64,
    /// How many times a name stands there that ilasm cannot spell.
    pub names: u64,
    /// Source files whose text is not to be had.
    pub sources: u64,
    /// There are no symbols that could say of source lines.
    pub without_symbols: bool,
    /// The text ends where the limit is.
    pub is_cut: bool,
    /// Nothing of what was asked for is there.
    pub is_empty: bool,
}

impl Unwritten {
    /// Takes in that of another text.
    pub fn add(&mut self, other: Self) {
        self.lost += other.lost;
        self.unsayable += other.unsayable;
        self.names += other.names;
        self.sources += other.sources;
        self.without_symbols |= other.without_symbols;
        self.is_cut |= other.is_cut;
        self.is_empty &= other.is_empty;
    }

    /// What a person has to know of it.
    #[must_use]
    pub fn sentences(&self) -> Vec<String> {
        let count = |number: u64, one: &str, many: &str| match number {
            0 => None,
            1 => Some(format!("1 {one}")),
            more => Some(format!("{more} {many}")),
        };
        let sentences = [
            count(
                self.lost,
                "part cannot be read: a comment stands in its place",
                "parts cannot be read: a comment stands in the place of each",
            ),
            count(
                self.unsayable,
                "part is not for ilasm: a comment stands in its place",
                "parts are not for ilasm: a comment stands in the place of each",
            ),
            count(
                self.names,
                "name holds characters that ilasm cannot spell; they stand there as \\u{…}",
                "names hold characters that ilasm cannot spell; they stand there as \\u{…}",
            ),
            (self.sources > 0).then(|| {
                format!(
                    "source files without text: {}; a comment says why, --source-root DIR where they are",
                    self.sources
                )
            }),
            self.without_symbols.then(|| NO_SYMBOLS.to_owned()),
            self.is_cut.then(|| "the text ends at its limit; --limit il-ratio=NUMBER raises that".to_owned()),
        ];
        sentences.into_iter().flatten().collect()
    }
}

/// Writes the input of a universe, or what of it is asked for: whole types with all that is in them, and members inside of the heads of
/// their types. The whole of it assembles again.
///
/// # Errors
/// Those of `out`.
pub fn write_il(universe: &Universe<'_>, selection: &Selection, out: &mut dyn io::Write) -> io::Result<Unwritten> {
    write_il_with(universe, selection, None, out)
}

/// The same with the source lines that code was made of, as comments.
///
/// # Errors
/// Those of `out`.
pub fn write_il_with<'a>(
    universe: &Universe<'a>,
    selection: &Selection,
    sources: Option<&Sources<'_, 'a>>,
    out: &mut dyn io::Write,
) -> io::Result<Unwritten> {
    let chosen = Chosen::of(universe, selection);
    let (all, is_empty) = (chosen.is_none(), chosen.as_ref().is_some_and(Chosen::is_empty));
    let mut writer = Writer::new(universe.input(), universe.limits(), chosen, out);
    writer.unwritten.is_empty = is_empty;
    writer.sources = sources;
    writer.unwritten.without_symbols = !is_empty && sources.is_some_and(|sources| !sources.has_symbols());
    if writer.unwritten.without_symbols {
        writer.remark(NO_SYMBOLS);
    }
    writer.sort_nested();
    if all {
        writer.head();
    }
    writer.types();
    writer.data();
    writer.unwritten.sources = sources.map_or(0, |sources| sources.missing() as u64);
    writer.finish()
}
