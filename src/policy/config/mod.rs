//! `ilvet.toml`: what a team says once for every run.

mod lists;
mod shown;
mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use self::lists::each;
use self::words::{Date, RuleName, RuleOrAll, Word};
use super::suppress::{Suppression, line_of, reason};
use super::{AssemblyNames, FailOn, Level, LevelsFor, PathPatterns, Scope, Symbols};
use crate::apis::bans::{Ban, Exceptions, Origin, SETS};
use crate::finding::{Confidence, Severity};
use crate::limits::Limits;
use crate::text::{Safe, Text};

pub use self::lists::Said;
pub use self::shown::quoted;

/// The name by which the file is found.
pub const FILE_NAME: &str = "ilvet.toml";

/// What `ilvet init` writes: every key with what it is for.
pub const TEMPLATE: &str = include_str!("template.toml");

/// The file as it is written. What is left out says nothing.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct Written {
    fail_on: Option<Word<FailOn>>,
    min_confidence: Option<Word<Confidence>>,
    strict: Option<bool>,
    scope: Option<Word<Scope>>,
    #[serde(default)]
    select: Vec<RuleName>,
    #[serde(default)]
    ignore: Vec<RuleName>,
    #[serde(default)]
    exclude: Vec<Spanned<String>>,
    #[serde(default)]
    own: Vec<Spanned<String>>,
    #[serde(default)]
    reference: Vec<Spanned<String>>,
    #[serde(default)]
    registration: Vec<Spanned<String>>,
    symbols: Option<Spanned<String>>,
    source_root: Option<String>,
    baseline: Option<Spanned<String>>,
    #[serde(default)]
    banned: Vec<Spanned<String>>,
    #[serde(default)]
    ban_sets: Vec<Spanned<String>>,
    #[serde(default)]
    limits: BTreeMap<Spanned<String>, u64>,
    #[serde(default)]
    rules: BTreeMap<RuleName, Word<Level>>,
    #[serde(default, rename = "override")]
    overrides: Vec<Spanned<WrittenOverride>>,
    #[serde(default)]
    ban: Vec<Spanned<WrittenBan>>,
    #[serde(default)]
    suppress: Vec<Spanned<WrittenSuppression>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenOverride {
    paths: Option<Vec<Spanned<String>>>,
    #[serde(default)]
    types: Vec<Word<Symbols>>,
    rules: BTreeMap<RuleOrAll, Word<Level>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenBan {
    id: Spanned<String>,
    message: Option<String>,
    severity: Option<Word<Severity>>,
    #[serde(default)]
    except: Vec<Spanned<String>>,
    #[serde(default)]
    except_assemblies: Vec<Spanned<String>>,
    scope: Option<Word<Scope>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenSuppression {
    rule: RuleOrAll,
    symbol: Option<Word<Symbols>>,
    assembly: Option<String>,
    reason: Spanned<String>,
    expires: Option<Date>,
}

/// What a file says, checked. Paths are as they are written: relative to the folder of the file.
#[derive(Debug, Default)]
pub struct Config {
    /// `fail-on`
    pub fail_on: Option<FailOn>,
    /// `min-confidence`
    pub min_confidence: Option<Confidence>,
    /// `strict`
    pub strict: Option<bool>,
    /// `scope`
    pub scope: Option<Scope>,
    /// `select`, by id
    pub select: Vec<&'static str>,
    /// `ignore`
    pub ignore: Vec<&'static str>,
    /// `exclude`
    pub exclude: Vec<String>,
    /// `own`
    pub own: Vec<String>,
    /// `reference`
    pub reference: Vec<Said>,
    /// `registration`
    pub registration: Vec<Said>,
    /// `symbols`: `auto`, `off` or a folder
    pub symbols: Option<Said>,
    /// `source-root`
    pub source_root: Option<String>,
    /// `baseline`
    pub baseline: Option<Said>,
    /// `banned`: files, patterns and folders
    pub banned: Vec<Said>,
    /// `ban-sets`
    pub ban_sets: Vec<&'static str>,
    /// `[[ban]]`
    pub bans: Vec<Ban>,
    /// `[limits]`
    pub limits: Vec<(String, u64)>,
    /// `[rules]`
    pub rules: Vec<(&'static str, Level)>,
    /// `[[override]]`
    pub overrides: Vec<LevelsFor>,
    /// `[[suppress]]`
    pub suppressions: Vec<Suppression>,
    /// The lines of every `[[override]]`, `[[ban]]` and `[[suppress]]`, as values are shown
    pub tables: Vec<Vec<String>>,
}

/// What is wrong with a file, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ConfigError {
    /// 1-based; 0 where it is not known.
    pub line: usize,
    /// 1-based, in characters.
    pub column: usize,
    /// One sentence, safe to print.
    pub what: String,
}

impl fmt::Display for ConfigError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            0 => f.write_str(&self.what),
            line => write!(f, "{line}:{}: {}", self.column, self.what),
        }
    }
}

