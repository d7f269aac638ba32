//! From the words of a person to rules.

use std::fmt;

use crate::finding::RuleInfo;
use crate::limits::Limits;
use crate::text::Safe;

/// How alike two words must be for one to be meant by the other, from 0 to 1.
const ALIKE: f64 = 0.75;

/// Characters in which a mistyped name differs at most.
const MISTYPED: usize = 3;

/// What the ids of Microsoft's checker begin with.
const FAMILIES: &[&str] = &["app", "connector", "flow", "il", "meta", "web"];

/// A word that names nothing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unknown {
    /// What it was to be: `rule`, `limit`.
    pub what: &'static str,
    /// The word as it was written.
    pub word: String,
    /// The word that was probably meant.
    pub nearest: Option<&'static str>,
}

impl fmt::Display for Unknown {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "there is no {} `{}`", self.what, Safe::new(&self.word))?;
        match self.nearest {
            Some(nearest) => write!(f, "; did you mean `{nearest}`?"),
            None if self.what == "limit" => write!(f, "; there are {}", Limits::NAMES.join(", ")),
            None => Ok(()),
        }
    }
}

impl std::error::Error for Unknown {}

/// The rule of an id or an alias, in any case.
///
/// # Errors
/// No rule has that name.
pub fn resolve(rules: &[&'static RuleInfo], word: &str) -> Result<&'static RuleInfo, Unknown> {
    let by_id = rules.iter().find(|rule| rule.id.eq_ignore_ascii_case(word));
    let by_alias = || rules.iter().find(|rule| rule.aliases.iter().any(|alias| alias.eq_ignore_ascii_case(word)));
    by_id.or_else(by_alias).copied().ok_or_else(|| {
        let names = rules.iter().flat_map(|rule| std::iter::once(&rule.id).chain(rule.aliases)).copied();
        Unknown { what: "rule", word: word.to_owned(), nearest: nearest(word, names) }
    })
}

/// Whether an id that no rule has is one of Microsoft's checker, which looks at more than assemblies; one that differs from a rule's
/// name by few characters is that name mistyped.
#[must_use]
pub fn is_of_others(rules: &[&'static RuleInfo], word: &str) -> bool {
    let word = word.to_ascii_lowercase();
    let is_close = |name: &&'static str| strsim::osa_distance(&word, name) <= MISTYPED;
    let mistyped = rules.iter().any(|rule| is_close(&rule.id) || rule.aliases.iter().any(is_close));
    let family = word.split_once('-').filter(|(_, rest)| !rest.is_empty()).map(|(family, _)| family);
    family.is_some_and(|family| FAMILIES.contains(&family)) && !mistyped
}

/// The candidate that is most like `word`, if one is alike enough to be meant.
#[must_use]
pub fn nearest<'c>(word: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let word = word.to_ascii_lowercase();
    candidates
        .into_iter()
        .map(|candidate| (strsim::jaro_winkler(&word, candidate), candidate))
        .filter(|(alike, _)| *alike >= ALIKE)
        // On a tie the first of the list, so that the answer never changes.
        .reduce(|best, next| if next.0 > best.0 { next } else { best })
        .map(|(_, candidate)| candidate)
}
