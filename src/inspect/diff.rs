//! What a release changes: types, members, what is used of other assemblies, findings.

mod api;
mod state;

use std::collections::BTreeMap;

use serde::Serialize;

use crate::check::{Options, Unit};
use crate::finding::Report;
use crate::text::Text;

use super::View;
use state::{Plain, State};

/// What differs between two states of the same assemblies, by kind, assembly and id.
pub type Diff = View<Difference>;

/// One difference.
#[derive(Clone, Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Difference {
    /// Documentation-comment id; of an assembly its name, of a finding its fingerprint.
    pub id: Text,
    /// Its token in the new state, or in the old one where it is gone; `None` for findings and fields that are written.
    pub token: Option<String>,
    /// Simple name of the assembly that it is in; of what is used, the one that uses it.
    pub assembly: Text,
    /// `type`, `member`, `reference` (an assembly), `use` (a type or member of another assembly), `finding`, `writtenField` (calls of the
    /// platform change it).
    pub kind: &'static str,
    /// `added`, `removed`, `changed`.
    pub change: &'static str,
    /// Whether code that was made for the old state may not compile or run with the new one.
    pub breaking: bool,
    /// What changed, in words; safe to print.
    pub what: Vec<String>,
    /// How it was: declaration, version, place or message; safe to print.
    pub old: Option<String>,
    /// How it is now.
    pub new: Option<String>,
}

/// Compares two states; with `public` only what other assemblies can or could use of types and members. The reports are those of `check`
/// over each.
#[must_use]
pub fn diff(input: Text, old: &[Unit], new: &[Unit], public: bool, options: &Options) -> (Diff, Report, Report) {
    let (before, after) = (State::of(old, options), State::of(new, options));
    let mut items = Vec::new();
    pairs(&before.types, &after.types, |pair| {
        if !public || pair.any(|it| it.visible) {
            items.extend(api::type_difference(pair, &after));
        }
    });
    pairs(&before.members, &after.members, |pair| {
        if !public || pair.any(|it| it.visible) {
            items.extend(api::member_difference(pair, &before, &after));
        }
    });
    pairs(&before.plain, &after.plain, |pair| items.extend(plain_difference(pair)));
    items.sort_by(|a, b| (a.kind, &a.assembly, &a.id).cmp(&(b.kind, &b.assembly, &b.id)));
    let problems = [before.report.problems.clone(), after.report.problems.clone()].concat();
    (Diff::new("diff", input, items, problems), before.report, after.report)
}

/// What stands on one side or on both.
enum Pair<'s, T> {
    Added(&'s T),
    Removed(&'s T),
    Both(&'s T, &'s T),
}

// What derives give would ask that of `T` too.
impl<T> Clone for Pair<'_, T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Pair<'_, T> {}

impl<T> Pair<'_, T> {
    fn any(self, holds: impl Fn(&T) -> bool) -> bool {
        match self {
            Self::Added(it) | Self::Removed(it) => holds(it),
            Self::Both(was, is) => holds(was) || holds(is),
        }
    }
}

fn pairs<'s, K: Ord, T>(old: &'s BTreeMap<K, T>, new: &'s BTreeMap<K, T>, mut see: impl FnMut(Pair<'s, T>)) {
    for (key, was) in old {
        see(new.get(key).map_or(Pair::Removed(was), |is| Pair::Both(was, is)));
    }
    for (_, is) in new.iter().filter(|(key, _)| !old.contains_key(*key)) {
        see(Pair::Added(is));
    }
}

fn plain_difference(pair: Pair<'_, Plain>) -> Option<Difference> {
    let make = |it: &Plain, change, what, old: Option<&Plain>, new: Option<&Plain>| Difference {
        id: it.id.clone(),
        token: it.token.clone(),
        assembly: it.assembly.clone(),
        kind: it.kind,
        change,
        breaking: false,
        what,
        old: old.map(|it| it.text.clone()),
        new: new.map(|it| it.text.clone()),
    };
    match pair {
        Pair::Added(is) => Some(make(is, "added", Vec::new(), None, Some(is))),
        Pair::Removed(was) => Some(make(was, "removed", Vec::new(), Some(was), None)),
        Pair::Both(was, is) => {
            let what = was.state.iter().zip(&is.state).filter(|(was, is)| was != is);
            let what: Vec<String> = what.map(|(was, is)| format!("{was} became {is}")).collect();
            (!what.is_empty()).then(|| make(is, "changed", what, Some(was), Some(is)))
        }
    }
}
