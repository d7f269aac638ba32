//! Levels that the user gives to rules, for everything or for some paths and types.

use std::str::FromStr;

use super::{About, Copies, PathPatterns, Symbols};
use crate::finding::{Finding, Input, Severity, Unused};
use crate::text::{Safe, Text};

/// What becomes of a rule's findings.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Level {
    /// They are left out.
    Off,
    /// They get this severity.
    At(Severity),
}

impl Level {
    /// The word for it.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Off => "off",
            Self::At(severity) => severity.word(),
        }
    }
}

impl FromStr for Level {
    type Err = &'static str;

    fn from_str(word: &str) -> Result<Self, Self::Err> {
        if word.eq_ignore_ascii_case("off") {
            return Ok(Self::Off);
        }
        Severity::parse(word).map(Self::At).ok_or("the level is off, critical, high, medium, low or info")
    }
}

/// Levels for what some paths and types hold.
#[derive(Clone, Debug)]
pub struct LevelsFor {
    /// A line of a file; safe to print.
    pub place: String,
    /// Inputs; `None` for all.
    pub paths: Option<PathPatterns>,
    /// Types and members; empty for all.
    pub symbols: Vec<Symbols>,
    /// Rules and levels; `None` is every rule. The last that covers a rule counts.
    pub levels: Vec<(Option<&'static str>, Level)>,
}

impl LevelsFor {
    /// The level of a finding in one of the inputs in which it stands.
    fn level(&self, finding: &Finding, about: &About, input: &Text) -> Option<Level> {
        let here = self.paths.as_ref().is_none_or(|paths| paths.cover(input.as_str()))
            && (self.symbols.is_empty() || self.symbols.iter().any(|it| it.cover(about)));
        let levels = self.levels.iter().rev().filter(|_| here);
        // What names the rule beats what is for all.
        let named = levels.clone().find(|(rule, _)| *rule == Some(finding.rule));
        named.or_else(|| levels.clone().find(|(rule, _)| rule.is_none())).map(|(_, level)| *level)
    }
}

/// What of overrides covers nothing: paths where no input lies, and names that nothing has which was looked at. `undefined` are these, counted
/// through all overrides.
#[must_use]
pub fn unused_overrides(overrides: &[LevelsFor], inputs: &[Input], undefined: &[usize]) -> Vec<Unused> {
    let (mut unused, mut number) = (Vec::new(), 0);
    for it in overrides {
        let mut tell = |what: String| {
            let what = format!("{}: the override {what}", it.place);
            unused.push(Unused { kind: "override", what });
        };
        for path in it.paths.iter().flat_map(|paths| paths.unused(inputs.iter().map(|input| input.path.as_str()))) {
            tell(format!("for {} has no effect: no input lies there", Safe::new(path)));
        }
        for symbols in &it.symbols {
            if undefined.contains(&number) {
                tell(format!("for {symbols} has no effect: nothing of that name was looked at"));
            }
            number += 1;
        }
    }
    unused
}

/// Gives findings the levels that hold where they are; of several the last counts. Those of `fixed` rules keep what they have. A finding in a file
/// of which there are copies gets the worst of the levels that hold for any of them.
pub fn relevel(findings: &mut Vec<Finding>, copies: &Copies, overrides: &[LevelsFor], fixed: &[&'static str]) {
    if overrides.is_empty() {
        return;
    }
    findings.retain_mut(|finding| {
        if fixed.contains(&finding.rule) {
            return true;
        }
        let about = About::of(finding);
        let at = |input: &Text| match overrides.iter().rev().find_map(|it| it.level(finding, &about, input)) {
            Some(Level::Off) => None,
            Some(Level::At(severity)) => Some(severity),
            None => Some(finding.severity),
        };
        match copies.with(&finding.location.input).filter_map(at).max() {
            Some(severity) => finding.set_severity(severity),
            None => return false,
        }
        true
    });
}
