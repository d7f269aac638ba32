//! What is suppressed, by whom and why.

use std::fmt;

use super::{About, Asked, Day, Symbols, resolve};
use crate::finding::{CodeSuppression, Finding, Suppressed, Unused};
use crate::text::{Safe, Text};

/// A suppression that somebody wrote.
#[derive(Clone, Debug)]
pub struct Suppression {
    /// Whether it stands in the code as an attribute, and not in the configuration.
    pub in_code: bool,
    /// Where: an assembly, or a line of a file; safe to print.
    pub place: String,
    /// The rule; `None` for all.
    pub rule: Option<&'static str>,
    /// The simple name of the assembly in which it holds; `None` for all.
    pub assembly: Option<Text>,
    /// What it is for; `None` for all of the assembly.
    pub symbols: Option<Symbols>,
    /// Why.
    pub reason: Option<Text>,
    /// The day from which on it holds no more.
    pub expires: Option<Day>,
}

impl Suppression {
    fn covers(&self, finding: &Finding, about: &About) -> bool {
        self.rule.is_none_or(|rule| rule == finding.rule)
            && self.assembly.as_ref().is_none_or(|name| *name == finding.location.assembly)
            && self.symbols.as_ref().is_none_or(|symbols| symbols.cover(about))
    }

    fn mark(&self) -> Suppressed {
        Suppressed {
            by: if self.in_code { "attribute" } else { "config" },
            reason: self.reason.clone(),
            expires: self.expires.map(|day| day.to_string()),
        }
    }

    fn is_expired(&self, today: Day) -> bool {
        self.expires.is_some_and(|day| day <= today)
    }
}

impl fmt::Display for Suppression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: the suppression of {}", self.place, self.rule.unwrap_or("all rules"))?;
        match (&self.symbols, &self.assembly) {
            (Some(symbols), _) => write!(f, " for {symbols}"),
            (None, Some(assembly)) => write!(f, " for all of {}", assembly.safe()),
            (None, None) => Ok(()),
        }
    }
}

/// Marks what is suppressed; the first suppression that covers a finding counts. Gives those that suppress nothing of what the run could find.
pub fn suppress(findings: &mut [Finding], suppressions: &[Suppression], today: Day, asked: &Asked<'_>) -> Vec<Unused> {
    let mut used = vec![false; suppressions.len()];
    for finding in findings {
        let about = About::of(finding);
        for (suppression, used) in suppressions.iter().zip(&mut used) {
            if !suppression.is_expired(today) && suppression.covers(finding, &about) {
                *used = true;
                finding.suppressed.get_or_insert_with(|| suppression.mark());
            }
        }
    }
    let idle = suppressions.iter().zip(used).filter(|(it, used)| !used && asked.covers(it.rule, it.assembly.as_ref()));
    let tell = |it: &Suppression| match it.expires.filter(|day| *day <= today) {
        Some(day) => Unused { kind: "expiredSuppression", what: format!("{it} ended on {day}") },
        None => Unused { kind: "suppression", what: format!("{it} is not needed: nothing is found there") },
    };
    idle.map(|(it, _)| tell(it)).collect()
}

/// What the `Scope` of an attribute on an assembly can be.
const SCOPES: [&str; 6] = ["module", "namespace", "namespaceanddescendants", "type", "member", "resource"];

/// The suppressions of ours among those that stand in the code, and what is wrong with the others: an attribute can be for any tool, so that one
/// whose category is not ours is passed over where its check is not.
#[must_use]
pub fn in_code(written: &[CodeSuppression]) -> (Vec<Suppression>, Vec<Unused>) {
    let rules: Vec<_> = crate::rules::ALL.iter().map(|rule| rule.info()).collect();
    let (mut suppressions, mut unused) = (Vec::new(), Vec::new());
    for it in written {
        let place = it.assembly.safe().to_string();
        let id = it.check.as_str().split(':').next().unwrap_or_default().trim();
        let ours = it.category.as_str().eq_ignore_ascii_case("ilvet");
        let rule = match resolve(&rules, id) {
            Ok(rule) => Some(rule.id),
            Err(_) if ours && id == "*" => None,
            Err(unknown) => {
                if ours {
                    unused.push(Unused {
                        kind: "suppression",
                        what: format!("{place}: a suppression in the code: {unknown}"),
                    });
                }
                continue;
            }
        };
        if let Some(scope) =
            it.scope.as_ref().filter(|it| !SCOPES.iter().any(|word| it.as_str().eq_ignore_ascii_case(word)))
        {
            let what = format!("{place}: a suppression in the code: there is no scope `{}`", scope.safe());
            unused.push(Unused { kind: "suppression", what });
            continue;
        }
        let symbols = match it.symbol.as_ref().map(|id| Symbols::exact(id.as_str())).transpose() {
            Ok(symbols) => symbols,
            Err(why) => {
                unused.push(Unused { kind: "suppression", what: format!("{place}: a suppression in the code: {why}") });
                continue;
            }
        };
        suppressions.push(Suppression {
            in_code: true,
            place,
            rule,
            assembly: Some(it.assembly.clone()),
            symbols,
            reason: it.reason.as_ref().and_then(|text| reason(text.as_str())),
            expires: None,
        });
    }
    (suppressions, unused)
}

/// A reason as it is shown.
#[must_use]
pub fn reason(text: &str) -> Option<Text> {
    let text = text.trim();
    // What Visual Studio writes until somebody gives a reason.
    (!text.is_empty() && text != "<Pending>").then(|| Text::from(text))
}

/// The place of a line in a file, safe to print.
#[must_use]
pub fn line_of(file: &str, line: usize) -> String {
    format!("{}:{line}", Safe::new(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_scope_that_is_none_suppresses_nothing_and_is_told() {
        let of = |scope: Option<&str>| {
            in_code(&[CodeSuppression {
                assembly: "A".into(),
                category: "Design".into(),
                check: "static-state".into(),
                symbol: Some("~F:A.B.c".into()),
                scope: scope.map(Text::from),
                reason: None,
            }])
        };
        for known in [None, Some("member"), Some("Type"), Some("NamespaceAndDescendants")] {
            assert!(of(known).0.len() == 1 && of(known).1.is_empty(), "{known:?}");
        }
        let (suppressions, unused) = of(Some("membr"));
        assert!(suppressions.is_empty());
        assert_eq!(unused[0].what, "A: a suppression in the code: there is no scope `membr`");
    }
}