impl std::error::Error for ConfigError {}

/// Where a configuration stands.
#[derive(Clone, Debug, Default)]
pub struct Home {
    /// The file as it is shown.
    pub label: String,
    /// Its folder, an absolute path.
    pub folder: String,
    /// The working folder, an absolute path.
    pub working: String,
}

impl Config {
    /// The rules that do not run: those of `ignore`, and those whose level is `off`.
    pub fn ignored(&self) -> impl Iterator<Item = &'static str> {
        let off = self.rules.iter().filter(|(_, level)| *level == Level::Off).map(|(rule, _)| *rule);
        self.ignore.iter().copied().chain(off)
    }

    /// The rules that get a severity.
    pub fn severities(&self) -> impl Iterator<Item = (&'static str, Severity)> {
        self.rules.iter().filter_map(|(rule, level)| match level {
            Level::Off => None,
            Level::At(severity) => Some((*rule, *severity)),
        })
    }

    /// Reads a file.
    ///
    /// # Errors
    /// The first thing that is wrong, with line and column.
    pub fn parse(text: &str, home: &Home) -> Result<Self, ConfigError> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let starts: Vec<usize> = std::iter::once(0).chain(text.match_indices('\n').map(|(at, _)| at + 1)).collect();
        let line = |offset: usize| starts.partition_point(|start| *start <= offset);
        let at = |offset: usize, what: String| {
            let (line, end) = (line(offset), offset.min(text.len()));
            let start = line.checked_sub(1).and_then(|index| starts.get(index)).copied().unwrap_or(0);
            ConfigError { line, column: text.get(start..end).unwrap_or_default().chars().count() + 1, what }
        };
        let written: Written = toml::from_str(text).map_err(|error| {
            let what = Safe::new(error.message().trim()).to_string();
            error.span().map_or(ConfigError { line: 0, column: 0, what: what.clone() }, |span| at(span.start, what))
        })?;
        let said = |it: Spanned<String>| {
            let at = at(it.span().start, String::new());
            Said { text: it.into_inner(), place: format!("{}:{}:{}", Safe::new(&home.label), at.line, at.column) }
        };
        let all = |list: Vec<Spanned<String>>| list.into_iter().map(said).collect();
        let wrong = |(start, what): (usize, String)| at(start, what);
        let patterns = |one: &[String]| PathPatterns::parse(one, &home.folder, &home.working);
        let mut config = Self {
            fail_on: written.fail_on.map(|it| it.0),
            min_confidence: written.min_confidence.map(|it| it.0),
            strict: written.strict,
            scope: written.scope.map(|it| it.0),
            select: written.select.iter().map(|it| it.0).collect(),
            ignore: written.ignore.iter().map(|it| it.0).collect(),
            exclude: each(written.exclude, patterns).map_err(wrong)?,
            own: each(written.own, AssemblyNames::parse).map_err(wrong)?,
            reference: all(written.reference),
            registration: all(written.registration),
            symbols: written.symbols.map(said),
            source_root: written.source_root,
            baseline: written.baseline.map(said),
            banned: all(written.banned),
            rules: written.rules.into_iter().map(|(rule, level)| (rule.0, level.0)).collect(),
            tables: shown::tables(text),
            ..Self::default()
        };
        for set in written.ban_sets {
            let known = SETS.iter().find(|known| known.name == set.get_ref().as_str());
            let names = SETS.iter().map(|known| known.name);
            let unknown = || super::Unknown {
                what: "set",
                word: set.get_ref().clone(),
                nearest: super::nearest(set.get_ref(), names),
            };
            config.ban_sets.push(known.ok_or_else(|| at(set.span().start, unknown().to_string()))?.name);
        }
        for (name, value) in written.limits {
            if !Limits::NAMES.contains(&name.get_ref().as_str()) {
                let nearest = super::nearest(name.get_ref(), Limits::NAMES.iter().copied());
                let unknown = super::Unknown { what: "limit", word: name.get_ref().clone(), nearest };
                return Err(at(name.span().start, unknown.to_string()));
            }
            config.limits.push((name.into_inner(), value));
        }
        for it in written.overrides {
            let start = it.span().start;
            let it = it.into_inner();
            let paths = it.paths.map(|paths| each(paths, patterns).map_err(wrong)).transpose()?;
            if paths.as_ref().is_none_or(Vec::is_empty) && it.types.is_empty() {
                let what = "an override needs paths or types; levels for everything stand in [rules]";
                return Err(at(start, what.to_owned()));
            }
            config.overrides.push(LevelsFor {
                place: line_of(&home.label, line(start)),
                paths: paths.map(|paths| patterns(&paths)).transpose().map_err(|what| at(start, what))?,
                symbols: it.types.into_iter().map(|it| it.0).collect(),
                levels: it.rules.into_iter().map(|(rule, level)| (rule.0, level.0)).collect(),
            });
        }
        for it in written.ban {
            let line = line(it.span().start);
            config.bans.push(ban(it.into_inner(), home, line).map_err(wrong)?);
        }
        for it in written.suppress {
            let start = it.span().start;
            let it = it.into_inner();
            let Some(why) = reason(it.reason.get_ref()) else {
                return Err(at(it.reason.span().start, "a suppression needs a reason".to_owned()));
            };
            if it.symbol.is_none() && it.assembly.is_none() && it.rule.0.is_none() {
                return Err(at(start, "a suppression of all rules needs a symbol or an assembly".to_owned()));
            }
            config.suppressions.push(Suppression {
                in_code: false,
                place: line_of(&home.label, line(start)),
                rule: it.rule.0,
                assembly: it.assembly.map(Text),
                symbols: it.symbol.map(|it| it.0),
                reason: Some(why),
                expires: it.expires.map(|it| it.0),
            });
        }
        Ok(config)
    }
}

/// An entry of `[[ban]]`; or where it is wrong, as an offset in the file, and how.
fn ban(it: WrittenBan, home: &Home, line: usize) -> Result<Ban, (usize, String)> {
    let origin = Origin { file: home.label.as_str().into(), line: u32::try_from(line).unwrap_or(u32::MAX) };
    let wrong = |why| (it.id.span().start, format!("`{}` is no documentation id: {why}", Safe::new(it.id.get_ref())));
    let mut ban = Ban::new(it.id.get_ref(), origin).map_err(wrong)?;
    ban.message = it.message;
    ban.severity = it.severity.map(|it| it.0);
    ban.scope = it.scope.map(|it| it.0);
    let start = it.id.span().start;
    let names = each(it.except, |one| Exceptions::parse(one, &[]))?;
    let assemblies = each(it.except_assemblies, |one| Exceptions::parse(&[], one))?;
    ban.except = Exceptions::parse(&names, &assemblies).map_err(|why| (start, why))?;
    Ok(ban)
}
