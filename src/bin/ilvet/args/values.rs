//! Values that an option is made of, and the words that it takes.

use std::path::PathBuf;
use std::str::FromStr;

use ilvet::apis::bans::SETS;
use ilvet::check::Scope;
use ilvet::finding::{Confidence, Severity};
use ilvet::inspect::tables::HeapKind;
use ilvet::report::{Format, GraphFormat};

/// `FORMAT=PATH`
#[derive(Clone)]
pub(crate) struct OutputFile {
    pub(crate) format: Format,
    pub(crate) path: PathBuf,
}

impl FromStr for OutputFile {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (word, path) = text.split_once('=').filter(|(_, path)| !path.is_empty()).ok_or("it is FORMAT=PATH")?;
        let format = Format::ALL.iter().copied().find(|format| format.word() == word);
        let words: Vec<&str> = Format::ALL.iter().map(|format| format.word()).collect();
        let format = format.ok_or_else(|| format!("there is no format `{word}`; there are {}", words.join(", ")))?;
        Ok(Self { format, path: path.into() })
    }
}

/// `RULE=LEVEL`
#[derive(Clone)]
pub(crate) struct RuleLevel {
    pub(crate) rule: String,
    pub(crate) level: Severity,
}

impl FromStr for RuleLevel {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (rule, level) = text.split_once('=').ok_or("it is RULE=LEVEL")?;
        let level = level.parse::<Severity>()?;
        Ok(Self { rule: rule.to_owned(), level })
    }
}

/// `NAME=NUMBER`
#[derive(Clone)]
pub(crate) struct LimitValue {
    pub(crate) name: String,
    pub(crate) value: u64,
}

impl FromStr for LimitValue {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (name, value) = text.split_once('=').ok_or("it is NAME=NUMBER")?;
        let value = value.parse().map_err(|_| format!("`{value}` is not a number"))?;
        Ok(Self { name: name.to_owned(), value })
    }
}

/// The words of [`Format`], for clap to list and to complete.
pub(super) fn formats() -> impl clap::builder::TypedValueParser<Value = Format> {
    words(Format::ALL, |format: Format| format.word())
}

/// The names of [`SETS`].
pub(super) fn ban_sets() -> impl clap::builder::TypedValueParser<Value = &'static str> {
    static NAMES: std::sync::LazyLock<Vec<&'static str>> =
        std::sync::LazyLock::new(|| SETS.iter().map(|set| set.name).collect());
    words(&NAMES, |name: &'static str| name)
}

/// The words of [`Scope`].
pub(super) fn scopes() -> impl clap::builder::TypedValueParser<Value = Scope> {
    words(Scope::ALL, Scope::word)
}

/// The words of [`GraphFormat`].
pub(super) fn graph_formats() -> impl clap::builder::TypedValueParser<Value = GraphFormat> {
    words(GraphFormat::ALL, |format: GraphFormat| format.word())
}

/// The words of [`HeapKind`].
pub(super) fn heaps() -> impl clap::builder::TypedValueParser<Value = HeapKind> {
    words(HeapKind::ALL, HeapKind::word)
}

/// The words of [`Confidence`].
pub(super) fn confidences() -> impl clap::builder::TypedValueParser<Value = Confidence> {
    words(Confidence::ALL, Confidence::word)
}

/// A parser for the words of a list of values.
fn words<T: Copy + Send + Sync + 'static>(
    all: &'static [T],
    word: fn(T) -> &'static str,
) -> impl clap::builder::TypedValueParser<Value = T> {
    use clap::builder::{PossibleValuesParser, TypedValueParser};
    PossibleValuesParser::new(all.iter().map(|value| word(*value))).try_map(move |text| {
        all.iter().copied().find(|value| word(*value) == text).ok_or("not one of the possible values")
    })
}
