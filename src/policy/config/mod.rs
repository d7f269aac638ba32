//! `ilvet.toml`: what a team says once for every run.

mod words;

use std::collections::BTreeMap;
use std::fmt;

use serde::Deserialize;
use toml::Spanned;

use self::words::{Date, RuleName, RuleOrAll, Word};
use super::suppress::{Suppression, line_of, reason};
use super::{FailOn, Level, LevelsFor, PathPatterns, Scope, Symbols};
use crate::apis::bans::{Ban, Exceptions, Origin, SETS};
use crate::finding::{Confidence, Severity};
use crate::limits::Limits;
use crate::text::{Safe, Text};

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
    exclude: Vec<String>,
    #[serde(default)]
    own: Vec<String>,
    #[serde(default)]
    reference: Vec<String>,
    #[serde(default)]
    registration: Vec<String>,
    symbols: Option<String>,
    source_root: Option<String>,
    baseline: Option<String>,
    #[serde(default)]
    banned: Vec<String>,
    #[serde(default)]
    ban_sets: Vec<Spanned<String>>,
    #[serde(default)]
    limits: BTreeMap<Spanned<String>, u64>,
    #[serde(default)]
    rules: BTreeMap<RuleName, Word<Level>>,
    #[serde(default, rename = "override")]
    overrides: Vec<WrittenOverride>,
    #[serde(default)]
    ban: Vec<Spanned<WrittenBan>>,
    #[serde(default)]
    suppress: Vec<Spanned<WrittenSuppression>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
struct WrittenOverride {
    paths: Option<Spanned<Vec<String>>>,
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
    except: Option<Spanned<Vec<String>>>,
    except_assemblies: Option<Spanned<Vec<String>>>,
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
    /// `ignore`, and rules whose level is `off`
    pub ignore: Vec<&'static str>,
    /// `exclude`
    pub exclude: Vec<String>,
    /// `own`
    pub own: Vec<String>,
    /// `reference`
    pub reference: Vec<String>,
    /// `registration`
    pub registration: Vec<String>,
    /// `symbols`: `auto`, `off` or a folder
    pub symbols: Option<String>,
    /// `source-root`
    pub source_root: Option<String>,
    /// `baseline`
    pub baseline: Option<String>,
    /// `banned`: files
    pub banned: Vec<String>,
    /// `ban-sets`
    pub ban_sets: Vec<&'static str>,
    /// `[[ban]]`
    pub bans: Vec<Ban>,
    /// `[limits]`
    pub limits: Vec<(String, u64)>,
    /// `[rules]` that get a severity
    pub severities: Vec<(&'static str, Severity)>,
    /// `[[override]]`
    pub overrides: Vec<LevelsFor>,
    /// `[[suppress]]`
    pub suppressions: Vec<Suppression>,
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
        let mut config = Self {
            fail_on: written.fail_on.map(|it| it.0),
            min_confidence: written.min_confidence.map(|it| it.0),
            strict: written.strict,
            scope: written.scope.map(|it| it.0),
            select: written.select.iter().map(|it| it.0).collect(),
            ignore: written.ignore.iter().map(|it| it.0).collect(),
            exclude: written.exclude,
            own: written.own,
            reference: written.reference,
            registration: written.registration,
            symbols: written.symbols,
            source_root: written.source_root,
            baseline: written.baseline,
            banned: written.banned,
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
        for (rule, level) in written.rules {
            match level.0 {
                Level::Off => config.ignore.push(rule.0),
                Level::At(severity) => config.severities.push((rule.0, severity)),
            }
        }
        for it in written.overrides {
            let paths = it.paths.map(|paths| {
                let start = paths.span().start;
                PathPatterns::parse(paths.get_ref(), &home.folder, &home.working).map_err(|what| at(start, what))
            });
            config.overrides.push(LevelsFor {
                paths: paths.transpose()?,
                symbols: it.types.into_iter().map(|it| it.0).collect(),
                levels: it.rules.into_iter().map(|(rule, level)| (rule.0, level.0)).collect(),
            });
        }
        for it in written.ban {
            let line = line(it.span().start);
            config.bans.push(ban(it.into_inner(), home, line).map_err(|(start, what)| at(start, what))?);
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
    ban.severity = it.severity.map_or(ban.severity, |it| it.0);
    ban.scope = it.scope.map(|it| it.0);
    let list = |names: &Option<Spanned<Vec<String>>>| names.as_ref().map(|it| it.get_ref().clone()).unwrap_or_default();
    let start = it.except.as_ref().or(it.except_assemblies.as_ref()).map_or(0, |it| it.span().start);
    let except = Exceptions::parse(&list(&it.except), &list(&it.except_assemblies));
    ban.except = except.map_err(|why| (start, why))?;
    Ok(ban)
}
